// A mail: the conversation, the reply below it, beside them how it ended. One that is parked, or that a colleague asks
// about, is only read.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ConsultLine } from '../../agent/consult_line';
import { Dispositions } from '../../agent/dispositions';
import { Facts } from '../../agent/facts';
import { contactOf, subjectOf } from '../../agent/item_texts';
import { ParkedNotice } from '../../agent/take_back';
import { WorkActions } from '../../agent/work_actions';
import { Age } from '../../parts/age';
import { ChannelMark } from '../../parts/channel_mark';
import type { WorkItem } from '../../protocol/messages';
import { busy } from '../../state/commands';
import { connections } from '../../state/link';
import { isReading } from '../../state/work_order';
import { finishMail } from './commands';
import { Conversation } from './conversation';
import { answer } from './draft_notices';
import { ReplyEditor } from './reply_editor';
import { draftOf, unsentText, writeDetails } from './state/drafts';
import { outbox } from './state/outbox';
import { openThread } from './state/threads';
import { t } from './texts';
import { UnsentDialog } from './unsent_dialog';

export function MailPanel({ item }: { item: WorkItem }) {
  const { interaction } = item;
  const asking = useSignal(false);
  // Again after every reconnection, and when the customer wrote again.
  const facts = JSON.stringify(interaction);
  useEffect(() => void openThread(interaction.id), [facts, connections.value]);

  const unsent = unsentText(interaction.id) !== '';
  const reading = isReading(item);
  const waiting = busy.value.has(interaction.id) || outbox.value.has(interaction.id);
  return (
    <article class={reading ? 'panel mail reading' : 'panel mail'} aria-labelledby="panel-title">
      <div class="mail-head">
        <p class="panel-kind">
          <ChannelMark interaction={interaction} silent />
          {contactOf(interaction)}
          <span class="panel-clock">
            <Age since_us={item.sinceUs} />
          </span>
        </p>
        <h2 id="panel-title">{subjectOf(interaction)}</h2>
        {item.state === 'WORK_STATE_HELD' && item.consultedAgent === '' && <p class="notice">{t('mail.paused')}</p>}
        <ParkedNotice item={item} />
        <ConsultLine item={item} />
      </div>
      <div class="mail-conversation" tabIndex={-1}>
        <Conversation interactionId={interaction.id} onAnswer={reading ? undefined : (message) => writeDetails(interaction.id, answer(message, draftOf(interaction.id).content.details.seen))} />
      </div>
      {!reading && <ReplyEditor key={interaction.id} interactionId={interaction.id} />}
      <aside class="mail-side" aria-label={t('fact.details')}>
        <Facts interaction={interaction} />
        {!reading && <Dispositions interactionId={interaction.id} />}
        {!reading && (
          <div class="buttons">
            <button id="finish" type="button" class="plain" disabled={waiting} onClick={() => (unsent ? (asking.value = true) : void finishMail(interaction.id))}>
              {t('finish.finish')}
            </button>
            {item.consultedAgent === '' && <WorkActions item={item} />}
          </div>
        )}
      </aside>
      {asking.value && <UnsentDialog name={contactOf(interaction)} onBack={() => (asking.value = false)} onFinish={() => void finishMail(interaction.id)} />}
    </article>
  );
}
