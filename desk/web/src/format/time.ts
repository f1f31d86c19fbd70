// Times as people read them. Everything from the desk is in microseconds since 1970-01-01 UTC.

const second_us = 1_000_000;

// "0:42", "12:05", "1:02:33"; from a day on "2 d 3 h" in the given language. Never negative.
export function duration(microseconds: number, language: string): string {
  const seconds = Math.max(0, Math.floor(microseconds / second_us));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) {
    return `${unit(Math.floor(hours / 24), 'day', language)} ${unit(hours % 24, 'hour', language)}`;
  }
  const two = (value: number) => String(value).padStart(2, '0');
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

// What is left until a deadline, rounded up, so that "0:01" is the last second and "0:00" is over.
export function remaining(deadline_us: number, now_us: number, language: string): string {
  return duration(Math.ceil((deadline_us - now_us) / second_us) * second_us, language);
}

// "14:05" on the same day, "3 Nov, 14:05" otherwise.
export function moment(us: number, now_us: number, language: string): string {
  const date = new Date(us / 1000);
  const sameDay = date.toDateString() === new Date(now_us / 1000).toDateString();
  const time: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  return new Intl.DateTimeFormat(language, sameDay ? time : { day: 'numeric', month: 'short', ...time }).format(date);
}

// "14:05:09": what happened within the last hours, one thing after the other.
export function fullTime(us: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(new Date(us / 1000));
}

export function fullMoment(us: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(us / 1000));
}

// For <time dateTime>.
export function machineMoment(us: number): string {
  return new Date(us / 1000).toISOString();
}

function unit(value: number, name: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value);
}
