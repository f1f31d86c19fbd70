// Asked before who has work in hand signs out: what they have, and what becomes of it.
import { signal } from '@preact/signals';
import { contactOf, subjectOf } from '../agent/item_texts';
import { signOut } from '../state/link';
import { work } from '../state/work';
import { t } from '../texts/language';
import { Dialog } from './dialog';

const open = signal(false);

export function askSignOut(): void {
  if (work.peek().length === 0) void signOut();
  else open.value = true;
}

export function SignOutDialog() {
  if (!open.value) return null;
  const close = () => (open.value = false);
  const items = work.value;
  const calls = items.some(({ interaction }) => interaction.channel === 'CHANNEL_VOICE');
  const others = items.some(({ interaction }) => interaction.channel !== 'CHANNEL_VOICE');
  const leave = () => {
    close();
    void signOut();
  };
  return (
    <Dialog id="sign-out" title={t('signout.title')} onClose={close}>
      <ul class="sign-out-work">
        {items.map((item) => (
          <li key={item.interaction.id}>
            <strong>{contactOf(item.interaction)}</strong> <span class="hint">{[t(`channel.${item.interaction.channel}`), subjectOf(item.interaction)].filter((text) => text !== '').join(' · ')}</span>
          </li>
        ))}
      </ul>
      {calls && <p>{t('signout.calls')}</p>}
      {others && <p>{t('signout.mails')}</p>}
      <div class="buttons">
        <button type="button" class="primary" autofocus onClick={close}>
          {t('signout.stay')}
        </button>
        <button type="button" class="danger" onClick={leave}>
          {t('signout.leave')}
        </button>
      </div>
    </Dialog>
  );
}
