// One message of a conversation: who, when, its content and attachments. Folded to one line unless opened.
import { useSignal } from '@preact/signals';
import { fileSize } from '../../format/number';
import { fullMoment, machineMoment, moment } from '../../format/time';
import { Icon } from '../../parts/icon';
import type { MailMessage } from '../../protocol/messages';
import { now_us } from '../../state/clock';
import { language } from '../../texts/language';
import { inFull } from './mail/addresses';
import { nameOf } from './mail/names';
import { partAddress } from './mail/sanitise';
import { MailFrame } from './mail_frame';
import { plural, t } from './texts';

interface Props {
  readonly message: MailMessage;
  readonly newest: boolean;
  // The reply being written answers it.
  readonly answered: boolean;
  readonly onAnswer: ((message: MailMessage) => void) | undefined;
}

export function Message({ message, newest, answered, onAnswer }: Props) {
  // What is open stays open when the next message comes: somebody may be reading it.
  const unfolded = useSignal(newest);
  const open = unfolded.value;
  const content = `message-${message.id}`;
  return (
    <li class={`message ${message.incoming ? 'incoming' : 'outgoing'} ${open ? 'open' : ''}`}>
      <h3>
        <button type="button" class="message-head" aria-expanded={open} aria-controls={content} onClick={() => (unfolded.value = !open)}>
          <span class="message-from">{message.incoming ? nameOf(message.from) || t('mail.no_sender') : message.agent || t('mail.you')}</span>
          {!open && <span class="message-start">{message.text.slice(0, 160)}</span>}
          {!message.incoming && <Status message={message} />}
          {(message.kind === 'MAIL_KIND_AUTOMATIC' || message.kind === 'MAIL_KIND_DELIVERY_REPORT') && (
            <span class="reply-status">{t(`mail.kind.${message.kind}`)}</span>
          )}
          {message.attachments.length > 0 && !open && <Icon name="clip" />}
          <time dateTime={machineMoment(message.dateUs)} title={fullMoment(message.dateUs, language.value)}>
            {moment(message.dateUs, now_us.value, language.value)}
          </time>
        </button>
      </h3>
      <div id={content} hidden={!open}>
        {open && <Content message={message} />}
        {open && message.incoming && onAnswer && !answered && (
          <button type="button" class="plain small answer" onClick={() => onAnswer(message)}>
            {t('reply.answer_this')}
          </button>
        )}
      </div>
    </li>
  );
}

function Content({ message }: { message: MailMessage }) {
  return (
    <>
      <p class="message-people">
        {message.incoming && <span>{message.from.address || t('mail.no_sender')}</span>}
        <span>{t('mail.to', { names: message.to.map(inFull).join(', ') })}</span>
        {message.cc.length > 0 && <span>{t('mail.cc', { names: message.cc.map(inFull).join(', ') })}</span>}
        {message.peopleLeftOut > 0 && <span>{plural('mail.people_left_out', message.peopleLeftOut)}</span>}
      </p>
      <Written message={message} />
      <Refusals message={message} />
      {message.html ? <MailFrame message={message} /> : <div class="message-text">{message.text}</div>}
      {message.truncated && <p class="hint">{t('mail.truncated')}</p>}
      <Attachments message={message} />
    </>
  );
}

// The date its sender wrote, when that is far from its arrival, or no date at all.
function Written({ message }: { message: MailMessage }) {
  const far_us = 3_600_000_000;
  if (!message.incoming || message.writtenDate === '' || Math.abs(message.writtenAtUs - message.dateUs) < far_us) return null;
  return <p class="hint">{t('mail.written', { date: message.writtenDate })}</p>;
}

// Whom a reply did not reach, with the words of their mail server.
function Refusals({ message }: { message: MailMessage }) {
  const refused = message.recipients.filter((each) => each.status === 'REPLY_FAILED' || each.status === 'REPLY_DEFERRED');
  if (refused.length === 0) return null;
  return (
    <ul class="refusals">
      {refused.map((each) => (
        <li key={each.address}>{t(each.status === 'REPLY_FAILED' ? 'mail.recipient.REPLY_FAILED' : 'mail.recipient.REPLY_DEFERRED', { address: each.address, words: each.detail })}</li>
      ))}
    </ul>
  );
}

function Status({ message }: { message: MailMessage }) {
  if (message.status === 'REPLY_STATUS_UNSPECIFIED') return null;
  return <span class={`reply-status ${message.status}`}>{t(`mail.status.${message.status}`)}</span>;
}

function Attachments({ message }: { message: MailMessage }) {
  const { attachments } = message;
  if (attachments.length === 0) return null;
  return (
    <div class="attachments">
      <h4>{plural('mail.attachments', attachments.length)}</h4>
      <ul>
        {attachments.map((part) => {
          const name = part.fileName || t('mail.attachment_unnamed', { index: part.index });
          return (
            <li key={part.index}>
              <a href={partAddress(message.id, part.index)} download={name}>
                <Icon name="clip" />
                <span class="only-read-out">{t('mail.download')} </span>
                <span class="file-name">{name}</span>
                <span class="hint">{fileSize(part.sizeBytes, language.value)}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
