import { ConsultLine } from '../../agent/consult_line';
import { Dispositions } from '../../agent/dispositions';
import { Facts } from '../../agent/facts';
import { PanelHead } from '../../agent/panel_head';
import { WorkActions } from '../../agent/work_actions';
import { Age } from '../../parts/age';
import type { WorkItem } from '../../protocol/messages';
import { busy, finish } from '../../state/commands';
import { hold, resume } from './commands';
import { t } from './texts';

const stateTexts = { WORK_STATE_HELD: 'call.held', WORK_STATE_CONNECTING: 'call.connecting' } as const;

export function CallPanel({ item }: { item: WorkItem }) {
  const { interaction, state } = item;
  const waiting = busy.value.has(interaction.id);
  const held = state === 'WORK_STATE_HELD';
  // A consultation ends before anything else is done with the call; who is asked can only leave it.
  const asked = item.consultedBy !== '';
  const consulting = asked || item.consultedAgent !== '';
  return (
    <article class="panel call" aria-labelledby="panel-title">
      <PanelHead interaction={interaction} title={t(state in stateTexts ? stateTexts[state as keyof typeof stateTexts] : 'call.talking')} clock={<Age since_us={item.sinceUs} />} />
      <ConsultLine item={item} />
      {!asked && (
        <div class="buttons">
          {!consulting && (
            <>
              <button type="button" class="plain" aria-pressed={held} disabled={waiting || state === 'WORK_STATE_CONNECTING'} onClick={() => void (held ? resume(item) : hold(item))}>
                {t(held ? 'call.resume' : 'call.hold')}
              </button>
              <WorkActions item={item} />
            </>
          )}
          <button type="button" class="danger" disabled={waiting} onClick={() => void finish(interaction.id)}>
            {t('call.hang_up')}
          </button>
        </div>
      )}
      <Facts interaction={interaction} />
      {!asked && <Dispositions interactionId={interaction.id} />}
    </article>
  );
}
