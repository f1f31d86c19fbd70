// Writes the reply. What is typed is kept as a draft; while the desk has not answered a reply, it cannot be changed.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fullMoment } from '../format/time';
import { lastIncoming, nameOf, replyTarget } from '../mail/names';
import { withQuote } from '../mail/quote';
import type { MailMessage } from '../protocol/messages';
import { draftOf, openDraft, writeDraft } from '../state/drafts';
import { outbox, sendReply } from '../state/outbox';
import { threadOf } from '../state/threads';
import { language, t } from '../texts/language';

export const reply_id = 'reply';
export const send_id = 'reply-send';

export function ReplyEditor({ interactionId }: { interactionId: string }) {
  const quote = useSignal(true);
  const draft = draftOf(interactionId);
  const sending = outbox.value.get(interactionId);
  const original = lastIncoming(threadOf(interactionId).thread?.messages ?? []);
  useEffect(() => void openDraft(interactionId), [interactionId]);

  const unable = sending !== undefined || draft.text.trim() === '';
  const send = (thenFinish: boolean) => {
    if (!unable) sendReply(interactionId, quote.value && original ? quoting(draft.text, original) : draft.text, thenFinish);
  };
  return (
    <section class="reply" aria-label={t('reply.label')}>
      <label class="reply-label" for={reply_id}>
        {original ? t('reply.to', { name: nameOf(replyTarget(original)) }) : t('reply.label')}
      </label>
      <textarea id={reply_id} rows={6} placeholder={t('reply.placeholder')} value={draft.text} readOnly={sending !== undefined} aria-busy={draft.state === 'loading'} onInput={(event) => writeDraft(interactionId, event.currentTarget.value)} />
      {quote.value && original && <p class="quote">{quoteIntro(original)}</p>}
      <div class="reply-bar">
        <button id={send_id} type="button" class="primary" disabled={unable} onClick={() => send(false)}>
          {t(sending ? 'reply.sending' : 'reply.send')}
        </button>
        <button type="button" class="plain" disabled={unable} onClick={() => send(true)}>
          {t('reply.send_finish')}
        </button>
        <label class="tick">
          <input type="checkbox" checked={quote.value} disabled={!original} onChange={() => (quote.value = !quote.value)} />
          {t('reply.quote')}
        </label>
        <DraftNote interactionId={interactionId} />
      </div>
    </section>
  );
}

function DraftNote({ interactionId }: { interactionId: string }) {
  const { state } = draftOf(interactionId);
  const sending = outbox.value.get(interactionId);
  if (sending === 'retrying') return <span class="draft-note" role="status">{t('reply.retrying')}</span>;
  if (sending || state === 'none' || state === 'loading') return null;
  return <span class="draft-note">{t(`draft.${state}`)}</span>;
}

function quoteIntro(original: MailMessage): string {
  const date = fullMoment(original.dateUs, language.value);
  return t('reply.quote_intro', { date, name: nameOf(original.from) });
}

function quoting(reply: string, original: MailMessage): string {
  return withQuote(reply, quoteIntro(original), original.text);
}
