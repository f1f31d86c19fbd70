// A new offer is told in every way: to screen readers, by sound and notification unless they are turned off, in the title. That
// one was missed or taken back is told as well: who looked away must know why the list is as it is.
import { effect, signal } from '@preact/signals';
import { channelOf } from '../channels';
import { say } from '../channels/say';
import type { WorkItem } from '../protocol/messages';
import { t } from '../texts/language';
import { now_us } from './clock';
import { cutOff } from './link';
import { wasOwnAct } from './own_acts';
import { notifications, notificationsAsked } from './preferences';
import { sound } from './sound';
import { error, note } from './toasts';
import { choose, work } from './work';

export const announcement = signal('');

let known = new Map<string, WorkItem>();
const shownOutside = new Map<string, Notification>();

work.subscribe((items) => {
  const before = known;
  known = new Map(items.map((item) => [item.interaction.id, item]));
  const fresh = items.find((item) => isOffer(item) && before.get(item.interaction.id)?.offerId !== item.offerId);
  if (fresh) tell(fresh);
  for (const item of before.values()) if (isOffer(item) && known.get(item.interaction.id)?.offerId !== item.offerId) over(item);
  for (const item of before.values()) if (!isOffer(item) && !known.has(item.interaction.id)) gone(item);
});

function isOffer(item: WorkItem): boolean {
  return item.state === 'WORK_STATE_OFFERED';
}

function naming(item: WorkItem): { channel: string; contact: string; subject: string } {
  const { interaction } = item;
  const channel = channelOf(interaction);
  const contact = interaction.contactName || interaction.contactAddress || say(channel, 'nobody');
  return { channel: say(channel, 'name'), contact, subject: interaction.subject || '–' };
}

function tell(offer: WorkItem): void {
  const text = t('offer.live', naming(offer));
  announcement.value = text;
  sound(channelOf(offer.interaction).tones);
  if (notifications.value && document.hidden && 'Notification' in window && Notification.permission === 'granted') {
    const outside = new Notification(t('app.name'), { body: text, tag: offer.offerId, requireInteraction: true });
    outside.onclick = () => {
      window.focus();
      choose(offer.interaction.id);
    };
    shownOutside.set(offer.offerId, outside);
  }
}

// Not accepted, not declined here: its time was up, or it is no longer to be had.
function over(offer: WorkItem): void {
  shownOutside.get(offer.offerId)?.close();
  shownOutside.delete(offer.offerId);
  const now = known.get(offer.interaction.id);
  if ((now && !isOffer(now)) || wasOwnAct(offer.interaction.id)) return;
  const missed = offer.deadlineUs > 0 && now_us.peek() >= offer.deadlineUs - a_moment_us;
  if (missed) error(t('offer.missed', naming(offer)));
  else note(t('offer.taken_back', naming(offer)), 'long');
}
const a_moment_us = 1_500_000;

// Work in hand that goes without one's own doing. What wraps up ends by itself.
function gone(item: WorkItem): void {
  if (item.state === 'WORK_STATE_WRAP_UP' || wasOwnAct(item.interaction.id)) return;
  if (item.consultedBy !== '' || channelOf(item.interaction).live) return; // who was on the line knows
  error(t('work.gone', naming(item)));
}

export async function toggleNotifications(): Promise<void> {
  notifications.value = !notifications.value && (await allowNotifications());
}

// Asks the browser, which asks the person.
export async function allowNotifications(): Promise<boolean> {
  notificationsAsked.value = true;
  return 'Notification' in window && (await Notification.requestPermission()) === 'granted';
}

// What waits is seen in the tab, too.
effect(() => {
  const offers = work.value.filter(isOffer);
  const [offer] = offers;
  if (cutOff.value) document.title = `⚠ ${t('link.waiting')} · ${t('app.name')}`;
  else if (offer) document.title = `(${offers.length}) ${naming(offer).channel}: ${naming(offer).contact} · ${t('app.name')}`;
  else document.title = t('app.name');
});
