// A running time: since something began, or until a deadline. Tabular figures; not read out each second.
import { duration, machineMoment, remaining } from '../format/time';
import { now_us } from '../state/clock';
import { language } from '../texts/language';

export function Age({ since_us }: { since_us: number }) {
  if (since_us === 0) return <span class="figure">–</span>;
  return (
    <time class="figure" dateTime={machineMoment(since_us)}>
      {duration(now_us.value - since_us, language.value)}
    </time>
  );
}

// The last ten seconds are marked by weight and colour.
const urgent_us = 10_000_000;

export function Countdown({ until_us }: { until_us: number }) {
  const urgent = until_us - now_us.value <= urgent_us;
  return (
    <time class={urgent ? 'figure urgent' : 'figure'} dateTime={machineMoment(until_us)}>
      {remaining(until_us, now_us.value, language.value)}
    </time>
  );
}
