// A new offer is told in every way the person asked for: to screen readers always, by sound and notification if wanted.
import { signal } from '@preact/signals';
import type { WorkItem } from '../protocol/messages';
import { t } from '../texts/language';
import { notifications, sound } from './preferences';
import { work } from './work';

export const announcement = signal('');

let told = new Set<string>();

work.subscribe((items) => {
  const offers = items.filter((item) => item.state === 'WORK_STATE_OFFERED');
  const fresh = offers.filter((item) => !told.has(item.offerId));
  told = new Set(offers.map((item) => item.offerId));
  const [offer] = fresh;
  if (offer) tell(offer);
});

function tell(offer: WorkItem): void {
  const { channel, contactName, contactAddress, subject } = offer.interaction;
  const text = t('offer.live', {
    channel: t(`channel.${channel}`),
    contact: contactName || contactAddress || t('work.unknown_contact'),
    subject: subject || '–',
  });
  announcement.value = text;
  if (sound.value) beep();
  if (notifications.value && document.hidden && Notification.permission === 'granted') {
    new Notification(t('app.name'), { body: text, tag: offer.offerId });
  }
}

export async function toggleNotifications(): Promise<void> {
  const wanted = !notifications.value;
  notifications.value = wanted && 'Notification' in window && (await Notification.requestPermission()) === 'granted';
}

// Two short tones; made here, so that no sound file need be fetched.
function beep(): void {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0.08;
  volume.connect(context.destination);
  [660, 880].forEach((hertz, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(volume);
    tone.start(context.currentTime + index * 0.16);
    tone.stop(context.currentTime + index * 0.16 + 0.12);
    if (index === 1) tone.onended = () => void context.close();
  });
}
