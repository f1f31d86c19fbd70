// One reply as this page knows it: what stands in the editor, and what the desk keeps. Pure; drafts.ts does the asking.
//
// The desk counts the versions of a draft, and every save says which one it continues. Nothing typed here is ever replaced
// by what another page wrote: when both have changed it, `other` holds the other one until the person has chosen.
import { DraftDetails, type Draft, type MailAddress } from '../../../protocol/messages';

export interface Content {
  readonly text: string;
  readonly details: DraftDetails;
}

export interface DraftView {
  readonly content: Content; // in the editor
  readonly kept: Content; // at the desk, as
  readonly version: number; // this version; not_known until the desk has said it
  readonly loaded: boolean;
  readonly saving: Content | undefined; // on its way to the desk
  readonly requestId: string; // of the request that sends what is in the editor
  readonly sending: boolean; // a page has sent it; the mail service has not answered
  readonly restored: boolean; // from before, and nothing written since
  readonly other: Draft | undefined; // what another page did meanwhile
  readonly takenBy: string; // the last request that took the desk's draft
  readonly problem: string; // why it could not be sent, a stable word
}

export const nothing: Content = { text: '', details: DraftDetails({}) };
const not_known = -1;

export const unknown: DraftView = {
  content: nothing,
  kept: nothing,
  version: not_known,
  loaded: false,
  saving: undefined,
  requestId: '',
  sending: false,
  restored: false,
  other: undefined,
  takenBy: '',
  problem: '',
};

export function contentOf({ text, details }: Draft): Content {
  return { text, details };
}

export function same(a: Content, b: Content): boolean {
  return a.text === b.text && sameDetails(a.details, b.details);
}

function sameDetails(a: DraftDetails, b: DraftDetails): boolean {
  return (
    a.recipientsChosen === b.recipientsChosen &&
    a.answers === b.answers &&
    a.seen === b.seen &&
    a.withoutQuote === b.withoutQuote &&
    samePeople(a.to, b.to) &&
    samePeople(a.cc, b.cc)
  );
}

function samePeople(a: readonly MailAddress[], b: readonly MailAddress[]): boolean {
  return a.length === b.length && a.every(({ name, address }, index) => name === b[index]?.name && address === b[index].address);
}

// Something here is not at the desk.
export function isUnsaved(view: DraftView): boolean {
  return !same(view.content, view.kept);
}

export function mayBeSaved(view: DraftView): boolean {
  return view.loaded && isUnsaved(view) && !view.saving && !view.sending && !view.other;
}

// What this page had written before it was loaded again.
export function restored(content: Content, basedOn: number, requestId: string): DraftView {
  return { ...unknown, content, version: basedOn, requestId, restored: true };
}

export function written(view: DraftView, content: Content): DraftView {
  return { ...view, content, requestId: '', restored: false };
}

export function savingBegun(view: DraftView): DraftView {
  return { ...view, saving: view.content };
}

export function saved(view: DraftView, version: number): DraftView {
  if (version < view.version) return { ...view, saving: undefined };
  return { ...view, kept: view.saving ?? view.kept, version, saving: undefined, problem: '' };
}

export function notSaved(view: DraftView): DraftView {
  return { ...view, saving: undefined };
}

export function sendingBegun(view: DraftView, content: Content, requestId: string): DraftView {
  return { ...view, content, requestId, sending: true, problem: '' };
}

// The desk did not take the request.
export function notSent(view: DraftView): DraftView {
  return { ...view, requestId: '', sending: false };
}

// The desk says how the draft is now, whoever changed it.
export function told(view: DraftView, draft: Draft): DraftView {
  if (view.loaded && draft.version < view.version) return view;
  const theirs = contentOf(draft);
  const ours = view.content;
  const sending = draft.state === 'DRAFT_SENDING';
  const next: DraftView = { ...view, kept: theirs, version: draft.version, loaded: true, sending, problem: draft.problem, other: undefined, takenBy: draft.requestId };
  // What this page sent, the desk has, or had and has sent on.
  const isTaken = view.requestId !== '' && draft.requestId === view.requestId;
  if (isTaken) return { ...next, content: theirs, requestId: sending ? view.requestId : '', restored: false };
  // Both windows have sent the same text: of the later one nothing is left but whom it had put down.
  const isSentAsOurs = draft.state === 'DRAFT_SENT' && ours.text === view.kept.text;
  if (!isUnsaved(view) || isSentAsOurs || ours.text.trim() === '') return { ...next, content: theirs, restored: theirs.text !== '' && !same(ours, theirs) };
  // What is written here continues this very version, is the same, or was written before anything was known.
  const isContinued = draft.version === view.version && !sending;
  const isNew = view.version === not_known && theirs.text === '';
  if (isContinued || isNew || same(ours, theirs) || (view.saving && same(view.saving, theirs))) return next;
  return { ...view, loaded: true, sending: false, takenBy: draft.requestId, other: draft };
}

// This page's words, as the next version after the other page's.
export function keepOurs(view: DraftView): DraftView {
  const { other } = view;
  return other ? { ...view, kept: contentOf(other), version: other.version, sending: other.state === 'DRAFT_SENDING', other: undefined } : view;
}

export function takeTheirs(view: DraftView): DraftView {
  const { other } = view;
  return other ? { ...keepOurs(view), content: contentOf(other), restored: true } : view;
}
