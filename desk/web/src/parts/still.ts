// A list that does not move under the mouse: while the pointer is at work over it, what is there keeps its place, what comes is put
// at the end, and what goes leaves its place empty. When the pointer has gone, or has rested for a while, it is in order again.
import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';

export interface Place<T> {
  readonly key: string;
  // `came`: while the list stood still; `gone`: as it was, and nothing can be done with it.
  readonly change: 'none' | 'came' | 'gone';
  readonly item: T;
}

export interface Still<T> {
  readonly isStill: boolean;
  readonly places: readonly Place<T>[];
  // For the element of the list.
  readonly pointer: {
    readonly onPointerEnter: () => void;
    readonly onPointerMove: () => void;
    readonly onPointerLeave: () => void;
  };
}

const rests_after_ms = 5000;

export function useStill<T>(items: readonly T[], keyOf: (item: T) => string): Still<T> {
  const over = useSignal(false);
  const timer = useRef(0);
  const before = useRef<readonly Place<T>[]>([]);
  before.current = over.value ? inPlace(before.current, items, keyOf) : items.map((item) => ({ key: keyOf(item), change: 'none', item }));
  const leave = () => {
    window.clearTimeout(timer.current);
    over.value = false;
  };
  const move = () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(leave, rests_after_ms);
    over.value = true;
  };
  return { isStill: over.value, places: before.current, pointer: { onPointerEnter: move, onPointerMove: move, onPointerLeave: leave } };
}

export function inPlace<T>(before: readonly Place<T>[], items: readonly T[], keyOf: (item: T) => string): Place<T>[] {
  const present = new Map(items.map((item) => [keyOf(item), item]));
  const kept = before.map(({ key, change, item }): Place<T> => {
    const now = present.get(key);
    return now ? { key, change: change === 'gone' ? 'none' : change, item: now } : { key, change: 'gone', item };
  });
  const known = new Set(before.map(({ key }) => key));
  const fresh = items.filter((item) => !known.has(keyOf(item))).map((item): Place<T> => ({ key: keyOf(item), change: 'came', item }));
  return [...kept, ...fresh];
}
