// Choices of this person in this browser.
import { signal, type Signal } from '@preact/signals';

function remembered(name: string, initial: boolean): Signal<boolean> {
  const key = `antesala.${name}`;
  const value = signal((localStorage.getItem(key) ?? String(initial)) === 'true');
  value.subscribe((now) => localStorage.setItem(key, String(now)));
  return value;
}

export const sound = remembered('sound', false);
export const notifications = remembered('notifications', false);
// WCAG 2.1.4: shortcuts of one character can be turned off.
export const singleKeys = remembered('single_keys', true);
