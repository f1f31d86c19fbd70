// Queues, live: what waits, who could take it, what today was like.
import { count, percent } from '../format/number';
import { Age } from '../parts/age';
import { Empty } from '../parts/empty';
import type { QueueState } from '../protocol/messages';
import { prequeues, queues } from '../state/desk';
import { language, t } from '../texts/language';
import { queueTitle } from '../agent/item_texts';
import { belowTarget, serviceLevel } from './service_level';
import { Tip } from './tip';

export function QueueTable() {
  const rows = [...queues.value.values()].sort((a, b) => a.queue.localeCompare(b.queue));
  if (rows.length === 0) return <Empty title={t('sup.no_queues')} />;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-labelledby="queues-title">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col" class="text">{t('sup.queue')}</th>
            <th scope="col">{t('sup.waiting')}</th>
            <th scope="col">{t('sup.longest')}</th>
            <th scope="col">{t('sup.in_progress')}</th>
            <th scope="col">{t('sup.available_short')}</th>
            <th scope="col" class="day">{t('sup.offered')}</th>
            <th scope="col">{t('sup.answered')}</th>
            <th scope="col">{t('sup.abandoned')}</th>
            <th scope="col">{t('sup.service_level')}</th>
            <th scope="col">{t('sup.prequeue')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((queue) => (
            <Row key={queue.queue} queue={queue} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ queue }: { queue: QueueState }) {
  const number = (value: number) => count(value, language.value);
  return (
    <tr class={queue.waiting > 0 && queue.agentsAvailable === 0 ? 'strained' : ''}>
      <th scope="row" class="text">
        {queueTitle(queue.queue) || queue.title} {!queue.open && <span class="badge">{t('sup.closed')}</span>}
      </th>
      <td class={queue.waiting > 0 ? 'strong' : 'zero'}>{number(queue.waiting)}</td>
      <td>
        <Age since_us={queue.longestWaitingSinceUs} />
      </td>
      <td>{number(queue.inProgress)}</td>
      <td>
        {number(queue.agentsAvailable)} / {number(queue.agentsLoggedIn)}
      </td>
      <td class="day">{number(queue.offeredToday)}</td>
      <td>{number(queue.answeredToday)}</td>
      <td>{number(queue.abandonedToday)}</td>
      <td>
        <ServiceLevel queue={queue} />
      </td>
      <td>
        <Prequeue name={queue.queue} />
      </td>
    </tr>
  );
}

function ServiceLevel({ queue }: { queue: QueueState }) {
  const level = percent(serviceLevel(queue), language.value);
  const help = t('sup.service_level_help', {
    threshold: queue.serviceLevelThresholdSeconds,
    within: queue.answeredWithinThresholdToday,
    answered: queue.answeredToday,
    abandoned: queue.abandonedToday,
    percent: level,
    target: percent(queue.serviceLevelTargetPercent / 100, language.value),
  });
  return (
    <Tip id={`service-level-${queue.queue}`} text={help}>
      <span class={belowTarget(queue) ? 'below' : ''}>{level}</span>
    </Tip>
  );
}

function Prequeue({ name }: { name: string }) {
  const state = prequeues.value.get(name);
  if (!state) return <>–</>;
  const { held, released, suspended, window } = state;
  return (
    <Tip id={`prequeue-${name}`} text={t('sup.prequeue_help', { held, released, suspended, window })}>
      {count(held, language.value)} / {count(window, language.value)}
    </Tip>
  );
}
