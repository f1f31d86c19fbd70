// Asked before who has work in hand signs out: what they have, and what becomes of it.
import { signal } from '@preact/signals';
import { contactOf, subjectOf } from '../agent/item_texts';
import { channelOf } from '../channels';
import { say } from '../channels/say';
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
  const ofChannels = new Set(items.map(({ interaction }) => channelOf(interaction)));
  const leave = () => {
    close();
    void signOut();
  };
  return (
    <Dialog id="sign-out" title={t('signout.title')} onClose={close}>
      <ul class="sign-out-work">
        {items.map((item) => (
          <li key={item.interaction.id}>
            <strong>{contactOf(item.interaction)}</strong> <span class="hint">{[say(channelOf(item.interaction), 'name'), subjectOf(item.interaction)].filter((text) => text !== '').join(' · ')}</span>
          </li>
        ))}
      </ul>
      {[...ofChannels].map((channel) => (
        <p key={channel.name}>{say(channel, 'sign_out')}</p>
      ))}
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
