// When what had the focus goes or is switched off, the browser lets the focus fall to the body: a reader is told nothing, and the
// next Tab begins at the top of the page. Then it goes to the heading of what is shown now; what was only switched off for a
// moment gets it back. Who clicks beside everything wants no focus, and keeps it so.
const focusable = 'a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]';

let last: HTMLElement | undefined;

document.addEventListener('focusin', (event) => (last = event.target instanceof HTMLElement ? event.target : undefined));
document.addEventListener('pointerdown', (event) => {
  if (event.target instanceof Element && !event.target.closest(focusable)) last = undefined;
}, true);

new MutationObserver(() => {
  if (!last || document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
  if (!last.isConnected) focusShown();
  else if (!last.matches(':disabled')) last.focus({ preventScroll: true });
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });

export function focusShown(): void {
  const place = document.getElementById('panel-title') ?? document.getElementById('content');
  if (!place) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
