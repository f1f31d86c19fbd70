// What is wrong with the connection or the system, and what that means for the work.
import { signal } from '@preact/signals';
import { now_us } from '../state/clock';
import { fullTime } from '../format/time';
import { me, system } from '../state/desk';
import { connections, link, retryAt_ms, retryNow } from '../state/link';
import { language, t } from '../texts/language';
import { Icon } from './icon';

export function Banners() {
  return (
    <div role="status" aria-live="polite">
      <LinkBanner />
      <SystemBanner />
      <PhoneBanner />
    </div>
  );
}

// A break shorter than this is not worth a banner.
const patience_us = 1_500_000;
const brokenSince_us = signal(0);
link.subscribe((state) => {
  if (state === 'open') brokenSince_us.value = 0;
  else if (brokenSince_us.peek() === 0) brokenSince_us.value = now_us.peek();
});

function LinkBanner() {
  if (link.value === 'open' || connections.value === 0) return null;
  if (now_us.value - brokenSince_us.value < patience_us) return null;
  const seconds = Math.max(0, Math.ceil((retryAt_ms.value - Date.now()) / 1000));
  return (
    <div class="banner bad">
      <Icon name="warning" />
      <p>
        {t('link.lost')} {link.value === 'waiting' && <span aria-hidden="true">{t('link.retry_in', { seconds })}</span>}
      </p>
      <button type="button" class="plain" onClick={retryNow}>
        {t('link.retry')}
      </button>
    </div>
  );
}

function SystemBanner() {
  const state = system.value;
  if (!state || link.value !== 'open') return null;
  // Without the broker nothing is known of the others.
  const away = state.broker ? (['acd', 'mcan', 'asterisk'] as const).filter((part) => !state[part]) : (['broker'] as const);
  const told = away.includes('acd' as never) ? away.filter((part) => part !== 'asterisk') : away;
  if (told.length === 0) return null;
  return (
    <div class="banner warn">
      <Icon name="warning" />
      <p>
        <strong>{t('system.title')}</strong> {told.map((part) => t(`system.${part}`)).join(' ')}
      </p>
    </div>
  );
}

// Why an agent who is available gets no calls. That the exchange itself is away is said above.
function PhoneBanner() {
  const agent = me.value;
  if (!agent || agent.presence !== 'PRESENCE_AVAILABLE' || link.value !== 'open' || !system.value?.asterisk) return null;
  const { phone, phoneRestsUntilUs } = agent;
  if (phone !== 'PHONE_STATE_UNREACHABLE' && phone !== 'PHONE_STATE_IN_USE' && phone !== 'PHONE_STATE_RESTS') return null;
  return (
    <div class="banner warn">
      <Icon name="phone" />
      <p>{t(`phone.${phone}`, { time: fullTime(phoneRestsUntilUs, language.value) })}</p>
    </div>
  );
}
