// Replies being written. Each keystroke is kept in this browser at once and at the desk a moment later. What another page of
// the same person writes or sends is followed; what both have changed is theirs to choose.
import { signal } from '@preact/signals';
import type { Draft, DraftDetails } from '../../../protocol/messages';
import { draftChanged, welcome } from '../../../state/desk';
import { ask, connections } from '../../../state/link';
import * as model from './draft_model';
import type { Content, DraftView } from './draft_model';
import { forget, keep, page, unsaved, type Unsaved } from './draft_storage';

export type { DraftView } from './draft_model';

const drafts = signal<ReadonlyMap<string, DraftView>>(new Map());
// Drafts that this browser has no room for.
const unkept = signal<ReadonlySet<string>>(new Set());
// What pages left that are gone: never saved, and not what the desk has.
const left = signal<ReadonlyMap<string, Unsaved>>(new Map());

const timers = new Map<string, number>();
const asking = new Set<string>();
// What the desk does not keep, as it is: it is not asked again before it was changed.
const refused = new Map<string, Content>();
// The version the desk last told of.
const newest = new Map<string, number>();
const save_after_ms = 700;
const again_ms = 5000;
// A page beside this one saves what it has within this time, or is without a desk as this one.
const others_save_within_ms = 1500;

export function draftOf(interactionId: string): DraftView {
  return drafts.value.get(interactionId) ?? model.unknown;
}

export type DraftState = 'none' | 'loading' | 'unkept' | 'local' | 'saving' | 'saved' | 'restored';

export function draftState(interactionId: string): DraftState {
  const view = draftOf(interactionId);
  if (!view.loaded && view.content.text === '') return 'loading';
  if (model.isUnsaved(view)) return unkept.value.has(interactionId) ? 'unkept' : view.saving ? 'saving' : 'local';
  if (view.content.text === '') return 'none';
  return view.restored ? 'restored' : 'saved';
}

export function leftOf(interactionId: string): Unsaved | undefined {
  return left.value.get(interactionId);
}

export function isTooLong({ text }: Content): boolean {
  const most = welcome.value?.limits.replyCharacters ?? 0;
  return most > 0 && text.length > most;
}

// What is written and not sent.
export function unsentText(interactionId: string): string {
  return draftOf(interactionId).content.text.trim();
}

export async function openDraft(interactionId: string): Promise<void> {
  if (drafts.peek().has(interactionId)) return;
  const before = unsaved(interactionId);
  const own = before.find((entry) => entry.page === page);
  // In sight at once; whether it may be saved is known when the desk has said what it has.
  show(interactionId, own ? model.restored(own.content, own.basedOn, own.requestId) : model.unknown);
  await refresh(interactionId);
  window.setTimeout(() => findLeft(interactionId, before), others_save_within_ms);
}

// Asks the desk how the draft is now.
export async function refresh(interactionId: string): Promise<void> {
  if (asking.has(interactionId)) return;
  asking.add(interactionId);
  const answer = await ask({ getDraft: { interactionId } }, 'for_ever');
  asking.delete(interactionId);
  if (answer.draft) tell(interactionId, answer.draft);
  const isBehind = (newest.get(interactionId) ?? 0) > (answer.draft?.version ?? 0);
  if (!answer.draft || isBehind) window.setTimeout(() => void refresh(interactionId), answer.draft ? 0 : again_ms);
}

export function tell(interactionId: string, draft: Draft): void {
  change(interactionId, (view) => model.told(view, draft));
}

export function writeText(interactionId: string, text: string, begun: Pick<DraftDetails, 'answers' | 'seen'>): void {
  const { content } = draftOf(interactionId);
  const { details } = content;
  const anchor = text === '' && !details.recipientsChosen ? { answers: '', seen: '' } : { answers: details.answers || begun.answers, seen: details.seen || begun.seen };
  write(interactionId, { text, details: { ...details, ...anchor } });
}

export function writeDetails(interactionId: string, details: Partial<DraftDetails>): void {
  const { content } = draftOf(interactionId);
  write(interactionId, { ...content, details: { ...content.details, ...details } });
}

function write(interactionId: string, content: Content): void {
  change(interactionId, (view) => model.written(view, content));
}

export function keepOurs(interactionId: string): void {
  change(interactionId, model.keepOurs);
}

export function takeTheirs(interactionId: string): void {
  change(interactionId, model.takeTheirs);
}

// What a page that is gone has left: taken into the editor, or thrown away.
export function settleLeft(interactionId: string, take: boolean): void {
  const entry = left.peek().get(interactionId);
  if (!entry) return;
  if (take) write(interactionId, entry.content);
  forget(interactionId, entry.page);
  const rest = new Map(left.peek());
  rest.delete(interactionId);
  left.value = rest;
  findLeft(interactionId, unsaved(interactionId));
}

// The version of the draft a reply is sent as, once it is known. The editor cannot change it any more.
export async function beginSending(interactionId: string, content: Content, requestId: string): Promise<number> {
  await openDraft(interactionId);
  const ready = () => draftOf(interactionId).loaded && !draftOf(interactionId).saving;
  while (!ready()) await new Promise((resolve) => window.setTimeout(resolve, 20));
  window.clearTimeout(timers.get(interactionId));
  const view = model.sendingBegun(draftOf(interactionId), content, requestId);
  show(interactionId, view);
  keep(interactionId, { content, basedOn: view.version, requestId });
  return view.version;
}

// The desk did not take it; `draft`: how it has it, when it said so.
export function sendingRefused(interactionId: string, draft: Draft | undefined): void {
  change(interactionId, model.notSent);
  if (draft) tell(interactionId, draft);
}

export function sent(interactionId: string, draft: Draft | undefined): void {
  forget(interactionId);
  if (draft) tell(interactionId, draft);
  else void refresh(interactionId);
}

async function save(interactionId: string): Promise<void> {
  const view = draftOf(interactionId);
  if (!model.mayBeSaved(view) || isTooLong(view.content) || refused.get(interactionId) === view.content) return;
  show(interactionId, model.savingBegun(view));
  const { text, details } = view.content;
  const answer = await ask({ saveDraft: { interactionId, text, details, basedOn: String(view.version) } }, 'for_ever');
  const saved = answer.code === 'ANSWER_OK';
  if (answer.code === 'ANSWER_INVALID') refused.set(interactionId, view.content);
  const now = draftOf(interactionId);
  show(interactionId, saved ? model.saved(now, answer.draft?.version ?? 0) : model.notSaved(now));
  if (!saved && answer.draft) tell(interactionId, answer.draft);
  const later = saved ? save_after_ms : again_ms;
  if ((saved || answer.code === 'ANSWER_UNAVAILABLE') && model.mayBeSaved(draftOf(interactionId))) schedule(interactionId, later);
}

function schedule(interactionId: string, after_ms = save_after_ms): void {
  window.clearTimeout(timers.get(interactionId));
  timers.set(
    interactionId,
    window.setTimeout(() => void save(interactionId), after_ms),
  );
}

function change(interactionId: string, how: (view: DraftView) => DraftView): void {
  show(interactionId, how(draftOf(interactionId)));
  if (model.mayBeSaved(draftOf(interactionId))) schedule(interactionId);
}

// Shows it, and keeps in this browser exactly what is nowhere else.
function show(interactionId: string, view: DraftView): void {
  drafts.value = new Map(drafts.peek()).set(interactionId, view);
  if (view.sending) return;
  const kept = !model.isUnsaved(view) || keep(interactionId, { content: view.content, basedOn: view.version, requestId: view.requestId });
  if (!model.isUnsaved(view)) forget(interactionId);
  if (kept === unkept.peek().has(interactionId)) {
    const next = new Set(unkept.peek());
    if (kept) next.delete(interactionId);
    else next.add(interactionId);
    unkept.value = next;
  }
}

// What is as it was when this page was loaded, nobody writes any more. What continues the desk's version is taken at once;
// anything else is shown, and the person chooses.
function findLeft(interactionId: string, before: readonly Unsaved[]): void {
  const view = draftOf(interactionId);
  const isStill = (entry: Unsaved) => before.some((other) => other.page === entry.page && model.same(other.content, entry.content));
  const entry = unsaved(interactionId).find((other) => other.page !== page && isStill(other));
  if (!view.loaded || !entry || left.peek().has(interactionId)) return;
  const taken = entry.requestId !== '' && entry.requestId === view.takenBy;
  const known = taken || model.same(entry.content, view.kept) || entry.content.text.trim() === '';
  if (known) {
    forget(interactionId, entry.page);
    findLeft(interactionId, before);
  } else if (entry.basedOn === view.version && !model.isUnsaved(view)) {
    write(interactionId, entry.content);
    show(interactionId, { ...draftOf(interactionId), restored: true });
    forget(interactionId, entry.page);
  } else {
    left.value = new Map(left.peek()).set(interactionId, entry);
  }
}

// What changed while there was no connection; what was written meanwhile.
connections.subscribe(() => {
  for (const [interactionId, view] of drafts.peek()) {
    if (view.loaded) void refresh(interactionId);
    if (model.mayBeSaved(view)) schedule(interactionId, 0);
  }
});

draftChanged.subscribe((news) => {
  if (!news) return;
  newest.set(news.interactionId, news.version);
  const view = drafts.peek().get(news.interactionId);
  if (view?.loaded && news.version > view.version) void refresh(news.interactionId);
});
