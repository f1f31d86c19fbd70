// The shortcuts in force. A page gives its table while it is shown; single letters are left alone where text is written.
import type { TextKey } from '../texts/text_key';
import { singleKeys } from '../state/preferences';
import { chordOf, isSingleKey } from './chord';

export interface Shortcut {
  readonly chord: string;
  readonly text: TextKey;
  readonly run: () => void;
}

let tables: readonly (readonly Shortcut[])[] = [];

export function shortcutsInForce(): readonly Shortcut[] {
  return tables.flat();
}

// Returns how to take the table away again.
export function addShortcuts(table: readonly Shortcut[]): () => void {
  tables = [...tables, table];
  return () => {
    tables = tables.filter((other) => other !== table);
  };
}

function writesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

window.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const chord = chordOf(event);
  if (isSingleKey(chord) && (!singleKeys.value || (writesText(event.target) && !isCheckable(event.target)))) return;
  const shortcut = shortcutsInForce().find((candidate) => candidate.chord === chord);
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
});

function isCheckable(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type);
}
