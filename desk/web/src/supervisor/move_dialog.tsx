// Puts work into another queue.
import { contactOf, queueTitle } from '../agent/item_texts';
import { count } from '../format/number';
import { Dialog } from '../parts/dialog';
import { DialogButtons } from '../parts/dialog_buttons';
import { matching, Picker, usePicking } from '../parts/picker';
import { Refused } from '../parts/refused';
import type { QueueState } from '../protocol/messages';
import { useAttempt } from '../state/attempt';
import { deedRefused, type WorkDeed } from '../state/deeds';
import { queues, welcome } from '../state/desk';
import { note } from '../state/toasts';
import { language, t } from '../texts/language';

export function MoveDialog({ about, onClose }: { about: WorkDeed; onClose: () => void }) {
  const { interaction } = about;
  const contact = contactOf(interaction);
  const picking = usePicking();
  const attempt = useAttempt(interaction.id, (answer) => deedRefused('move', answer));
  const others = (welcome.value?.queues ?? []).filter(({ name }) => name !== interaction.queue);
  const choices = others.map(({ name }) => ({ key: name, name: queueTitle(name), words: name, face: <QueueMark state={queues.value.get(name)} /> }));
  const groups = matching([{ title: t('sup.queues'), choices }], picking.search);
  const target = picking.markedIn(groups);

  const move = async (event: Event) => {
    event.preventDefault();
    if (!target || attempt.waiting) return;
    if (!(await attempt.run({ move: { interactionId: interaction.id, queue: target.key } }))) return;
    note(t('deed.done.move', { contact, queue: target.name }));
    onClose();
  };
  return (
    <Dialog id="move-dialog" title={t('deed.title.move', { contact })} onClose={onClose}>
      <form onSubmit={(event) => void move(event)}>
        <Picker id="move-to" label={t('deed.find_queue')} empty={t('deed.no_queue')} groups={groups} picking={picking} />
        <p class="hint">{t('deed.move_help', { queue: queueTitle(interaction.queue) })}</p>
        <Refused text={attempt.refused && deedRefused('move', attempt.refused)} />
        <DialogButtons yes={target ? t('deed.move_to', { queue: target.name }) : t('deed.move_button')} disabled={!target || attempt.waiting} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function QueueMark({ state }: { state: QueueState | undefined }) {
  if (!state) return null;
  const [waiting, available] = [count(state.waiting, language.value), count(state.agentsAvailable, language.value)];
  return (
    <span class="presence-mark">
      {!state.open && <span class="badge">{t('sup.closed')}</span>} {t('deed.queue_state', { waiting, available })}
    </span>
  );
}
