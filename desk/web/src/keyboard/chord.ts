// A chord is what a shortcut is bound to: "?", "j", "mod+Enter" (mod: Ctrl, or Cmd on a Mac).

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export function chordOf(press: KeyPress): string {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const mod = press.ctrlKey || press.metaKey ? 'mod+' : '';
  return `${mod}${press.altKey ? 'alt+' : ''}${key}`;
}

// Of one character, which is text where text is written; F8 is none.
export function isSingleKey(chord: string): boolean {
  return chord.length === 1;
}
