// A file dropped on the page would be opened in its place, and what was being written would be gone from sight. Text may be
// dragged into the fields as ever.
import { note } from '../state/toasts';
import { t } from '../texts/language';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

// A mail's frame is a window of its own, which would take the file for itself: while one is dragged the frames let it through.
function dragging(on: boolean): void {
  document.documentElement.classList.toggle('dragging', on);
}

window.addEventListener('dragenter', (event) => carriesFiles(event) && dragging(true));
window.addEventListener('dragleave', (event) => event.relatedTarget === null && dragging(false));
// What takes files itself has prevented the default before.
window.addEventListener('dragover', (event) => {
  if (!event.defaultPrevented && carriesFiles(event)) event.preventDefault();
});
window.addEventListener('drop', (event) => {
  dragging(false);
  if (event.defaultPrevented || !carriesFiles(event)) return;
  event.preventDefault();
  note(t('drop.refused'));
});
