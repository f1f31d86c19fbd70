import { useEffect } from 'preact/hooks';
import { channels } from '../channels';
import { Empty } from '../parts/empty';
import { watch } from '../state/commands';
import { isSupervisor } from '../state/desk';
import { connections } from '../state/link';
import { AgentTable } from '../supervisor/agent_table';
import { DeedDialog } from '../supervisor/deed_dialog';
import { FirstWaiting } from '../supervisor/first_waiting';
import { QueueTable } from '../supervisor/queue_table';
import { Totals } from '../supervisor/totals';
import { WhyDialog } from '../supervisor/why_dialog';
import { t } from '../texts/language';

export function SupervisorPage() {
  const allowed = isSupervisor.value;
  // Each connection is asked anew; the desk forgets what a page watched when it goes.
  useEffect(() => {
    if (allowed) void watch(true);
  }, [allowed, connections.value]);
  useEffect(() => () => void watch(false), []);

  if (!allowed) {
    return (
      <main class="whole" id="content" tabIndex={-1}>
        <Empty title={t('sup.denied')} help={t('sup.denied_help')} />
      </main>
    );
  }
  return (
    <main class="supervisor" id="content" tabIndex={-1}>
      <h1 class="only-read-out">{t('sup.title')}</h1>
      <Totals />
      <section class="card" aria-labelledby="queues-title">
        <div class="card-head">
          <h2 id="queues-title">{t('sup.queues')}</h2>
        </div>
        <QueueTable />
      </section>
      <div class="supervisor-columns">
        <section class="card" aria-labelledby="agents-title">
          <div class="card-head">
            <h2 id="agents-title">{t('sup.agents')}</h2>
          </div>
          <AgentTable />
        </section>
        <div>
          <FirstWaiting />
          {channels().map(({ name, SupervisorBeside }) => SupervisorBeside && <SupervisorBeside key={name} />)}
        </div>
      </div>
      {channels().map(({ name, SupervisorBelow }) => SupervisorBelow && <SupervisorBelow key={name} />)}
      <WhyDialog />
      <DeedDialog />
    </main>
  );
}
