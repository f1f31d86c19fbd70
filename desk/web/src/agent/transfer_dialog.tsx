// Gives work to another queue or to a colleague who is signed in.
import { channelOf } from '../channels';
import { say } from '../channels/say';
import { Dialog } from '../parts/dialog';
import { DialogButtons } from '../parts/dialog_buttons';
import { matching, Picker, usePicking } from '../parts/picker';
import { Refused } from '../parts/refused';
import type { WorkItem } from '../protocol/messages';
import { useAttempt } from '../state/attempt';
import { useColleagues } from '../state/colleagues';
import { welcome } from '../state/desk';
import { note, reasonOf } from '../state/toasts';
import { t, titleOf } from '../texts/language';
import { absenceOf, colleagueChoices, colleagueOf, MoreColleagues } from './colleague_choices';
import { contactOf } from './item_texts';

export function TransferDialog({ item, onClose }: { item: WorkItem; onClose: () => void }) {
  const { interaction } = item;
  const channel = channelOf(interaction);
  const picking = usePicking();
  const found = useColleagues(picking.search);
  const attempt = useAttempt(interaction.id, (answer) => t('error.failed', { what: t('error.transfer'), reason: reasonOf(answer) }));
  const queues = welcome.value?.queues ?? [];
  const groups = matching(
    [
      {
        title: t('transfer.queues'),
        choices: queues.map(({ name }) => ({
          key: `queue ${name}`,
          name: titleOf(queues, name),
          words: name,
          face: name === interaction.queue ? <span class="hint">{t('transfer.present_queue')}</span> : undefined,
        })),
      },
      { title: t('transfer.colleagues'), choices: colleagueChoices(found, 'agent', interaction) },
    ],
    picking.search,
  );
  const target = picking.markedIn(groups);
  const colleague = colleagueOf(found, target?.key, 'agent');
  const absence = colleague && absenceOf(colleague, interaction);
  // A customer on the line cannot wait for the end of a break.
  const waits = absence === 'on_break' && !channel.live;
  const barred = absence !== undefined && !waits;

  const send = async (event: Event) => {
    event.preventDefault();
    if (!target || barred || attempt.waiting) return;
    const [kind, name = ''] = splitOnce(target.key);
    const to = kind === 'queue' ? { queue: name } : { agent: name };
    if (!(await attempt.run({ transfer: { interactionId: interaction.id, ...to } }))) return;
    note(t('transfer.done', { contact: contactOf(interaction), name: target.name }));
    onClose();
  };
  const notice = channel.beforeTransfer?.(interaction.id);
  return (
    <Dialog id="transfer-dialog" title={t('transfer.title', { contact: contactOf(interaction) })} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        {notice !== undefined && <p class="notice">{notice}</p>}
        <Picker id="transfer-to" label={t('transfer.find')} empty={t('transfer.nobody')} groups={groups} picking={picking} />
        <MoreColleagues found={found} />
        <p class={absence ? 'notice' : 'only-read-out'} role="status">
          {colleague && absence && `${t(`away.${absence}`, { name: colleague.name })} ${t(waits ? 'transfer.waits' : 'transfer.not_now', { name: colleague.name })}`}
        </p>
        <p class="hint">{say(channel, 'transfer_help')}</p>
        <Refused text={attempt.refused && t('error.failed', { what: t('error.transfer'), reason: reasonOf(attempt.refused) })} />
        <DialogButtons yes={target ? t('transfer.to', { name: target.name }) : t('transfer.button')} disabled={!target || barred || attempt.waiting} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function splitOnce(key: string): [string, string] {
  const space = key.indexOf(' ');
  return [key.slice(0, space), key.slice(space + 1)];
}
