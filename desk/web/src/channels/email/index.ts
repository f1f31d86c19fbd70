import type { Channel } from '..';
import './mail.css';
import { MailPanel } from './mail_panel';
import { Mailboxes } from './mailboxes';
import { MailsAside } from './mails_aside';
import { shortcuts } from './reply_editor';
import { unsentText } from './state/drafts';
import { outbox, resumeOutbox } from './state/outbox';
import { t, texts } from './texts';

export const email: Channel = {
  name: 'CHANNEL_EMAIL',
  texts,
  icon: 'M3 5h14v10.5H3zM3 5.5l7 5.5 7-5.5',
  tones: [880, 660],
  live: false,
  byPhone: false,
  subjectOf: ({ subject }) => subject || t('work.no_subject'),
  Panel: MailPanel,
  shortcuts,
  isSending: (interactionId) => outbox.value.has(interactionId),
  beforeTransfer: (interactionId) => (unsentText(interactionId) === '' ? undefined : t('transfer.unsent')),
  connected: resumeOutbox,
  SupervisorBeside: Mailboxes,
  SupervisorBelow: MailsAside,
};
