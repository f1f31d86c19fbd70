// The list of mails set aside that is open: asked for when it is opened, when what is looked for changes, and after each deed.
// Nobody is told of new ones while it is closed.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DeskAnswer, MailAside, MailShelf } from '../../../protocol/messages';
import type { MailAsideAction } from '../../../protocol/requests';
import { ask, connections } from '../../../state/link';
import { error, note, reasonOf } from '../../../state/toasts';
import { t } from '../texts';

export const shelves = ['MAIL_SHELF_AUTOMATIC', 'MAIL_SHELF_PARKED', 'MAIL_SHELF_UNREADABLE', 'MAIL_SHELF_DISCARDED'] as const;
const page_mails = 20;
const typing_ms = 300;

export const shelf = signal<MailShelf>('MAIL_SHELF_AUTOMATIC');
export const mailbox = signal('');
export const search = signal('');

export interface Listed {
  readonly mails: readonly MailAside[];
  readonly total: number;
  readonly next: string;
  readonly problem: string;
}
export const listed = signal<Listed | undefined>(undefined);
// The mail that is read.
export const reading = signal<MailAside | undefined>(undefined);

let latest = 0;

export function useMailsAside(): void {
  useEffect(() => {
    const timer = window.setTimeout(() => void load(), search.value === '' ? 0 : typing_ms);
    return () => window.clearTimeout(timer);
  }, [shelf.value, mailbox.value, search.value, connections.value]);
  useEffect(() => () => (listed.value = undefined), []);
}

// The first page, or the one behind what is shown.
export async function load(more = false): Promise<void> {
  const mine = (latest += 1);
  const before = more ? listed.value : undefined;
  const answer = await ask({
    getMailsAside: { shelf: shelf.value, mailbox: mailbox.value, search: search.value.trim(), after: before?.next ?? '', limit: page_mails },
  });
  // A later question has been asked meanwhile: its answer counts.
  if (mine !== latest) return;
  const page = answer.mailsAside;
  listed.value = page
    ? { mails: [...(before?.mails ?? []), ...page.mails], total: page.total, next: page.next, problem: '' }
    : { mails: before?.mails ?? [], total: before?.total ?? 0, next: before?.next ?? '', problem: reasonOf(answer) };
}

export async function change(mail: MailAside, action: MailAsideAction): Promise<boolean> {
  const answer: DeskAnswer = await ask({ changeMailAside: { mailId: mail.id, action } });
  if (answer.code !== 'ANSWER_OK') {
    error(t('aside.failed', { reason: reasonOf(answer) }));
    return false;
  }
  note(t(`aside.done.${action}`));
  await load();
  return true;
}
