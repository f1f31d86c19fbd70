// The sound of an offer. A browser lets a page sound only after a click or key in it, so the first one wakes the sound up. Of
// several tabs one sounds: the one that holds a lock of the browser, which passes on when that tab closes.
import { signal } from '@preact/signals';
import { sound as isSoundOn } from './preferences';

let context: AudioContext | undefined;
// The browser still holds the sound back.
export const soundAsleep = signal(true);
let speaks = !('locks' in navigator);

function wake(): void {
  context ??= new AudioContext();
  void context.resume().then(() => {
    soundAsleep.value = context?.state !== 'running';
    if (!soundAsleep.value) awake();
  });
}

let asked = false;
function awake(): void {
  for (const kind of gestures) document.removeEventListener(kind, wake, true);
  if (asked || !('locks' in navigator)) return;
  asked = true;
  void navigator.locks.request('antesala.sound', () => {
    speaks = true;
    return new Promise(() => undefined); // held as long as the tab lives
  });
}

const gestures = ['pointerdown', 'keydown'] as const;
for (const kind of gestures) document.addEventListener(kind, wake, true);

// One short tone after the other, in hertz; made here, so that no sound file need be fetched.
export function sound(tones: readonly number[]): void {
  if (!isSoundOn.value || !speaks || context?.state !== 'running') return;
  const volume = context.createGain();
  volume.gain.value = 0.08;
  volume.connect(context.destination);
  tones.forEach((hertz, index) => {
    if (!context) return;
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(volume);
    tone.start(context.currentTime + index * 0.16);
    tone.stop(context.currentTime + index * 0.16 + 0.12);
  });
}
