// What the agent chooses (presence), beside what the system sees (state) and since when.
import { Age } from '../parts/age';
import { Menu, type Choice } from '../parts/menu';
import type { AgentState } from '../protocol/messages';
import { busy, choosePresence } from '../state/commands';
import { welcome } from '../state/desk';
import { t, titleOf } from '../texts/language';
import { presenceText } from './presence_text';

export const presence_menu_id = 'presence';

export function agentPresence(agent: AgentState) {
  const pending = agent.pendingPresence !== 'PRESENCE_UNSPECIFIED' && agent.pendingPresence !== agent.presence;
  return (
    <>
      <Menu
        id={presence_menu_id}
        label={t('presence.label')}
        disabled={busy.value.has('presence')}
        face={
          <span class="presence">
            <span class={`presence-dot ${agent.presence}`} aria-hidden="true" />
            {presenceText(agent)}
          </span>
        }
        choices={choices(agent)}
      />
      {pending && <span class="pending">{t('presence.pending', { presence: t(`presence.${agent.pendingPresence}`) })}</span>}
      <span class={`state ${agent.state}`}>
        {t(`state.${agent.state}`)} <Age since_us={agent.sinceUs} />
      </span>
    </>
  );
}

function choices(agent: AgentState): Choice[][] {
  const one = (key: string, label: string, checked: boolean, choose: () => void): Choice => ({ key, label, checked, kind: 'one_of', choose });
  const onBreak = agent.presence === 'PRESENCE_ON_BREAK';
  const reasons = welcome.value?.breakReasons ?? [];
  return [
    [one('available', t('presence.PRESENCE_AVAILABLE'), agent.presence === 'PRESENCE_AVAILABLE', () => void choosePresence('PRESENCE_AVAILABLE'))],
    reasons.map((reason) =>
      one(reason.name, t('presence.break', { reason: titleOf(reasons, reason.name) }), onBreak && agent.breakReason === reason.name, () => void choosePresence('PRESENCE_ON_BREAK', reason.name)),
    ),
    [one('offline', t('presence.PRESENCE_OFFLINE'), agent.presence === 'PRESENCE_OFFLINE', () => void choosePresence('PRESENCE_OFFLINE'))],
  ];
}
