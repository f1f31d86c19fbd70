// The messages of a mail's conversation, oldest first; the newest is open and in sight.
import { useEffect, useRef } from 'preact/hooks';
import { Empty } from '../../parts/empty';
import type { MailMessage } from '../../protocol/messages';
import { answering } from './mail/answering';
import { Message } from './mail_message';
import { draftOf } from './state/drafts';
import { openThread, threadOf } from './state/threads';
import { t } from './texts';

interface Props {
  readonly interactionId: string;
  // Undefined where nothing can be answered.
  readonly onAnswer: ((message: MailMessage) => void) | undefined;
}

export function Conversation({ interactionId, onAnswer }: Props) {
  const { thread, loading, problem } = threadOf(interactionId);
  const list = useRef<HTMLOListElement>(null);
  const count = thread?.messages.length ?? 0;
  const answered = answering(thread, draftOf(interactionId).content.details).message;
  useEffect(() => list.current?.lastElementChild?.scrollIntoView({ block: 'start' }), [interactionId, count]);

  if (problem && !thread) {
    return (
      <Empty title={t('mail.failed', { reason: problem })}>
        <button type="button" class="plain" onClick={() => void openThread(interactionId)}>
          {t('mail.retry')}
        </button>
      </Empty>
    );
  }
  if (!thread) return <p class="loading" role="status" aria-busy={loading}>{t('mail.loading')}</p>;
  if (count === 0) return <Empty title={t('mail.empty')} />;
  return (
    <ol class="conversation" ref={list} aria-label={t('mail.conversation')}>
      {thread.messages.map((message, index) => (
        <Message key={message.id} message={message} newest={index === count - 1} answered={onAnswer !== undefined && message === answered} onAnswer={onAnswer} />
      ))}
    </ol>
  );
}
