// Asks an agent, once, whether offers may be told while the page is behind other windows. The browser's own question follows only
// after a yes here, for it cannot be asked twice.
import { me } from '../state/desk';
import { allowNotifications } from '../state/offers';
import { notifications, notificationsAsked } from '../state/preferences';
import { t } from '../texts/language';
import { Icon } from './icon';

export function NotifyLine() {
  if (!me.value || notificationsAsked.value || !notifications.value) return null;
  if (!('Notification' in window) || Notification.permission !== 'default') return null;
  const allow = async () => (notifications.value = await allowNotifications());
  return (
    <section class="question-line" aria-label={t('menu.notify')}>
      <Icon name="bell" />
      <p>{t('notify.question')}</p>
      <button type="button" class="primary" onClick={() => void allow()}>
        {t('notify.allow')}
      </button>
      <button type="button" class="plain" onClick={() => (notificationsAsked.value = true)}>
        {t('notify.later')}
      </button>
    </section>
  );
}
