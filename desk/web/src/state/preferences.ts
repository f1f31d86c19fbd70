// Choices of this person in this browser.
import { signal, type Signal } from '@preact/signals';

function remembered(name: string, initial: boolean): Signal<boolean> {
  const key = `antesala.${name}`;
  const value = signal((localStorage.getItem(key) ?? String(initial)) === 'true');
  value.subscribe((now) => localStorage.setItem(key, String(now)));
  // Chosen in another tab: they are of the person, not of the tab.
  window.addEventListener('storage', (event) => {
    if (event.key === key && event.newValue !== null) value.value = event.newValue === 'true';
  });
  return value;
}

// On from the start: an offer that nobody notices helps nobody. A browser lets a page sound after its first click or key, and
// notify once the person has allowed it (parts/notify_line.tsx).
export const sound = remembered('sound', true);
export const notifications = remembered('notifications', true);
// "Not now" to the question about notifications.
export const notificationsAsked = remembered('notifications_asked', false);
// WCAG 2.1.4: shortcuts of one character can be turned off.
export const singleKeys = remembered('single_keys', true);
