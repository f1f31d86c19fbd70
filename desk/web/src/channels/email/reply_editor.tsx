// Writes the reply, to the people it names. What is typed is kept as a draft; while a reply is on its way it cannot be changed.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { fullMoment } from '../../format/time';
import type { Shortcut } from '../../keyboard/shortcuts';
import type { MailAddress, MailMessage } from '../../protocol/messages';
import { welcome } from '../../state/desk';
import { language } from '../../texts/language';
import { DraftNotices } from './draft_notices';
import { answering as answeringOf } from './mail/answering';
import { nameOf, namesOf } from './mail/names';
import { NewerDialog } from './newer_dialog';
import { Recipients, useTyping, withTyped } from './recipients';
import { draftOf, draftState, isTooLong, openDraft, writeDetails, writeText } from './state/drafts';
import { outbox, overtaken, sendReply } from './state/outbox';
import { threadOf } from './state/threads';
import { t } from './texts';

const reply_id = 'reply';
const send_id = 'reply-send';

export const shortcuts: readonly Shortcut[] = [
  { chord: 'r', text: () => t('help.reply'), run: () => document.getElementById(reply_id)?.focus() },
  { chord: 'mod+Enter', text: () => t('help.send'), run: () => document.getElementById(send_id)?.click() },
];

export function ReplyEditor({ interactionId }: { interactionId: string }) {
  const typing = useTyping();
  // Wanted although a newer mail may have come: with or without finishing.
  const asking = useSignal<'send' | 'send_finish' | undefined>(undefined);
  const view = draftOf(interactionId);
  const { content } = view;
  const { details } = content;
  const { thread } = threadOf(interactionId);
  const answering = answeringOf(thread, details);
  const { message, newer } = answering;
  const seen = thread?.answers ?? '';
  useEffect(() => void openDraft(interactionId), [interactionId]);

  // mcan knew of a newer mail than this page.
  useEffect(() => {
    if (overtaken.value?.interactionId !== interactionId || newer.length === 0) return;
    asking.value = overtaken.value.thenFinish ? 'send_finish' : 'send';
    overtaken.value = undefined;
  }, [overtaken.value, newer.length]);

  const people = withTyped(answering, typing);
  const most = welcome.value?.limits.replyRecipients ?? 0;
  const count = people ? people.to.length + people.cc.length : 0;
  const locked = outbox.value.has(interactionId) || view.sending;
  const unable = locked || view.other !== undefined || content.text.trim() === '' || isTooLong(content) || !people || people.to.length === 0 || (most > 0 && count > most);

  const send = (thenFinish: boolean, seenNow: string) => {
    if (unable) return;
    const anchor = { answers: message?.id ?? '', seen: seenNow };
    typing.to.value = typing.cc.value = '';
    const full = { ...details, ...anchor, recipientsChosen: true, to: [...people.to], cc: [...people.cc] };
    sendReply({ interactionId, content: { text: content.text, details: full }, quoteIntroduction: !details.withoutQuote && message ? quoteIntro(message) : '' }, thenFinish);
  };
  const sendOrAsk = (thenFinish: boolean) => {
    if (unable) return;
    if (newer.length > 0) asking.value = thenFinish ? 'send_finish' : 'send';
    else send(thenFinish, details.seen || seen);
  };
  return (
    <section class="reply" aria-label={t('reply.label')}>
      <label class="reply-label" for={reply_id}>
        {answering.to.length > 0 ? t('reply.to', { name: shortly(answering.to) }) : t('reply.label')}
      </label>
      <Recipients interactionId={interactionId} details={details} answering={answering} typing={typing} locked={locked} />
      <DraftNotices interactionId={interactionId} newer={newer} />
      <textarea id={reply_id} rows={6} placeholder={t('reply.placeholder')} value={content.text} readOnly={locked} aria-busy={!view.loaded} onInput={(event) => writeText(interactionId, event.currentTarget.value, { answers: thread?.answers ?? '', seen })} />
      {!details.withoutQuote && message && <p class="quote">{quoteIntro(message)}</p>}
      <div class="reply-bar">
        <button id={send_id} type="button" class="primary" disabled={unable} onClick={() => sendOrAsk(false)}>
          {t(locked ? 'reply.sending' : 'reply.send')}
        </button>
        <button type="button" class="plain" disabled={unable} onClick={() => sendOrAsk(true)}>
          {t('reply.send_finish')}
        </button>
        <label class="tick">
          <input type="checkbox" checked={!details.withoutQuote} disabled={!message || locked} onChange={() => writeDetails(interactionId, { withoutQuote: !details.withoutQuote })} />
          {t('reply.quote')}
        </label>
        <DraftNote interactionId={interactionId} />
      </div>
      {asking.value && (
        <NewerDialog
          newer={newer}
          onBack={() => (asking.value = undefined)}
          onSend={() => {
            const thenFinish = asking.value === 'send_finish';
            asking.value = undefined;
            send(thenFinish, seen);
          }}
        />
      )}
    </section>
  );
}

function DraftNote({ interactionId }: { interactionId: string }) {
  const state = draftState(interactionId);
  const sending = outbox.value.get(interactionId);
  if (sending === 'retrying') return <span class="draft-note" role="status">{t('reply.retrying')}</span>;
  if (!sending && draftOf(interactionId).sending) return <span class="draft-note" role="status">{t('draft.other_sending')}</span>;
  if (sending || state === 'none' || state === 'loading') return null;
  return <span class={`draft-note ${state}`}>{t(`draft.${state}`)}</span>;
}

function quoteIntro(original: MailMessage): string {
  const date = fullMoment(original.dateUs, language.value);
  return t('reply.quote_intro', { date, name: nameOf(original.from) }).replace(/[\r\n]+/g, ' ');
}

// "Carmen Ruiz, Luis Vega and 3 more".
function shortly(people: readonly MailAddress[]): string {
  const more = people.length - 2;
  const names = namesOf(people.slice(0, 2));
  return more > 0 ? t('reply.and_more', { names, count: more }) : names;
}
