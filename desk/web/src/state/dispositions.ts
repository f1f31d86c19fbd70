// What the agent has chosen about how each piece of work ended; kept from the work into its wrap-up.
import { signal } from '@preact/signals';

export const most_dispositions = 4;

const picked = signal<ReadonlyMap<string, readonly string[]>>(new Map());

export function dispositionsOf(interactionId: string): readonly string[] {
  return picked.value.get(interactionId) ?? [];
}

export function toggleDisposition(interactionId: string, name: string): void {
  const before = dispositionsOf(interactionId);
  const after = before.includes(name) ? before.filter((other) => other !== name) : [...before, name];
  if (after.length <= most_dispositions) picked.value = new Map(picked.value).set(interactionId, after);
}

export function forgetDispositions(interactionId: string): void {
  const rest = new Map(picked.value);
  rest.delete(interactionId);
  picked.value = rest;
}
