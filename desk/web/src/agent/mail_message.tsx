// One message of a conversation: who, when, its content and attachments. Folded to one line unless opened.
import { useSignal } from '@preact/signals';
import { fileSize } from '../format/number';
import { fullMoment, machineMoment, moment } from '../format/time';
import { namesOf, nameOf } from '../mail/names';
import { partAddress } from '../mail/sanitise';
import { Icon } from '../parts/icon';
import type { MailMessage } from '../protocol/messages';
import { now_us } from '../state/clock';
import { language, plural, t } from '../texts/language';
import { MailFrame } from './mail_frame';

export function Message({ message, newest }: { message: MailMessage; newest: boolean }) {
  const toggled = useSignal<boolean | undefined>(undefined);
  const open = toggled.value ?? newest;
  const content = `message-${message.id}`;
  return (
    <li class={`message ${message.incoming ? 'incoming' : 'outgoing'} ${open ? 'open' : ''}`}>
      <h3>
        <button type="button" class="message-head" aria-expanded={open} aria-controls={content} onClick={() => (toggled.value = !open)}>
          <span class="message-from">{message.incoming ? nameOf(message.from) : message.agent || t('mail.you')}</span>
          {!open && <span class="message-start">{message.text.slice(0, 160)}</span>}
          {!message.incoming && <Status message={message} />}
          {message.attachments.length > 0 && !open && <Icon name="clip" />}
          <time dateTime={machineMoment(message.dateUs)} title={fullMoment(message.dateUs, language.value)}>
            {moment(message.dateUs, now_us.value, language.value)}
          </time>
        </button>
      </h3>
      <div id={content} hidden={!open}>
        {open && <Content message={message} />}
      </div>
    </li>
  );
}

function Content({ message }: { message: MailMessage }) {
  return (
    <>
      <p class="message-people">
        {message.incoming && <span>{message.from.address}</span>}
        <span>{t('mail.to', { names: namesOf(message.to) })}</span>
        {message.cc.length > 0 && <span>{t('mail.cc', { names: namesOf(message.cc) })}</span>}
      </p>
      {message.html ? <MailFrame message={message} /> : <div class="message-text">{message.text}</div>}
      {message.truncated && <p class="hint">{t('mail.truncated')}</p>}
      <Attachments message={message} />
    </>
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
