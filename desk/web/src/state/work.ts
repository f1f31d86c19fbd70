// The agent's list of work, and which piece of it is shown.
import { computed, effect, signal, untracked } from '@preact/signals';
import { isAtWorkIn } from '../keyboard/writing';
import { channelOf } from '../channels';
import type { WorkItem } from '../protocol/messages';
import { me } from './desk';
import { wasOwnAct } from './own_acts';
import { inOrder, panelOf, toShow } from './work_order';

export const work = computed(() => inOrder(me.value?.work ?? []));
export const chosen = signal<string | undefined>(sessionStorage.getItem('antesala.chosen') ?? undefined);
// Somebody was writing in this piece of work when it ended or went elsewhere: it stays before them until they leave it.
export const kept = signal<WorkItem | undefined>(undefined);
const current = computed(() => toShow(work.value, chosen.value));
export const shown = computed(() => kept.value ?? current.value);
export const firstOffer = computed(() => work.value.find((item) => item.state === 'WORK_STATE_OFFERED'));

// What was shown last; what is chosen counts at once, so that it is known from what comes by itself.
let before: WorkItem | undefined;

export function choose(interactionId: string): void {
  before = work.peek().find(({ interaction }) => interaction.id === interactionId);
  kept.value = undefined;
  chosen.value = interactionId;
}

export function leaveKept(): void {
  kept.value = undefined;
}

// One step down (1) or up (-1) the list.
export function chooseBeside(step: 1 | -1): void {
  const items = work.value;
  const at = items.findIndex((item) => item === shown.value);
  const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
  if (next) choose(next.interaction.id);
}

const panel = () => document.querySelector('.task');

const isParked = (item: WorkItem | undefined) => item?.state === 'WORK_STATE_PARKED';

// What is in hand stays before the agent until they choose something else, or it goes: away, or among what is parked.
effect(() => {
  const now = current.value;
  untracked(() => {
    const wasParkedNow = isParked(now) && before?.interaction.id === now?.interaction.id && !isParked(before);
    if (before && !wasOwnAct(before.interaction.id) && isAtWorkIn(panel()) && (now?.interaction.id !== before.interaction.id || panelOf(now) !== panelOf(before))) kept.value ??= before;
    if (now && kept.value?.interaction.id === now.interaction.id && panelOf(now) === panelOf(kept.value)) kept.value = undefined;
    before = kept.value ?? now;
    if (wasParkedNow && !kept.value) chosen.value = undefined;
    else if (now && !kept.value && panelOf(now) !== 'offer') chosen.value = now.interaction.id;
  });
});
effect(() => {
  if (chosen.value === undefined) sessionStorage.removeItem('antesala.chosen');
  else sessionStorage.setItem('antesala.chosen', chosen.value);
});

// Who is on the line, once accepted, comes to the front by itself, but not over what is being written: there a line above says so.
let talking: string | undefined;
effect(() => {
  const call = work.value.find(
    (item) =>
      channelOf(item.interaction).live &&
      (item.state === 'WORK_STATE_CONNECTING' || item.state === 'WORK_STATE_ACTIVE'),
  )?.interaction.id;
  if (call && call !== talking && !isAtWorkIn(panel())) untracked(() => choose(call));
  talking = call;
});
