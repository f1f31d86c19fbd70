// Mails that are nobody's work: what machines wrote, what the loop guard stopped, what could not be read. Looked through, read,
// and opened as work by a supervisor.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { count } from '../../format/number';
import { fullMoment, machineMoment, moment } from '../../format/time';
import { Dialog } from '../../parts/dialog';
import { Empty } from '../../parts/empty';
import type { MailAside, MailAsideContent, MailShelf } from '../../protocol/messages';
import { now_us } from '../../state/clock';
import { mailboxes } from '../../state/desk';
import { ask } from '../../state/link';
import { reasonOf } from '../../state/toasts';
import { language } from '../../texts/language';
import { nameOf } from './mail/names';
import { Message } from './mail_message';
import { change, listed, load, mailbox, reading, search, shelf, shelves, useMailsAside } from './state/mails_aside';
import { t } from './texts';

export function MailsAside() {
  const open = useSignal(false);
  return (
    <section class="card" aria-labelledby="aside-title">
      <div class="card-head">
        <h2 id="aside-title">{t('aside.title')}</h2>
        <button type="button" class="plain small" aria-expanded={open.value} aria-controls="aside-content" onClick={() => (open.value = !open.value)}>
          {t(open.value ? 'aside.hide' : 'aside.show')}
        </button>
      </div>
      <div id="aside-content" hidden={!open.value}>
        {open.value && <List />}
      </div>
      <Reading />
    </section>
  );
}

function List() {
  useMailsAside();
  const found = listed.value;
  return (
    <>
      <Choices />
      {!found && <p class="loading">{t('aside.loading')}</p>}
      {found && found.problem !== '' && (
        <p class="refused" role="alert">
          {t('aside.failed', { reason: found.problem })}
        </p>
      )}
      {found && found.problem === '' && found.mails.length === 0 && <Empty title={t('aside.none')} help={t(`aside.help.${shelf.value}`)} />}
      {found && found.mails.length > 0 && <Table mails={found.mails} />}
      {found && found.mails.length > 0 && (
        <p class="hint aside-foot" role="status">
          {t('aside.shown', { shown: count(found.mails.length, language.value), total: count(found.total, language.value) })}
          {found.next !== '' && (
            <button type="button" class="plain small" onClick={() => void load(true)}>
              {t('aside.more')}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Choices() {
  return (
    <div class="aside-choices">
      <label>
        {t('aside.shelf')}
        <select value={shelf.value} onChange={(event) => (shelf.value = event.currentTarget.value as MailShelf)}>
          {shelves.map((each) => (
            <option key={each} value={each}>
              {t(`aside.shelf.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('aside.mailbox')}
        <select value={mailbox.value} onChange={(event) => (mailbox.value = event.currentTarget.value)}>
          <option value="">{t('aside.all_mailboxes')}</option>
          {[...mailboxes.value.keys()].sort().map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('aside.search')}
        <input type="search" value={search.value} maxLength={200} onInput={(event) => (search.value = event.currentTarget.value)} />
      </label>
      <button type="button" class="plain small" onClick={() => void load()}>
        {t('aside.refresh')}
      </button>
    </div>
  );
}

function Table({ mails }: { mails: readonly MailAside[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-labelledby="aside-title">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('aside.from')}</th>
            <th scope="col">{t('aside.subject')}</th>
            <th scope="col">{t('aside.mailbox')}</th>
            <th scope="col">{t('aside.arrived')}</th>
            <th scope="col">{t('aside.why')}</th>
            <th scope="col">{t('sup.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <Row key={mail.id} mail={mail} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ mail }: { mail: MailAside }) {
  const subject = mail.subject || t('aside.no_subject');
  return (
    <tr>
      <th scope="row" title={mail.from.address}>
        {senderOf(mail)}
      </th>
      <td>
        <button type="button" class="as-text" onClick={() => (reading.value = mail)}>
          {subject}
        </button>
      </td>
      <td>{mail.mailbox}</td>
      <td>
        <time dateTime={machineMoment(mail.receivedAtUs)} title={fullMoment(mail.receivedAtUs, language.value)}>
          {moment(mail.receivedAtUs, now_us.value, language.value)}
        </time>
      </td>
      <td class="aside-why" title={mail.reason}>
        {why(mail)}
      </td>
      <td class="aside-actions">
        <Actions mail={mail} subject={subject} />
      </td>
    </tr>
  );
}

function Actions({ mail, subject, done }: { mail: MailAside; subject: string; done?: () => void }) {
  const busy = useSignal(false);
  const act = async (action: 'MAIL_ASIDE_OPEN' | 'MAIL_ASIDE_DISCARD' | 'MAIL_ASIDE_PARSE_AGAIN') => {
    busy.value = true;
    const good = await change(mail, action);
    busy.value = false;
    if (good) done?.();
  };
  if (mail.shelf === 'MAIL_SHELF_UNREADABLE') {
    return (
      <button type="button" class="plain small" disabled={busy.value} aria-label={t('aside.parse_of', { subject })} onClick={() => void act('MAIL_ASIDE_PARSE_AGAIN')}>
        {t('aside.parse')}
      </button>
    );
  }
  return (
    <>
      <button type="button" class="plain small" disabled={busy.value} aria-label={t('aside.open_of', { subject })} onClick={() => void act('MAIL_ASIDE_OPEN')}>
        {t('aside.open')}
      </button>
      {mail.shelf !== 'MAIL_SHELF_DISCARDED' && (
        <button type="button" class="plain small" disabled={busy.value} aria-label={t('aside.discard_of', { subject })} onClick={() => void act('MAIL_ASIDE_DISCARD')}>
          {t('aside.discard')}
        </button>
      )}
    </>
  );
}

function Reading() {
  const mail = reading.value;
  if (!mail) return null;
  const close = () => (reading.value = undefined);
  const subject = mail.subject || t('aside.no_subject');
  return (
    <Dialog id="aside-dialog" size="wide" title={subject} onClose={close}>
      <p class="hint">
        {senderOf(mail)} · {mail.mailbox} · {why(mail)}
        {mail.reason !== '' && ` (${mail.reason})`}
      </p>
      <Content key={mail.id} mail={mail} />
      <div class="buttons">
        <Actions mail={mail} subject={subject} done={close} />
        <button type="button" class="plain" autofocus onClick={close}>
          {t('app.close')}
        </button>
      </div>
    </Dialog>
  );
}

function Content({ mail }: { mail: MailAside }) {
  const told = useSignal<{ content?: MailAsideContent; problem: string } | undefined>(undefined);
  useEffect(() => {
    let closed = false;
    void ask({ getMailAside: { mailId: mail.id } }).then((answer) => {
      if (!closed) told.value = answer.mailAside ? { content: answer.mailAside, problem: '' } : { problem: reasonOf(answer) };
    });
    return () => {
      closed = true;
    };
  }, []);
  if (!told.value) return <p class="loading">{t('aside.loading')}</p>;
  if (!told.value.content) return <Empty title={t('aside.failed', { reason: told.value.problem })} />;
  const { message } = told.value.content;
  if (!message) return <Empty title={t('aside.unreadable')} help={mail.reason} />;
  return (
    <ol class="messages">
      <Message message={message} newest answered={false} onAnswer={undefined} />
    </ol>
  );
}

function senderOf(mail: MailAside): string {
  return nameOf(mail.from) || t('aside.no_sender');
}

function why(mail: MailAside): string {
  if (mail.shelf === 'MAIL_SHELF_PARKED' || mail.shelf === 'MAIL_SHELF_UNREADABLE') return t(`aside.why.${mail.shelf}`);
  const kinds = ['reply', 'generated', 'list', 'own', 'report', 'loop'] as const;
  const kind = kinds.find((each) => each === mail.kind);
  return kind ? t(`aside.kind.${kind}`) : mail.reason;
}
