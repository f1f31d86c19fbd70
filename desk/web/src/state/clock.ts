// The server's clock, so that every page shows the same ages whatever its computer believes. It stands still while nothing is
// heard from the desk: an age that runs on would claim that all is as it was.
import { computed, signal } from '@preact/signals';

export const local_ms = signal(Date.now());
const offset_us = signal(0);
const stopped_us = signal<number | undefined>(undefined);

// Microseconds since 1970 by the server's clock; moves once a second.
export const now_us = computed(() => stopped_us.value ?? local_ms.value * 1000 + offset_us.value);

export function setServerTime(server_time_us: number): void {
  stopped_us.value = undefined;
  local_ms.value = Date.now();
  offset_us.value = server_time_us - local_ms.value * 1000;
}

// At a moment of this computer's clock: what is shown is from then.
export function stopClock(at_ms: number): void {
  stopped_us.value = at_ms * 1000 + offset_us.value;
}

window.setInterval(() => (local_ms.value = Date.now()), 1000);
