// The keys of a call: they work whatever the page shows.
import type { Shortcut } from '../../keyboard/shortcuts';
import { choose, shown, work } from '../../state/work';
import { hold, resume } from './commands';
import { onCall } from './on_call';
import { t } from './texts';

export const shortcuts: readonly Shortcut[] = [
  { chord: 'h', text: () => t('help.hold'), run: holdOrResume },
  { chord: 'F8', text: () => t('help.to_call'), run: toCallOrBack },
];

// A consultation ends before the call is held.
function holdOrResume(): void {
  const call = work.value.find((item) => item.interaction.channel === 'CHANNEL_VOICE' && item.consultedAgent === '' && item.consultedBy === '');
  if (call?.state === 'WORK_STATE_ACTIVE') void hold(call);
  else if (call?.state === 'WORK_STATE_HELD') void resume(call);
}

// To the call on the line, and back to what was shown before it. It works while text is written, too.
let left: string | undefined;
function toCallOrBack(): void {
  const call = onCall.value?.interaction.id;
  const now = shown.value?.interaction.id;
  if (call !== undefined && now !== call) {
    left = now;
    choose(call);
  } else if (left !== undefined && work.value.some(({ interaction }) => interaction.id === left)) {
    choose(left);
  }
}
