// Drafts of replies. Each keystroke is kept in this browser at once and at the desk a moment later; after a reload or on
// another computer the newest comes back. What the desk has not confirmed wins over what it holds.
import { signal } from '@preact/signals';
import { welcome } from './desk';
import { ask, connections } from './link';

export type DraftState = 'none' | 'loading' | 'local' | 'saving' | 'saved' | 'restored';

export interface DraftView {
  readonly text: string;
  readonly state: DraftState;
}

const drafts = signal<ReadonlyMap<string, DraftView>>(new Map());
const timers = new Map<string, number>();
const save_after_ms = 700;

export function draftOf(interactionId: string): DraftView {
  return drafts.value.get(interactionId) ?? { text: '', state: 'none' };
}

export async function openDraft(interactionId: string): Promise<void> {
  if (drafts.peek().has(interactionId)) return;
  const unsaved = localStorage.getItem(storageKey(interactionId));
  if (unsaved !== null) {
    show(interactionId, { text: unsaved, state: 'restored' });
    await save(interactionId);
    return;
  }
  show(interactionId, { text: '', state: 'loading' });
  const answer = await ask({ getDraft: { interactionId } }, 'for_ever');
  if (draftOf(interactionId).state !== 'loading') return;
  const text = answer.draft?.text ?? '';
  show(interactionId, { text, state: text === '' ? 'none' : 'restored' });
}

export function writeDraft(interactionId: string, text: string): void {
  localStorage.setItem(storageKey(interactionId), text);
  show(interactionId, { text, state: 'local' });
  window.clearTimeout(timers.get(interactionId));
  timers.set(
    interactionId,
    window.setTimeout(() => void save(interactionId), save_after_ms),
  );
}

// The reply was accepted, or the work is over.
export function forgetDraft(interactionId: string): void {
  window.clearTimeout(timers.get(interactionId));
  localStorage.removeItem(storageKey(interactionId));
  show(interactionId, { text: '', state: 'none' });
  void ask({ saveDraft: { interactionId, text: '' } }, 'for_ever');
}

async function save(interactionId: string): Promise<void> {
  const { text } = draftOf(interactionId);
  show(interactionId, { text, state: 'saving' });
  const answer = await ask({ saveDraft: { interactionId, text } });
  const now = draftOf(interactionId);
  if (now.text !== text || now.state !== 'saving') return;
  const saved = answer.code === 'ANSWER_OK';
  if (saved) localStorage.removeItem(storageKey(interactionId));
  show(interactionId, { text, state: saved ? 'saved' : 'local' });
}

function storageKey(interactionId: string): string {
  return `antesala.draft.${welcome.peek()?.login ?? ''}.${interactionId}`;
}

function show(interactionId: string, view: DraftView): void {
  drafts.value = new Map(drafts.value).set(interactionId, view);
}

// What was written while there was no connection.
connections.subscribe(() => {
  for (const [interactionId, draft] of drafts.peek()) if (draft.state === 'local') void save(interactionId);
});
