// The server's clock, so that every page shows the same ages whatever its computer believes.
import { computed, signal } from '@preact/signals';

const local_ms = signal(Date.now());
const offset_us = signal(0);

// Microseconds since 1970 by the server's clock; moves once a second.
export const now_us = computed(() => local_ms.value * 1000 + offset_us.value);

export function setServerTime(server_time_us: number): void {
  local_ms.value = Date.now();
  offset_us.value = server_time_us - local_ms.value * 1000;
}

window.setInterval(() => (local_ms.value = Date.now()), 1000);
