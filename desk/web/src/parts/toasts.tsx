import { dismiss, toasts } from '../state/toasts';
import { t } from '../texts/language';
import { announcement } from '../state/offers';
import { Icon } from './icon';

// Errors and notes in a corner; both regions are there from the start, or screen readers would not watch them.
export function Toasts() {
  return (
    <div class="toasts">
      <div role="status" aria-live="polite">
        {toasts.value.map((toast) => (
          <div key={toast.id} class={`toast ${toast.kind}`}>
            <span>{toast.text}</span>
            <button type="button" class="quiet icon-only" aria-label={t('error.dismiss')} onClick={() => dismiss(toast.id)}>
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
      <div class="only-read-out" role="alert" aria-live="assertive">
        {announcement.value}
      </div>
    </div>
  );
}
