// The agent's list of work, and which piece of it is shown.
import { computed, effect, signal } from '@preact/signals';
import { me } from './desk';
import { inOrder, toShow } from './work_order';

export const work = computed(() => inOrder(me.value?.work ?? []));
export const chosen = signal<string | undefined>(undefined);
export const shown = computed(() => toShow(work.value, chosen.value));
export const firstOffer = computed(() => work.value.find((item) => item.state === 'WORK_STATE_OFFERED'));

export function choose(interactionId: string): void {
  chosen.value = interactionId;
}

// One step down (1) or up (-1) the list.
export function chooseBeside(step: 1 | -1): void {
  const items = work.value;
  const at = items.findIndex((item) => item === shown.value);
  const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
  if (next) choose(next.interaction.id);
}

// An accepted call comes to the front by itself.
let talking: string | undefined;
effect(() => {
  const call = work.value.find(
    (item) =>
      item.interaction.channel === 'CHANNEL_VOICE' &&
      (item.state === 'WORK_STATE_CONNECTING' || item.state === 'WORK_STATE_ACTIVE'),
  )?.interaction.id;
  if (call && call !== talking) chosen.value = call;
  talking = call;
});
