// The whole site in four figures.
import type { ComponentChildren } from 'preact';
import { count } from '../format/number';
import { Age } from '../parts/age';
import { agents, prequeues, queues } from '../state/desk';
import { language, t } from '../texts/language';

export function Totals() {
  const all = [...queues.value.values()];
  const sum = (values: number[]) => count(values.reduce((total, value) => total + value, 0), language.value);
  const oldest = Math.min(...all.map((queue) => queue.longestWaitingSinceUs || Infinity));
  // As in the queues' column: idle, and signed in.
  const signedIn = [...agents.value.values()].filter((agent) => agent.presence !== 'PRESENCE_OFFLINE');
  const idle = signedIn.filter((agent) => agent.presence === 'PRESENCE_AVAILABLE' && agent.state === 'AGENT_STATE_IDLE');
  return (
    <dl class="totals">
      <Total name={t('sup.waiting')}>{sum(all.map((queue) => queue.waiting))}</Total>
      <Total name={t('sup.longest')}>
        <Age since_us={Number.isFinite(oldest) ? oldest : 0} />
      </Total>
      <Total name={t('sup.in_progress')}>{sum(all.map((queue) => queue.inProgress))}</Total>
      <Total name={t('sup.held')}>{sum([...prequeues.value.values()].map((state) => state.held))}</Total>
      <Total name={t('sup.agents_idle')}>
        {count(idle.length, language.value)}
        <span class="of"> / {count(signedIn.length, language.value)}</span>
      </Total>
    </dl>
  );
}

function Total({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
