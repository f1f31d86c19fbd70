// The order of the one list of work: what asks for a decision first, then what is being done, then what waits.
import { channelOf } from '../channels';
import type { WorkItem } from '../protocol/messages';

const order: readonly WorkItem['state'][] = [
  'WORK_STATE_OFFERED',
  'WORK_STATE_CONNECTING',
  'WORK_STATE_ACTIVE',
  'WORK_STATE_HELD',
  'WORK_STATE_WRAP_UP',
  'WORK_STATE_PARKED',
  'WORK_STATE_UNSPECIFIED',
];

// What stands on the page for it. It is another one when what can be done there is something else.
export type Panel = 'offer' | 'wrap_up' | 'working' | 'reading';

export function panelOf(item: WorkItem): Panel {
  if (item.state === 'WORK_STATE_OFFERED') return 'offer';
  if (item.state === 'WORK_STATE_WRAP_UP') return 'wrap_up';
  return isReading(item) ? 'reading' : 'working';
}

// Parked, or of a colleague who asks about it: nothing can be written. On the line there is nothing that is only read.
export function isReading({ interaction, state, consultedBy }: WorkItem): boolean {
  return !channelOf(interaction).live && (state === 'WORK_STATE_PARKED' || consultedBy !== '');
}

// Within a state the longest there first; offers by the deadline that is nearest, parked work by when it comes back.
export function inOrder(work: readonly WorkItem[]): WorkItem[] {
  return [...work].sort(
    (a, b) =>
      order.indexOf(a.state) - order.indexOf(b.state) ||
      (a.state === 'WORK_STATE_OFFERED' ? a.deadlineUs - b.deadlineUs : 0) ||
      (a.state === 'WORK_STATE_PARKED' ? comesBack(a) - comesBack(b) : 0) ||
      a.sinceUs - b.sinceUs,
  );
}

// Those that wait for the customer's answer come last.
function comesBack(item: WorkItem): number {
  return item.deadlineUs || Number.MAX_SAFE_INTEGER;
}

// What to show: what was chosen while it is there; else who is on the line, who cannot wait; else the first that is in hand (an offer
// does not push away what one is writing); else the first offer. What is parked is shown only when it was chosen.
export function toShow(work: readonly WorkItem[], chosen: string | undefined): WorkItem | undefined {
  const ordered = inOrder(work);
  return (
    ordered.find((item) => item.interaction.id === chosen) ??
    ordered.find((item) => channelOf(item.interaction).live && item.state !== 'WORK_STATE_OFFERED') ??
    ordered.find((item) => item.state !== 'WORK_STATE_OFFERED' && item.state !== 'WORK_STATE_PARKED') ??
    ordered.find((item) => item.state === 'WORK_STATE_OFFERED')
  );
}
