// What the agent has chosen about how each piece of work ended. The router keeps it from the first choice on, so that it counts
// however the work ends, after a reload and in another tab; what it has not confirmed yet is kept here and asked again.
import { signal } from '@preact/signals';
import { t } from '../texts/language';
import { me, welcome } from './desk';
import { ask, connections } from './link';
import { error, reasonOf } from './toasts';

export const most_dispositions = 4;

type Choices = ReadonlyMap<string, readonly string[]>;

// Chosen on this page and not confirmed yet, by interaction.
const unconfirmed = signal<Choices>(new Map());
const asking = new Set<string>();
const retry_ms = 2000;
const storage = 'antesala.dispositions';

export function dispositionsOf(interactionId: string): readonly string[] {
  return unconfirmed.value.get(interactionId) ?? me.value?.work.find(({ interaction }) => interaction.id === interactionId)?.dispositions ?? [];
}

export function toggleDisposition(interactionId: string, name: string): void {
  const before = dispositionsOf(interactionId);
  const after = before.includes(name) ? before.filter((other) => other !== name) : [...before, name];
  if (after.length > most_dispositions) return;
  keep(interactionId, after);
  void tell(interactionId);
}

export function forgetDispositions(interactionId: string): void {
  keep(interactionId, undefined);
}

// One at a time: what is chosen meanwhile follows as a whole. While the router is away it is tried again.
async function tell(interactionId: string): Promise<void> {
  if (asking.has(interactionId)) return;
  asking.add(interactionId);
  let chosen = unconfirmed.peek().get(interactionId);
  while (chosen) {
    const told = chosen;
    const answer = await ask({ chooseDispositions: { interactionId, dispositions: [...told] } }, 'for_ever');
    if (answer.code === 'ANSWER_UNAVAILABLE') {
      await new Promise((resolve) => setTimeout(resolve, retry_ms));
      chosen = unconfirmed.peek().get(interactionId);
      continue;
    }
    if (answer.code !== 'ANSWER_OK') {
      keep(interactionId, undefined);
      error(t('error.failed', { what: t('error.dispositions'), reason: reasonOf(answer) }));
      break;
    }
    chosen = unconfirmed.peek().get(interactionId);
    if (chosen !== told) continue;
    settled.set(interactionId, told);
    window.setTimeout(() => settle(interactionId), longest_settling_ms);
    break;
  }
  asking.delete(interactionId);
}

// Confirmed, but the state that shows it may come a moment after the answer.
const settled = new Map<string, readonly string[]>();
const longest_settling_ms = 2000;

function settle(interactionId: string): void {
  if (settled.has(interactionId) && unconfirmed.peek().get(interactionId) === settled.get(interactionId)) keep(interactionId, undefined);
  settled.delete(interactionId);
}

me.subscribe(() => [...settled.keys()].forEach(settle));

function keep(interactionId: string, chosen: readonly string[] | undefined): void {
  const all = new Map(unconfirmed.peek());
  if (chosen) all.set(interactionId, chosen);
  else all.delete(interactionId);
  unconfirmed.value = all;
  if (all.size === 0) sessionStorage.removeItem(storage);
  else sessionStorage.setItem(storage, JSON.stringify({ login: welcome.peek()?.login, chosen: [...all] }));
}

// After a reload: what the page before it had not got confirmed.
let restored = false;
connections.subscribe((count) => {
  if (count === 0 || restored) return;
  restored = true;
  const stored = JSON.parse(sessionStorage.getItem(storage) ?? 'null') as { login: string; chosen: [string, string[]][] } | null;
  if (stored?.login !== welcome.peek()?.login) return;
  for (const [interactionId, chosen] of stored?.chosen ?? []) {
    keep(interactionId, chosen);
    void tell(interactionId);
  }
});
