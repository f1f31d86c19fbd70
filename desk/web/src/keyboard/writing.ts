// Is a person writing? Then nothing may take the place they write in, and letters are text.
import type { KeyPress } from './chord';

// After the last key of a text its writer may not have seen yet that the field has gone.
export const pause_ms = 1000;

let lastKeyAt_ms = -Infinity;

export function writesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'reset', 'file', 'range', 'color'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}

// A key was pressed into a text, or goes on after one. Who leaves the field on purpose, by Tab or Escape, has made their pause.
export function noteKey({ key, ctrlKey, metaKey }: KeyPress, at_ms: number): void {
  if (key === 'Tab' || key === 'Escape') lastKeyAt_ms = -Infinity;
  else if (!ctrlKey && !metaKey && (key.length === 1 || ['Enter', 'Backspace', 'Delete'].includes(key))) lastKeyAt_ms = at_ms;
}

export function wroteJustBefore(at_ms: number): boolean {
  return at_ms - lastKeyAt_ms < pause_ms;
}

// In the piece of work that is shown: its editor, or a dialog over it, whatever has the focus there.
export function isAtWorkIn(place: Element | null): boolean {
  const active = document.activeElement;
  if (!place?.contains(active)) return false;
  return writesText(active) || active?.closest('dialog[open]') != null;
}
