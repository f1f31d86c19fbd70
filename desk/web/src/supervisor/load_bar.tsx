import { t } from '../texts/language';

// How much of the agent's capacity is taken.
export function LoadBar({ load, capacity }: { load: number; capacity: number }) {
  const width = capacity > 0 ? Math.min(100, (100 * load) / capacity) : 0;
  return (
    <span class="load" role="img" aria-label={t('state.load', { load, capacity })}>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="load-all" width="100" height="8" rx="2" />
        <rect class="load-taken" width={width} height="8" rx="2" />
      </svg>
      <span class="figure">
        {load}/{capacity}
      </span>
    </span>
  );
}
