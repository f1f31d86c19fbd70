// The mail conversations shown, each asked for when it is opened and again when something in it changes.
import { signal } from '@preact/signals';
import type { MailThread } from '../protocol/messages';
import { t } from '../texts/language';
import { lastReply } from './desk';
import { ask } from './link';
import { error, reasonOf } from './toasts';

export interface ThreadView {
  readonly loading: boolean;
  readonly thread: MailThread | undefined;
  // Why the last attempt failed; what was read before stays on the screen.
  readonly problem: string;
}

const views = signal<ReadonlyMap<string, ThreadView>>(new Map());
const most_kept = 20;

export function threadOf(interactionId: string): ThreadView {
  return views.value.get(interactionId) ?? { loading: true, thread: undefined, problem: '' };
}

export async function openThread(interactionId: string): Promise<void> {
  show(interactionId, { ...threadOf(interactionId), loading: true });
  const answer = await ask({ getThread: { interactionId } });
  const known = threadOf(interactionId).thread;
  const fine = answer.code === 'ANSWER_OK' && answer.thread !== undefined;
  show(interactionId, {
    loading: false,
    thread: fine ? answer.thread : known,
    problem: fine ? '' : reasonOf(answer),
  });
}

function show(interactionId: string, view: ThreadView): void {
  const next = new Map(views.peek());
  next.delete(interactionId);
  next.set(interactionId, view);
  const oldest = next.keys().next().value;
  if (next.size > most_kept && oldest !== undefined) next.delete(oldest);
  views.value = next;
}

// The status of a reply moves on while the conversation is open.
lastReply.subscribe((change) => {
  if (!change) return;
  if (change.status === 'REPLY_FAILED') error(t('mail.reply_failed', { detail: change.detail }));
  const view = views.peek().get(change.interactionId);
  if (!view?.thread) return;
  const known = view.thread.messages.some((message) => message.id === change.id);
  if (!known) {
    void openThread(change.interactionId);
    return;
  }
  const messages = view.thread.messages.map((message) =>
    message.id === change.id ? { ...message, status: change.status } : message,
  );
  show(change.interactionId, { ...view, thread: { ...view.thread, messages } });
});
