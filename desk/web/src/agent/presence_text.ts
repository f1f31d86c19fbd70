import type { AgentState } from '../protocol/messages';
import { welcome } from '../state/desk';
import { t, titleOf } from '../texts/language';

// "Break: lunch" while on a break whose reason is known, else the presence's name.
export function presenceText(agent: AgentState): string {
  if (agent.presence !== 'PRESENCE_ON_BREAK' || agent.breakReason === '') return t(`presence.${agent.presence}`);
  return t('presence.break', { reason: titleOf(welcome.value?.breakReasons ?? [], agent.breakReason) });
}
