// What is wrong with the connection or the system, and what that means for the work.
import type { NodeTrouble } from '../protocol/messages';
import { fullTime } from '../format/time';
import { local_ms } from '../state/clock';
import { me, system } from '../state/desk';
import { cutOff, link, lostAt_ms, retryAt_ms, retryNow } from '../state/link';
import { language, t } from '../texts/language';
import { Icon } from './icon';

export function Banners() {
  return (
    <div role="status" aria-live="polite">
      <LinkBanner />
      <SystemBanner />
      <PhoneBanner />
      <TroublesBanner />
    </div>
  );
}

function LinkBanner() {
  if (!cutOff.value) return null;
  const seconds = Math.max(0, Math.ceil((retryAt_ms.value - local_ms.value) / 1000));
  return (
    <div class="banner bad">
      <Icon name="warning" />
      <p>
        {t('link.lost', { time: fullTime(lostAt_ms.value * 1000, language.value) })} {link.value === 'waiting' && seconds > 0 && <span aria-hidden="true">{t('link.retry_in', { seconds })}</span>}
      </p>
      <button type="button" class="plain" onClick={retryNow}>
        {t('link.retry')}
      </button>
    </div>
  );
}

// What runs and is not well: told to those who supervise.
const troubleTexts = {
  topic_denied: 'trouble.topic_denied',
  owner_silent: 'trouble.owner_silent',
  store_away: 'trouble.store_away',
  store_damaged: 'trouble.store_damaged',
  store_full: 'trouble.store_full',
  journal_full: 'trouble.journal_full',
} as const;

function troubleText(trouble: NodeTrouble): string {
  const key = trouble.code in troubleTexts ? troubleTexts[trouble.code as keyof typeof troubleTexts] : 'trouble.other';
  return t(key, { node: trouble.node, subject: trouble.subject });
}

function TroublesBanner() {
  const troubles = link.value === 'open' ? (system.value?.troubles ?? []) : [];
  if (troubles.length === 0) return null;
  return (
    <div class="banner warn">
      <Icon name="warning" />
      <div>
        <strong>{t('trouble.title')}</strong>
        <ul class="troubles">
          {troubles.map((trouble) => (
            <li key={`${trouble.node} ${trouble.code} ${trouble.subject}`}>
              {troubleText(trouble)}
              <details>
                <summary>{t('trouble.more')}</summary>
                <span lang="en">{trouble.detail}</span>
              </details>
            </li>
          ))}
        </ul>
      </div>
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
