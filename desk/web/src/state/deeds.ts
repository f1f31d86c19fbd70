// What a supervisor is about to do, asked in a dialog; and the desk's refusals in words that fit who is spoken of.
import { signal } from '@preact/signals';
import type { DeskAnswer, Interaction } from '../protocol/messages';
import { en } from '../texts/en';
import { t } from '../texts/language';
import type { TextKey } from '../texts/text_key';
import { reasonOf } from './toasts';

export type Deed =
  // `agent`: login of who has it, empty while it waits.
  | { readonly kind: 'assign' | 'move' | 'priority' | 'take_back'; readonly interaction: Interaction; readonly agent: string }
  | { readonly kind: 'end_session' | 'redistribute'; readonly agent: string; readonly name: string };

export type WorkDeed = Extract<Deed, { interaction: Interaction }>;
export type AgentDeed = Exclude<Deed, WorkDeed>;

export const deed = signal<Deed | undefined>(undefined);

export function deedRefused(kind: Deed['kind'], answer: DeskAnswer): string {
  const key = `deed.reason.${answer.reason}`;
  return t('error.failed', { what: t(`deed.failed.${kind}`), reason: key in en ? t(key as TextKey) : reasonOf(answer) });
}
