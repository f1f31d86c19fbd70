// Replies on their way to the desk. Each keeps its request id until it is answered, over lost connections and reloads of
// the page, so that it is accepted once and only once; sessionStorage holds it meanwhile. From the desk on it is the desk
// that sees to it, also when this page goes.
import { signal } from '@preact/signals';
import type { DeskAnswer } from '../../../protocol/messages';
import { uuid7 } from '../../../protocol/uuid';
import { welcome } from '../../../state/desk';
import { ask } from '../../../state/link';
import { error, note, reasonOf } from '../../../state/toasts';
import { shown } from '../../../state/work';
import { finishMail } from '../commands';
import { t } from '../texts';
import type { Content } from './draft_model';
import { beginSending, sendingRefused, sent } from './drafts';
import { openThread } from './threads';

export interface Reply {
  readonly interactionId: string;
  readonly content: Content; // with its recipients, and the message it answers
  readonly quoteIntroduction: string; // empty: without the message it answers
}

interface Outgoing extends Reply {
  readonly login: string;
  readonly requestId: string;
  readonly thenFinish: boolean;
  readonly draftVersion?: number; // once it was asked for
}

export type Sending = 'sending' | 'retrying';

export const outbox = signal<ReadonlyMap<string, Sending>>(new Map());
// A reply refused because a mail came after what its writer had seen: the person is asked.
export const overtaken = signal<{ interactionId: string; thenFinish: boolean } | undefined>(undefined);

const storage = 'antesala.outbox';
const first_retry_ms = 1000;
const longest_retry_ms = 15_000;

export function sendReply(reply: Reply, thenFinish: boolean): void {
  if (outbox.value.has(reply.interactionId)) return;
  const outgoing = { ...reply, login: welcome.value?.login ?? '', requestId: uuid7(), thenFinish };
  store([...stored(), outgoing]);
  void deliver(outgoing);
}

// After a reload: what the page before it had not got answered.
export function resumeOutbox(): void {
  for (const reply of stored()) {
    if (reply.login === welcome.value?.login && !outbox.value.has(reply.interactionId)) void deliver(reply);
  }
}

async function deliver(outgoing: Outgoing): Promise<void> {
  const { interactionId, content, requestId } = outgoing;
  mark(interactionId, 'sending');
  const version = await beginSending(interactionId, content, requestId);
  const draftVersion = outgoing.draftVersion ?? version;
  store(stored().map((other) => (other.requestId === requestId ? { ...outgoing, draftVersion } : other)));
  const answer = await untilAnswered(outgoing, draftVersion);
  store(stored().filter((other) => other.requestId !== requestId));
  mark(interactionId, undefined);
  if (answer.code === 'ANSWER_OK') await accepted(outgoing, answer);
  else refused(outgoing, answer);
}

async function untilAnswered({ interactionId, content, quoteIntroduction, requestId }: Outgoing, version: number): Promise<DeskAnswer> {
  const { text, details } = content;
  const { to, cc, answers, seen } = details;
  const sendReply = { interactionId, to, cc, text, answers, seen, quoteIntroduction, draftVersion: String(version) };
  for (let wait = first_retry_ms; ; wait = Math.min(longest_retry_ms, wait * 2)) {
    const answer = await ask({ sendReply }, 'for_ever', requestId);
    if (answer.code !== 'ANSWER_UNAVAILABLE') return answer;
    mark(interactionId, 'retrying');
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function accepted({ interactionId, thenFinish }: Outgoing, answer: DeskAnswer): Promise<void> {
  note(t('reply.accepted'));
  sent(interactionId, answer.draft);
  if (thenFinish) await finishMail(interactionId);
  else void openThread(interactionId);
}

// The text stays in the editor, with the reason beside it.
function refused({ interactionId, thenFinish }: Outgoing, answer: DeskAnswer): void {
  sendingRefused(interactionId, answer.draft);
  if (answer.reason === 'newer_message') {
    void openThread(interactionId);
    overtaken.value = { interactionId, thenFinish };
  } else if (answer.reason !== 'draft_changed' && (!answer.draft || shown.value?.interaction.id !== interactionId)) {
    // Else it stands beside the text.
    error(t('reply.refused', { reason: reasonOf(answer) }));
  }
}

function mark(interactionId: string, state: Sending | undefined): void {
  const next = new Map(outbox.value);
  if (state) next.set(interactionId, state);
  else next.delete(interactionId);
  outbox.value = next;
}

function stored(): Outgoing[] {
  return JSON.parse(sessionStorage.getItem(storage) ?? '[]') as Outgoing[];
}

// A browser without room keeps it in this page, and at the desk as soon as that has it.
function store(replies: readonly Outgoing[]): void {
  try {
    sessionStorage.setItem(storage, JSON.stringify(replies));
  } catch {
    sessionStorage.removeItem(storage);
  }
}
