// When parked work comes back: moments to choose from, by this browser's clock and time zone.

export type ParkChoice = 'hour' | 'afternoon' | 'tomorrow';

export interface ParkTime {
  readonly choice: ParkChoice;
  readonly at: Date;
}

const afternoon_hour = 16;
const morning_hour = 9;
// "This afternoon" is worth choosing only while it is later than "in an hour".
const least_hours_before = 1;

export function parkTimes(now: Date): ParkTime[] {
  const hour = new Date(now.getTime() + 3_600_000);
  const afternoon = at(now, 0, afternoon_hour);
  const tomorrow = at(now, 1, morning_hour);
  const later = afternoon.getTime() - now.getTime() > least_hours_before * 3_600_000;
  return [{ choice: 'hour', at: hour }, ...(later ? [{ choice: 'afternoon' as const, at: afternoon }] : []), { choice: 'tomorrow', at: tomorrow }];
}

// Of <input type="datetime-local">; undefined while it is incomplete or not in the future.
export function chosenTime(value: string, now: Date): Date | undefined {
  const time = new Date(value);
  return value !== '' && time.getTime() > now.getTime() ? time : undefined;
}

// For <input type="datetime-local">.
export function localValue(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

function at(now: Date, daysOn: number, hours: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysOn, hours);
}
