// Of another agent, in lists: what they chose, and what the system sees when that says more.
import type { AgentState } from '../protocol/messages';
import { t } from '../texts/language';

export function PresenceMark({ presence, state }: Pick<AgentState, 'presence' | 'state'>) {
  return (
    <span class="presence-mark">
      <span class={`presence-dot ${presence}`} aria-hidden="true" />
      {t(`presence.${presence}`)}
      {state !== 'AGENT_STATE_IDLE' && state !== 'AGENT_STATE_UNSPECIFIED' && ` · ${t(`state.${state}`)}`}
    </span>
  );
}
