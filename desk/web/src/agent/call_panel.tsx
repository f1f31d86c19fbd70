import { Age } from '../parts/age';
import { Icon } from '../parts/icon';
import type { WorkItem } from '../protocol/messages';
import { busy, finish, hold, resume } from '../state/commands';
import { t } from '../texts/language';
import { Dispositions } from './dispositions';
import { Facts } from './facts';
import { contactOf, subjectOf } from './item_texts';

const stateTexts = { WORK_STATE_HELD: 'call.held', WORK_STATE_CONNECTING: 'call.connecting' } as const;

export function CallPanel({ item }: { item: WorkItem }) {
  const { interaction, state } = item;
  const waiting = busy.value.has(interaction.id);
  const held = state === 'WORK_STATE_HELD';
  return (
    <article class="panel call" aria-labelledby="panel-title">
      <p class="panel-kind">
        <span class="channel CHANNEL_VOICE">
          <Icon name="phone" />
        </span>
        {t(state in stateTexts ? stateTexts[state as keyof typeof stateTexts] : 'call.talking')}
        <span class="panel-clock">
          <Age since_us={item.sinceUs} />
        </span>
      </p>
      <h2 id="panel-title">{contactOf(interaction)}</h2>
      <p class="panel-subject">{subjectOf(interaction)}</p>
      <div class="buttons">
        <button type="button" class="plain" aria-pressed={held} disabled={waiting || state === 'WORK_STATE_CONNECTING'} onClick={() => void (held ? resume(item) : hold(item))}>
          {t(held ? 'call.resume' : 'call.hold')}
        </button>
        <button type="button" class="danger" disabled={waiting} onClick={() => void finish(interaction.id)}>
          {t('call.hang_up')}
        </button>
      </div>
      <Facts interaction={interaction} />
      <Dispositions interactionId={interaction.id} />
    </article>
  );
}
