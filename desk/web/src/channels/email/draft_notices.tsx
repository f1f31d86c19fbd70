// What the writer must know before the reply is sent: what another window did to it, what was found, what came meanwhile,
// why it was not taken. Nothing is thrown away before the person has chosen.
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { moment } from '../../format/time';
import type { DraftDetails, MailMessage } from '../../protocol/messages';
import { now_us } from '../../state/clock';
import { welcome } from '../../state/desk';
import { reasonOfWord } from '../../state/toasts';
import { language } from '../../texts/language';
import { nameOf } from './mail/names';
import { refusedReply, unreached, wordsOf, writtenText } from './mail/refused_reply';
import { draftOf, isTooLong, keepOurs, leftOf, settleLeft, takeTheirs, writeDetails, writeText } from './state/drafts';
import { threadOf } from './state/threads';
import { t } from './texts';

export function DraftNotices({ interactionId, newer }: { interactionId: string; newer: readonly MailMessage[] }) {
  return (
    <div class="draft-notices">
      <RefusedReply interactionId={interactionId} />
      <Other interactionId={interactionId} />
      <Left interactionId={interactionId} />
      <Newer interactionId={interactionId} newer={newer} />
      <TooLong interactionId={interactionId} />
      <Problem interactionId={interactionId} />
    </div>
  );
}

// The mail server did not take the last reply. Work that came back because of it has the reply in the editor; while it is still in
// hand it is put there when the person wants it.
function RefusedReply({ interactionId }: { interactionId: string }) {
  const { thread } = threadOf(interactionId);
  const view = draftOf(interactionId);
  const reply = refusedReply(thread);
  const isEmpty = view.loaded && !view.sending && view.content.text === '' && !view.content.details.recipientsChosen;
  const take = (refused: MailMessage) => {
    const seen = thread?.answers ?? '';
    writeText(interactionId, writtenText(refused), { answers: seen, seen });
    writeDetails(interactionId, { recipientsChosen: true, to: unreached(refused, refused.to), cc: unreached(refused, refused.cc) });
  };
  const comesBack = isEmpty && view.version === 0;
  useEffect(() => {
    if (reply && comesBack) take(reply);
  }, [reply?.id, comesBack]);
  if (!reply) return <Notice />;
  const text = t('reply.not_taken', { time: moment(reply.dateUs, now_us.value, language.value), words: wordsOf(reply) });
  return (
    <Notice text={text}>
      {isEmpty && (
        <button type="button" class="plain small" onClick={() => take(reply)}>
          {t('reply.not_taken_edit')}
        </button>
      )}
    </Notice>
  );
}

// Another window of the same person has written, or sent.
function Other({ interactionId }: { interactionId: string }) {
  const { other } = draftOf(interactionId);
  if (!other) return <Notice />;
  const time = moment(other.savedAtUs, now_us.value, language.value);
  const sent = other.state === 'DRAFT_SENT';
  if (other.state === 'DRAFT_SENDING') return <Notice text={t('draft.other_sending')} />;
  return (
    <Notice text={t(sent ? 'draft.other_sent' : 'draft.other_written', { time })} quote={other.text}>
      <button type="button" class="plain small" onClick={() => keepOurs(interactionId)}>
        {t(sent ? 'draft.keep_as_new' : 'draft.keep_ours')}
      </button>
      <button type="button" class="plain small" onClick={() => takeTheirs(interactionId)}>
        {t(sent ? 'draft.throw_away' : 'draft.take_theirs')}
      </button>
    </Notice>
  );
}

// Written in a window that is gone, and never saved. What was sent is not offered again.
function Left({ interactionId }: { interactionId: string }) {
  const left = leftOf(interactionId);
  const { thread } = threadOf(interactionId);
  const wasSent = left !== undefined && thread?.messages.some((message) => !message.incoming && message.text.startsWith(left.content.text.trimEnd())) === true;
  useEffect(() => {
    if (wasSent) settleLeft(interactionId, false);
  }, [wasSent]);
  if (!left || !thread || wasSent) return <Notice />;
  return (
    <Notice text={t('draft.left')} quote={left.content.text}>
      <button type="button" class="plain small" onClick={() => settleLeft(interactionId, true)}>
        {t('draft.left_take')}
      </button>
      <button type="button" class="plain small" onClick={() => settleLeft(interactionId, false)}>
        {t('draft.throw_away')}
      </button>
    </Notice>
  );
}

function Newer({ interactionId, newer }: { interactionId: string; newer: readonly MailMessage[] }) {
  const last = newer[newer.length - 1];
  const { content } = draftOf(interactionId);
  if (!last || content.text.trim() === '') return <Notice />;
  const text = t('reply.newer', { name: nameOf(last.from), time: moment(last.dateUs, now_us.value, language.value) });
  return (
    <Notice text={text}>
      <button type="button" class="plain small" onClick={() => document.getElementById(`message-${last.id}`)?.scrollIntoView({ block: 'nearest' })}>
        {t('reply.newer_read')}
      </button>
      <button type="button" class="plain small" onClick={() => writeDetails(interactionId, answer(last, threadOf(interactionId).thread?.answers ?? last.id))}>
        {t('reply.newer_answer')}
      </button>
      <button type="button" class="plain small" onClick={() => writeDetails(interactionId, { seen: threadOf(interactionId).thread?.answers ?? '' })}>
        {t('reply.newer_seen')}
      </button>
    </Notice>
  );
}

// The reply is to this message from now on, and goes to whom that one says.
export function answer(message: MailMessage, seen: string): Partial<DraftDetails> {
  return { answers: message.id, seen, recipientsChosen: false, to: [], cc: [] };
}

function TooLong({ interactionId }: { interactionId: string }) {
  const { content } = draftOf(interactionId);
  if (!isTooLong(content)) return <Notice />;
  const most = welcome.value?.limits.replyCharacters ?? 0;
  const number = (value: number) => new Intl.NumberFormat(language.value).format(value);
  return <Notice text={t('reply.too_long', { most: number(most), over: number(content.text.length - most) })} />;
}

function Problem({ interactionId }: { interactionId: string }) {
  const { problem } = draftOf(interactionId);
  if (problem === '' || problem === 'newer_message') return <Notice />;
  return <Notice text={t('reply.refused', { reason: reasonOfWord(problem, 'ANSWER_REFUSED') })} />;
}

interface NoticeProps {
  readonly text?: string;
  readonly quote?: string;
  readonly children?: ComponentChildren;
}

// The region stands there from the start, or screen readers would not watch it.
function Notice({ text = '', quote = '', children }: NoticeProps) {
  return (
    <div class={text === '' ? 'draft-notice none' : 'draft-notice'} role="status">
      {text !== '' && <p>{text}</p>}
      {quote !== '' && (
        <details>
          <summary>{t('draft.show')}</summary>
          <pre>{quote}</pre>
        </details>
      )}
      {text !== '' && children && <div class="buttons">{children}</div>}
    </div>
  );
}
