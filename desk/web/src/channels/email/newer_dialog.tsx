import { moment } from '../../format/time';
import { Dialog } from '../../parts/dialog';
import type { MailMessage } from '../../protocol/messages';
import { now_us } from '../../state/clock';
import { language } from '../../texts/language';
import { nameOf } from './mail/names';
import { t } from './texts';

interface Props {
  readonly newer: readonly MailMessage[];
  readonly onBack: () => void;
  readonly onSend: () => void;
}

// Asked before a reply is sent whose writer has not seen the customer's last mail.
export function NewerDialog({ newer, onBack, onSend }: Props) {
  return (
    <Dialog id="newer" title={t('reply.newer_title')} onClose={onBack}>
      <p>{t('reply.newer_question')}</p>
      <ul class="newer">
        {newer.map((message) => (
          <li key={message.id}>
            <strong>{nameOf(message.from)}</strong> <span class="hint">{moment(message.dateUs, now_us.value, language.value)}</span>
            <p class="newer-text">{message.text.slice(0, 600)}</p>
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button type="button" class="primary" onClick={onBack}>
          {t('finish.back')}
        </button>
        <button type="button" class="danger" onClick={onSend}>
          {t('reply.newer_send')}
        </button>
      </div>
    </Dialog>
  );
}
