// Asks an agent, once, whether offers may be told while the page is behind other windows. The browser's own question follows only
// after a yes here, for it cannot be asked twice.
import { me } from '../state/desk';
import { allowNotifications } from '../state/offers';
import { notifications, notificationsAsked } from '../state/preferences';
import { work } from '../state/work';
import { t } from '../texts/language';
import { Icon } from './icon';

export function NotifyLine() {
  // While there is work it would only take its place.
  if (!me.value || work.value.length > 0 || notificationsAsked.value || !notifications.value) return null;
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
