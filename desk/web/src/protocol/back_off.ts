// How long to wait before the n-th attempt (from 1) to connect again: doubling from half a second to ten, the upper half
// of it at random, so that a restarted desk is not met by all its pages in the same moment.
const first_ms = 500;
const longest_ms = 10_000;

export function reconnectDelay(attempt: number, random: number): number {
  const whole = Math.min(longest_ms, first_ms * 2 ** Math.min(attempt - 1, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}
