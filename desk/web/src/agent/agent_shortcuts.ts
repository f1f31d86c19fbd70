// The agent page's shortcuts: one row each, shown by the help from this same table.
import type { Shortcut } from '../keyboard/shortcuts';
import { accept, canAccept, decline, endWrapUp, extendWrapUp, hold, resume } from '../state/commands';
import { choose, chooseBeside, firstOffer, onCall, shown, work } from '../state/work';
import { dispositions_id } from './dispositions';
import { consult_id, park_id, transfer_id } from './work_actions';
import { presence_menu_id } from './presence_menu';
import { reply_id, send_id } from '../channels/email/reply_editor';

export const agentShortcuts: readonly Shortcut[] = [
  { chord: 'j', text: 'help.next', run: () => chooseBeside(1) },
  { chord: 'k', text: 'help.previous', run: () => chooseBeside(-1) },
  { chord: 'a', text: 'help.accept', run: acceptFirst },
  { chord: 'x', text: 'help.decline', run: () => void (firstOffer.value && decline(firstOffer.value)) },
  { chord: 'r', text: 'help.reply', run: () => document.getElementById(reply_id)?.focus() },
  { chord: 'mod+Enter', text: 'help.send', run: () => document.getElementById(send_id)?.click() },
  { chord: 'h', text: 'help.hold', run: holdOrResume },
  { chord: 'f', text: 'help.finish', run: toFinish },
  { chord: 't', text: 'help.transfer', run: () => document.getElementById(transfer_id)?.click() },
  { chord: 'c', text: 'help.consult', run: () => document.getElementById(consult_id)?.click() },
  { chord: 's', text: 'help.park', run: () => document.getElementById(park_id)?.click() },
  { chord: 'F8', text: 'help.to_call', run: toCallOrBack },
  { chord: 'e', text: 'help.wrapup_end', run: () => inWrapUp((id) => endWrapUp(id)) },
  { chord: 'w', text: 'help.wrapup_extend', run: () => inWrapUp((id) => extendWrapUp(id)) },
  { chord: 'p', text: 'help.presence', run: () => document.getElementById(presence_menu_id)?.click() },
];

function acceptFirst(): void {
  const offer = work.value.find(canAccept);
  if (offer) void accept(offer);
}

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

// To the dispositions; to the button itself when the site has none.
function toFinish(): void {
  const first = document.querySelector<HTMLElement>(`#${dispositions_id} input`) ?? document.getElementById('finish');
  first?.focus();
}

function inWrapUp(run: (interactionId: string) => Promise<unknown>): void {
  const current = shown.value?.state === 'WORK_STATE_WRAP_UP' ? shown.value : undefined;
  const item = current ?? work.value.find((candidate) => candidate.state === 'WORK_STATE_WRAP_UP');
  if (item) void run(item.interaction.id);
}
