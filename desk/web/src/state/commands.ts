// What a person can do. Each asks the desk; a refusal is told in a toast, with its reason.
import { signal } from '@preact/signals';
import { channelOf } from '../channels';
import type { DeskAnswer, Presence, WorkItem } from '../protocol/messages';
import type { DeskRequest } from '../protocol/requests';
import { t } from '../texts/language';
import { dispositionsOf, forgetDispositions } from './dispositions';
import { ask } from './link';
import { noteOwnAct } from './own_acts';
import { error, reasonOf } from './toasts';
import { choose } from './work';

// Interactions (and 'presence') with a command under way: their buttons wait.
export const busy = signal<ReadonlySet<string>>(new Set());

// After these it is no news that the work is not there any more.
const endings = ['acceptOffer', 'declineOffer', 'finish', 'endWrapUp', 'transfer', 'park', 'unpark', 'endConsult'] as const;

// The desk's answer; undefined, and nothing asked, while another command about the same is under way.
export async function attempt(about: string, request: DeskRequest): Promise<DeskAnswer | undefined> {
  if (busy.value.has(about)) return undefined;
  busy.value = new Set(busy.value).add(about);
  if (endings.some((kind) => kind in request)) noteOwnAct(about);
  const answer = await ask(request);
  const rest = new Set(busy.value);
  rest.delete(about);
  busy.value = rest;
  return answer;
}

export async function command(about: string, request: DeskRequest, failure: string): Promise<boolean> {
  const answer = await attempt(about, request);
  return answer !== undefined && told(answer, failure);
}

function told(answer: DeskAnswer, failure: string): boolean {
  if (answer.code !== 'ANSWER_OK') error(t('error.failed', { what: failure, reason: reasonOf(answer) }));
  return answer.code === 'ANSWER_OK';
}

export function choosePresence(presence: Presence, breakReason?: string): Promise<boolean> {
  const choice = breakReason === undefined ? { presence } : { presence, breakReason };
  return command('presence', { choosePresence: choice }, t('error.presence'));
}

// What is answered on the phone can only be declined here.
export function canAccept(item: WorkItem): boolean {
  return item.state === 'WORK_STATE_OFFERED' && !channelOf(item.interaction).byPhone;
}

export async function accept(item: WorkItem): Promise<void> {
  const done = await command(item.interaction.id, { acceptOffer: { offerId: item.offerId } }, t('error.accept'));
  if (done) choose(item.interaction.id);
}

export function decline(item: WorkItem): Promise<boolean> {
  return command(item.interaction.id, { declineOffer: { offerId: item.offerId } }, t('error.decline'));
}

// `seenUpdate`: the last of what joined it that the agent has seen; nothing later is finished with it.
export function finish(interactionId: string, seenUpdate?: number): Promise<boolean> {
  const dispositions = [...dispositionsOf(interactionId)];
  const seen = seenUpdate === undefined ? {} : { seenUpdate };
  return command(interactionId, { finish: { interactionId, dispositions, ...seen } }, t('error.finish'));
}

export async function endWrapUp(interactionId: string): Promise<void> {
  const dispositions = [...dispositionsOf(interactionId)];
  const done = await command(interactionId, { endWrapUp: { interactionId, dispositions } }, t('error.wrap_up'));
  if (done) forgetDispositions(interactionId);
}

export function unpark(interactionId: string): Promise<boolean> {
  return command(interactionId, { unpark: { interactionId } }, t('error.unpark'));
}

export function endConsult(interactionId: string, result: 'CONSULT_RETURNED' | 'CONSULT_HANDED_OVER'): Promise<boolean> {
  return command(interactionId, { endConsult: { interactionId, result } }, t('error.end_consult'));
}

export const extension_seconds = 60;

export function extendWrapUp(interactionId: string): Promise<boolean> {
  const request = { extendWrapUp: { interactionId, seconds: extension_seconds } };
  return command(interactionId, request, 'error.wrap_up');
}

export async function watch(supervisor: boolean): Promise<void> {
  told(await ask({ watch: { supervisor } }), 'error.watch');
}
