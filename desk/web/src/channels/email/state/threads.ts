// The mail conversations shown, each asked for when it is opened and again when something in it changes.
import { signal } from '@preact/signals';
import type { MailMessage, MailThread } from '../../../protocol/messages';
import { lastReply, system, threadChanged } from '../../../state/desk';
import { ask } from '../../../state/link';
import { error, reasonOf } from '../../../state/toasts';
import { t } from '../texts';

export interface ThreadView {
  readonly loading: boolean;
  readonly thread: MailThread | undefined;
  // Why the last attempt failed; what was read before stays on the screen.
  readonly problem: string;
}

const views = signal<ReadonlyMap<string, ThreadView>>(new Map());
const most_kept = 20;
// Asked for, and asked for again meanwhile: what is under way may be older than the news.
const asking = new Map<string, 'once' | 'again'>();

export function threadOf(interactionId: string): ThreadView {
  return views.value.get(interactionId) ?? { loading: true, thread: undefined, problem: '' };
}

export function messageOf(interactionId: string, messageId: string): MailMessage | undefined {
  return threadOf(interactionId).thread?.messages.find(({ id }) => id === messageId);
}

export async function openThread(interactionId: string): Promise<void> {
  if (asking.has(interactionId)) {
    asking.set(interactionId, 'again');
    return;
  }
  asking.set(interactionId, 'once');
  show(interactionId, { ...threadOf(interactionId), loading: true });
  const answer = await ask({ getThread: { interactionId } });
  const known = threadOf(interactionId).thread;
  const fine = answer.code === 'ANSWER_OK' && answer.thread !== undefined;
  show(interactionId, {
    loading: false,
    thread: fine ? answer.thread : known,
    problem: fine ? '' : reasonOf(answer),
  });
  const again = asking.get(interactionId) === 'again';
  asking.delete(interactionId);
  if (again) await openThread(interactionId);
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

// A mail came, or a reply went from another page: what is open is read anew.
threadChanged.subscribe((change) => {
  if (!change) return;
  for (const [interactionId, { thread }] of views.peek()) if (thread?.threadId === change.threadId) void openThread(interactionId);
});

// News that came while mcan or the broker was away were not told.
let mailServiceWasThere = true;
system.subscribe((now) => {
  const isThere = now !== undefined && now.broker && now.mcan;
  const isBack = isThere && !mailServiceWasThere;
  mailServiceWasThere = now === undefined || isThere;
  if (isBack) for (const [interactionId, { thread }] of views.peek()) if (thread) void openThread(interactionId);
});
