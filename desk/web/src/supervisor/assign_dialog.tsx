// Gives work to an agent. When their capacity is used up acd refuses, and only a second yes gives it all the same.
import { useSignal } from '@preact/signals';
import { contactOf, queueTitle } from '../agent/item_texts';
import { channelOf } from '../channels';
import { say } from '../channels/say';
import { Dialog } from '../parts/dialog';
import { DialogButtons } from '../parts/dialog_buttons';
import { matching, Picker, usePicking, type Choosable } from '../parts/picker';
import { PresenceMark } from '../parts/presence_mark';
import { Refused } from '../parts/refused';
import type { AgentState } from '../protocol/messages';
import { useAttempt } from '../state/attempt';
import { deedRefused, type WorkDeed } from '../state/deeds';
import { agents } from '../state/desk';
import { note } from '../state/toasts';
import { t } from '../texts/language';
import { LoadBar } from './load_bar';
import { nameOf } from './why_texts';

export function AssignDialog({ about, onClose }: { about: WorkDeed; onClose: () => void }) {
  const { interaction } = about;
  const contact = contactOf(interaction);
  const picking = usePicking();
  const full = useSignal('');
  const attempt = useAttempt(interaction.id, (answer) => deedRefused('assign', answer));
  const [inQueue, others] = candidates(about);
  const groups = matching(
    [
      { title: t('deed.in_queue', { queue: queueTitle(interaction.queue) }), choices: inQueue.map(choosable) },
      { title: t('deed.other_agents'), choices: others.map(choosable) },
    ],
    picking.search,
  );
  const target = picking.markedIn(groups);

  const give = async (agent: string, more: { overCapacity?: true }) => {
    if (!(await attempt.run({ assign: { interactionId: interaction.id, agent, ...more } }))) return;
    note(t('deed.done.assign', { contact, name: nameOf(agent) }));
    onClose();
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (!target || attempt.waiting) return;
    full.value = target.key;
    void give(target.key, {});
  };
  const noCapacity = attempt.refused?.reason === 'no_capacity' && full.value !== '';
  if (noCapacity) return <OverCapacity login={full.value} contact={contact} waiting={attempt.waiting} onYes={() => void give(full.value, { overCapacity: true })} onNo={attempt.forget} onClose={onClose} />;
  return (
    <Dialog id="assign-dialog" title={t('deed.title.assign', { contact })} onClose={onClose}>
      <form onSubmit={send}>
        <Picker id="assign-to" label={t('deed.find_agent')} empty={t('deed.no_agent')} groups={groups} picking={picking} />
        <p class="hint">{say(channelOf(interaction), 'assign_help')}</p>
        <Refused text={attempt.refused && deedRefused('assign', attempt.refused)} />
        <DialogButtons yes={target ? t('deed.assign_to', { name: target.name }) : t('deed.assign_button')} disabled={!target || attempt.waiting} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

interface OverCapacityProps {
  readonly login: string;
  readonly contact: string;
  readonly waiting: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
  readonly onClose: () => void;
}

function OverCapacity({ login, contact, waiting, onYes, onNo, onClose }: OverCapacityProps) {
  const name = nameOf(login);
  const agent = agents.value.get(login);
  return (
    <Dialog id="over-capacity" title={t('deed.over_title', { name })} onClose={onClose}>
      <p>{t('deed.over', { name, contact })}</p>
      {agent && (
        <p class="over-load">
          <LoadBar load={agent.load} capacity={agent.capacity} />
        </p>
      )}
      <div class="buttons">
        <button type="button" class="danger" disabled={waiting} onClick={onYes}>
          {t('deed.over_yes')}
        </button>
        <button type="button" class="plain" autofocus onClick={onNo}>
          {t('deed.over_no')}
        </button>
      </div>
    </Dialog>
  );
}

// Who is signed in, but for who has it: those of its queue, then the others; the least loaded first.
function candidates({ interaction, agent }: WorkDeed): [AgentState[], AgentState[]] {
  const here = [...agents.value.values()].filter(({ login, presence }) => login !== agent && (presence === 'PRESENCE_AVAILABLE' || presence === 'PRESENCE_ON_BREAK'));
  here.sort((a, b) => Number(a.presence === 'PRESENCE_ON_BREAK') - Number(b.presence === 'PRESENCE_ON_BREAK') || share(a) - share(b) || a.name.localeCompare(b.name));
  return [here.filter(({ queues }) => queues.includes(interaction.queue)), here.filter(({ queues }) => !queues.includes(interaction.queue))];
}

function share({ load, capacity }: AgentState): number {
  return capacity > 0 ? load / capacity : 1;
}

function choosable({ login, name, presence, state, load, capacity }: AgentState): Choosable {
  return {
    key: login,
    name: name || login,
    words: login,
    face: (
      <>
        <PresenceMark presence={presence} state={state} />
        <LoadBar load={load} capacity={capacity} />
      </>
    ),
  };
}
