// Parked work: when it comes back by itself, and the button that takes it back now.
import { moment } from '../format/time';
import type { WorkItem } from '../protocol/messages';
import { busy, unpark } from '../state/commands';
import { now_us } from '../state/clock';
import { language, t } from '../texts/language';
import { contactOf } from './item_texts';

export function parkedUntil({ deadlineUs }: WorkItem): string {
  return deadlineUs === 0 ? t('park.until_answer') : t('park.until_time', { time: moment(deadlineUs, now_us.value, language.value) });
}

// In a panel; nothing when the work is not parked.
export function ParkedNotice({ item }: { item: WorkItem }) {
  if (item.state !== 'WORK_STATE_PARKED') return null;
  return (
    <div class="consult parked">
      <p>{parkedUntil(item)}</p>
      <TakeBack item={item} small />
    </div>
  );
}

export function TakeBack({ item, small = false }: { item: WorkItem; small?: boolean }) {
  const { interaction } = item;
  return (
    <button type="button" class={small ? 'plain small' : 'primary'} aria-label={`${t('park.take_back')}: ${contactOf(interaction)}`} disabled={busy.value.has(interaction.id)} onClick={() => void unpark(interaction.id)}>
      {t('park.take_back')}
    </button>
  );
}
