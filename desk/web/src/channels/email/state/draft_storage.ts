// What was written and is not at the desk yet, in this browser: each page has an entry of its own for each draft, so that
// pages beside each other do not overwrite one another. A page that is loaded again finds its entry; what a page left that
// is gone for good is found by the next one.
import { DraftDetails } from '../../../protocol/messages';
import { uuid7 } from '../../../protocol/uuid';
import { welcome } from '../../../state/desk';
import type { Content } from './draft_model';

export interface Unsaved {
  readonly page: string;
  readonly content: Content;
  readonly basedOn: number;
  // Set when it was being sent.
  readonly requestId: string;
}

const pageMark = 'antesala.page';
const root = 'antesala.draft';

// The name of this page outlives a reload. It is not in the storage meanwhile, so that a copy of the tab gets another.
export const page = sessionStorage.getItem(pageMark) ?? uuid7();
sessionStorage.removeItem(pageMark);
window.addEventListener('pagehide', () => sessionStorage.setItem(pageMark, page));
window.addEventListener('pageshow', () => sessionStorage.removeItem(pageMark));

// False when the browser has no room: what was written is in this page only.
export function keep(interactionId: string, entry: Omit<Unsaved, 'page'>): boolean {
  try {
    localStorage.setItem(`${prefix(interactionId)}${page}`, JSON.stringify({ ...entry, page }));
    return true;
  } catch {
    return false;
  }
}

export function forget(interactionId: string, ofPage = page): void {
  localStorage.removeItem(`${prefix(interactionId)}${ofPage}`);
}

// This page's own first.
export function unsaved(interactionId: string): Unsaved[] {
  const start = prefix(interactionId);
  const found = Object.keys(localStorage)
    .filter((key) => key.startsWith(start))
    .map((key) => read(localStorage.getItem(key)))
    .filter((entry) => entry !== undefined);
  return found.sort((a, b) => Number(b.page === page) - Number(a.page === page));
}

function read(json: string | null): Unsaved | undefined {
  try {
    const entry = JSON.parse(json ?? '') as Partial<Unsaved>;
    if (typeof entry.content?.text !== 'string' || typeof entry.page !== 'string') return undefined;
    const content = { text: entry.content.text, details: DraftDetails(entry.content.details) };
    return { page: entry.page, content, basedOn: entry.basedOn ?? 0, requestId: entry.requestId ?? '' };
  } catch {
    return undefined;
  }
}

function prefix(interactionId: string): string {
  return `${root}.${welcome.peek()?.login ?? ''}.${interactionId}.`;
}
