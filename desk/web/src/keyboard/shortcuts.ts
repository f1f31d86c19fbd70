// The shortcuts in force. A page gives its table while it is shown; single letters act only when no text is being written, and
// after a pause.
import { singleKeys } from '../state/preferences';
import { chordOf, isSingleKey } from './chord';
import { noteKey, wroteJustBefore, writesText } from './writing';

export interface Shortcut {
  readonly chord: string;
  // For the help, in the page's language.
  readonly text: () => string;
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

window.addEventListener('keydown', (event) => {
  const writing = writesText(event.target);
  const now = performance.now();
  if (writing) noteKey(event, now);
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  const chord = chordOf(event);
  if (isSingleKey(chord)) {
    if (!singleKeys.value || writing || event.repeat) return;
    // The field may have gone under the hands of who writes: what follows without a pause is still their text.
    if (wroteJustBefore(now)) {
      noteKey(event, now);
      return;
    }
  }
  const shortcut = shortcutsInForce().find((candidate) => candidate.chord === chord);
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
});
