// Replies on their way to the desk. Each keeps its request id until it is answered, over lost connections and reloads of
// the page, so that it is accepted once and only once; sessionStorage holds it meanwhile.
import { signal } from '@preact/signals';
import { uuid7 } from '../protocol/uuid';
import { t } from '../texts/language';
import { welcome } from './desk';
import { forgetDraft } from './drafts';
import { finish } from './commands';
import { ask } from './link';
import { openThread } from './threads';
import { error, note, reasonOf } from './toasts';

interface Reply {
  readonly login: string;
  readonly requestId: string;
  readonly interactionId: string;
  readonly text: string;
  readonly thenFinish: boolean;
}

export type Sending = 'sending' | 'retrying';

export const outbox = signal<ReadonlyMap<string, Sending>>(new Map());

const storage = 'antesala.outbox';
const first_retry_ms = 1000;
const longest_retry_ms = 15_000;

export function sendReply(interactionId: string, text: string, thenFinish: boolean): void {
  const login = welcome.value?.login ?? '';
  const reply = { login, requestId: uuid7(), interactionId, text, thenFinish };
  store([...stored(), reply]);
  void deliver(reply);
}

// After a reload: what the page before it had not got answered.
export function resumeOutbox(): void {
  for (const reply of stored()) {
    if (reply.login === welcome.value?.login && !outbox.value.has(reply.interactionId)) void deliver(reply);
  }
}

async function deliver(reply: Reply): Promise<void> {
  mark(reply.interactionId, 'sending');
  const { interactionId, text } = reply;
  let wait = first_retry_ms;
  let answer = await ask({ sendReply: { interactionId, text } }, 'for_ever', reply.requestId);
  while (answer.code === 'ANSWER_UNAVAILABLE') {
    mark(interactionId, 'retrying');
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(longest_retry_ms, wait * 2);
    answer = await ask({ sendReply: { interactionId, text } }, 'for_ever', reply.requestId);
  }
  store(stored().filter((other) => other.requestId !== reply.requestId));
  mark(interactionId, undefined);
  if (answer.code !== 'ANSWER_OK') {
    error(t('reply.refused', { reason: reasonOf(answer) }));
    return;
  }
  note(t('reply.accepted'));
  forgetDraft(interactionId);
  if (reply.thenFinish) await finish(interactionId);
  else void openThread(interactionId);
}

function mark(interactionId: string, state: Sending | undefined): void {
  const next = new Map(outbox.value);
  if (state) next.set(interactionId, state);
  else next.delete(interactionId);
  outbox.value = next;
}

function stored(): Reply[] {
  return JSON.parse(sessionStorage.getItem(storage) ?? '[]') as Reply[];
}

function store(replies: readonly Reply[]): void {
  sessionStorage.setItem(storage, JSON.stringify(replies));
}
