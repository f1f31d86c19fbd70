// The agent page's shortcuts: one row each, shown by the help from this same table. Those of one channel come from its record.
import type { Shortcut } from '../keyboard/shortcuts';
import { accept, canAccept, decline, endWrapUp, extendWrapUp } from '../state/commands';
import { chooseBeside, firstOffer, shown, work } from '../state/work';
import { t } from '../texts/language';
import { dispositions_id } from './dispositions';
import { consult_id, park_id, transfer_id } from './work_actions';
import { presence_menu_id } from './presence_menu';

export const agentShortcuts: readonly Shortcut[] = [
  { chord: 'j', text: () => t('help.next'), run: () => chooseBeside(1) },
  { chord: 'k', text: () => t('help.previous'), run: () => chooseBeside(-1) },
  { chord: 'a', text: () => t('help.accept'), run: acceptFirst },
  { chord: 'x', text: () => t('help.decline'), run: () => void (firstOffer.value && decline(firstOffer.value)) },
  { chord: 'f', text: () => t('help.finish'), run: toFinish },
  { chord: 't', text: () => t('help.transfer'), run: () => document.getElementById(transfer_id)?.click() },
  { chord: 'c', text: () => t('help.consult'), run: () => document.getElementById(consult_id)?.click() },
  { chord: 's', text: () => t('help.park'), run: () => document.getElementById(park_id)?.click() },
  { chord: 'e', text: () => t('help.wrapup_end'), run: () => inWrapUp((id) => endWrapUp(id)) },
  { chord: 'w', text: () => t('help.wrapup_extend'), run: () => inWrapUp((id) => extendWrapUp(id)) },
  { chord: 'p', text: () => t('help.presence'), run: () => document.getElementById(presence_menu_id)?.click() },
];

function acceptFirst(): void {
  const offer = work.value.find(canAccept);
  if (offer) void accept(offer);
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
