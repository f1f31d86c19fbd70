// The browser holds the sound back until something in the page is clicked or a key is pressed: said where it moves nothing.
import { me } from '../state/desk';
import { sound } from '../state/preferences';
import { soundAsleep } from '../state/sound';
import { t } from '../texts/language';

export function SoundAsleep() {
  if (!me.value || !sound.value || !soundAsleep.value) return null;
  return <p class="sound-asleep" role="status">{t('sound.asleep')}</p>;
}
