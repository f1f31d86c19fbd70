// Asks a colleague while the customer waits.
import { channelOf } from '../channels';
import { say } from '../channels/say';
import { Dialog } from '../parts/dialog';
import { DialogButtons } from '../parts/dialog_buttons';
import { matching, Picker, usePicking } from '../parts/picker';
import { Refused } from '../parts/refused';
import type { DeskAnswer, WorkItem } from '../protocol/messages';
import { useAttempt } from '../state/attempt';
import { useColleagues } from '../state/colleagues';
import { reasonOf } from '../state/toasts';
import { t } from '../texts/language';
import type { TextKey } from '../texts/text_key';
import { en } from '../texts/en';
import { absenceOf, colleagueChoices, colleagueOf, MoreColleagues } from './colleague_choices';
import { contactOf } from './item_texts';

export function ConsultDialog({ item, onClose }: { item: WorkItem; onClose: () => void }) {
  const { interaction } = item;
  const channel = channelOf(interaction);
  const picking = usePicking();
  const found = useColleagues(picking.search);
  const attempt = useAttempt(interaction.id, inWords);
  const groups = matching([{ title: t('transfer.colleagues'), choices: colleagueChoices(found, 'agent', interaction) }], picking.search);
  const target = picking.markedIn(groups);
  const colleague = colleagueOf(found, target?.key, 'agent');
  const absence = colleague && absenceOf(colleague, interaction);

  const send = async (event: Event) => {
    event.preventDefault();
    if (!target || absence || attempt.waiting) return;
    const agent = target.key.slice('agent '.length);
    if (await attempt.run({ startConsult: { interactionId: interaction.id, agent } })) onClose();
  };
  return (
    <Dialog id="consult-dialog" title={t('consult.title', { contact: contactOf(interaction) })} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <Picker id="consult-with" label={t('consult.find')} empty={t('consult.nobody')} groups={groups} picking={picking} />
        <MoreColleagues found={found} />
        <p class={absence ? 'notice' : 'only-read-out'} role="status">
          {colleague && absence && `${t(`away.${absence}`, { name: colleague.name })} ${t('consult.not_now')}`}
        </p>
        <p class="hint">{say(channel, 'consult_help')}</p>
        <Refused text={attempt.refused && inWords(attempt.refused)} />
        <DialogButtons yes={target ? t('consult.ask', { name: target.name }) : t('consult.button')} disabled={!target || absence !== undefined || attempt.waiting} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

// Some reasons are about the colleague here, not about who asks.
function inWords(answer: DeskAnswer): string {
  const key = `consult.reason.${answer.reason}`;
  return t('error.failed', { what: t('error.consult'), reason: key in en ? t(key as TextKey) : reasonOf(answer) });
}
