// Are the mailboxes being fetched? One line each.
import { count } from '../../format/number';
import { duration } from '../../format/time';
import type { MailboxState } from '../../protocol/messages';
import { now_us } from '../../state/clock';
import { mailboxes } from '../../state/desk';
import { language } from '../../texts/language';
import { t } from './texts';

export function Mailboxes() {
  const rows = [...mailboxes.value.values()].sort((a, b) => a.mailbox.localeCompare(b.mailbox));
  if (rows.length === 0) return null;
  return (
    <section class="card" aria-labelledby="mailboxes-title">
      <div class="card-head">
        <h2 id="mailboxes-title">{t('mailboxes.title')}</h2>
      </div>
      <ul class="mailboxes">
        {rows.map((box) => (
          <li key={box.mailbox}>
            <span class={`lamp ${box.connected && box.problem === '' ? 'open' : 'waiting'}`}>
              <span class="lamp-dot" aria-hidden="true" />
              {box.mailbox}
            </span>
            <span class="hint">{box.problem ? t('mailboxes.problem', { problem: box.problem }) : lastFetch(box)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lastFetch(box: MailboxState): string {
  if (box.lastFetchAtUs === 0) return t('mailboxes.never');
  const time = duration(now_us.value - box.lastFetchAtUs, language.value);
  return t('mailboxes.fetched', { time, count: count(box.fetchedTotal, language.value) });
}
