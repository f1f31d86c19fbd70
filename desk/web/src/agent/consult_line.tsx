// A consultation under way: on the entry of who asks, with how to end it; on the entry of who is asked, whose it is.
import { Icon } from '../parts/icon';
import type { WorkItem } from '../protocol/messages';
import { nameOfColleague } from '../state/colleagues';
import { busy, endConsult } from '../state/commands';
import { t } from '../texts/language';

export function ConsultLine({ item }: { item: WorkItem }) {
  const { id } = item.interaction;
  const waiting = busy.value.has(id);
  if (item.consultedBy !== '') {
    return (
      <div class="consult">
        <p role="status">
          <Icon name="person" />
          {t('consult.by', { name: nameOfColleague(item.consultedBy) })}
        </p>
        <button type="button" class="plain small" disabled={waiting} onClick={() => void endConsult(id, 'CONSULT_RETURNED')}>
          {t('consult.leave')}
        </button>
      </div>
    );
  }
  if (item.consultedAgent === '') return null;
  const name = nameOfColleague(item.consultedAgent);
  return (
    <div class="consult">
      <p role="status">
        <Icon name="person" />
        {t('consult.with', { name })}
      </p>
      <button type="button" class="primary small" disabled={waiting} onClick={() => void endConsult(id, 'CONSULT_HANDED_OVER')}>
        {t('consult.hand_over')}
      </button>
      <button type="button" class="plain small" disabled={waiting} onClick={() => void endConsult(id, 'CONSULT_RETURNED')}>
        {t('consult.return')}
      </button>
    </div>
  );
}
