// What stands in the place of work when there is none: why, and what to do.
import { Empty } from '../parts/empty';
import type { AgentState } from '../protocol/messages';
import { busy, choosePresence } from '../state/commands';
import { t } from '../texts/language';

export function NothingPanel({ agent }: { agent: AgentState }) {
  if (agent.state === 'AGENT_STATE_NOT_RESPONDING') {
    return <Empty title={t('state.AGENT_STATE_NOT_RESPONDING')} help={t('state.not_responding_help')} children={<GoAvailable />} />;
  }
  if (agent.presence === 'PRESENCE_AVAILABLE') return <Empty title={t('work.empty_idle')} help={t('work.empty_idle_help')} />;
  if (agent.presence === 'PRESENCE_ON_BREAK') {
    return <Empty title={t('work.empty_break')} help={t('work.empty_break_help')} children={<GoAvailable />} />;
  }
  return <Empty title={t('work.empty_offline')} help={t('work.empty_offline_help')} children={<GoAvailable />} />;
}

function GoAvailable() {
  return (
    <button type="button" class="primary" disabled={busy.value.has('presence')} onClick={() => void choosePresence('PRESENCE_AVAILABLE')}>
      {t('work.go_available')}
    </button>
  );
}
