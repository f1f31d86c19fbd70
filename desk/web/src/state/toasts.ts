// Short messages that go away by themselves; errors stay until dismissed.
import { signal } from '@preact/signals';
import type { DeskAnswer } from '../protocol/messages';
import { en } from '../texts/en';
import { t } from '../texts/language';
import type { TextKey } from '../texts/text_key';

export interface Toast {
  readonly id: number;
  readonly kind: 'note' | 'error';
  readonly text: string;
}

export const toasts = signal<readonly Toast[]>([]);
const note_stays_ms = { short: 5000, long: 20_000 } as const;
const most_toasts = 4;
let last = 0;

export function note(text: string, stays: keyof typeof note_stays_ms = 'short'): void {
  const id = add('note', text);
  window.setTimeout(() => dismiss(id), note_stays_ms[stays]);
}

export function error(text: string): void {
  if (!toasts.value.some((toast) => toast.text === text)) add('error', text);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

// Why the desk said no: the stable reason when we have words for it, else what its code means.
export function reasonOf(answer: DeskAnswer): string {
  return reasonOfWord(answer.reason, answer.code);
}

export function reasonOfWord(reason: string, code: DeskAnswer['code']): string {
  const key = `reason.${reason}`;
  return t(key in en ? (key as TextKey) : `reason.${code}`);
}

function add(kind: Toast['kind'], text: string): number {
  last += 1;
  toasts.value = [...toasts.value.slice(1 - most_toasts), { id: last, kind, text }];
  return last;
}
