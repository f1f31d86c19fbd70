// What takes something away from somebody is said in full before it is done.
import type { ComponentChildren } from 'preact';
import { contactOf, queueTitle } from '../agent/item_texts';
import { channelOf, channels } from '../channels';
import { say } from '../channels/say';
import { Dialog } from '../parts/dialog';
import { Refused } from '../parts/refused';
import type { SupervisorRequest } from '../protocol/requests';
import { useAttempt } from '../state/attempt';
import { deedRefused, type AgentDeed, type Deed, type WorkDeed } from '../state/deeds';
import { agents } from '../state/desk';
import { note } from '../state/toasts';
import { plural, t } from '../texts/language';
import { nameOf } from './why_texts';

interface Props {
  readonly kind: Extract<Deed['kind'], 'take_back' | 'end_session' | 'redistribute'>;
  readonly about: string;
  readonly title: string;
  readonly request: SupervisorRequest;
  readonly done: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

function Confirm({ kind, about, title, request, done, onClose, children }: Props) {
  const attempt = useAttempt(about, (answer) => deedRefused(kind, answer));
  const go = async () => {
    if (!(await attempt.run(request))) return;
    note(done);
    onClose();
  };
  return (
    <Dialog id="confirm-dialog" title={title} onClose={onClose}>
      {children}
      <Refused text={attempt.refused && deedRefused(kind, attempt.refused)} />
      <div class="buttons">
        <button type="button" class="danger" disabled={attempt.waiting} onClick={() => void go()}>
          {t(`deed.yes.${kind}`)}
        </button>
        <button type="button" class="plain" autofocus onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
    </Dialog>
  );
}

export function ConfirmTakeBackDialog({ about, onClose }: { about: WorkDeed; onClose: () => void }) {
  const { interaction, agent } = about;
  const contact = contactOf(interaction);
  const values = { name: nameOf(agent), queue: queueTitle(interaction.queue) };
  return (
    <Confirm kind="take_back" about={interaction.id} title={t('deed.title.take_back', { contact })} request={{ takeBack: { interactionId: interaction.id } }} done={t('deed.done.take_back', { contact, queue: values.queue })} onClose={onClose}>
      <p>{say(channelOf(interaction), 'take_back_help', values)}</p>
    </Confirm>
  );
}

export function ConfirmAgentDialog({ about, onClose }: { about: AgentDeed; onClose: () => void }) {
  const { kind, agent, name } = about;
  const state = agents.value.get(agent);
  const work = state?.work ?? [];
  // Of one who has signed off, acd gives away what is still in hand, too.
  const away = state?.presence === 'PRESENCE_OFFLINE';
  const parked = work.filter(({ state }) => state === 'WORK_STATE_PARKED').length;
  const request = kind === 'end_session' ? { endSession: { agent } } : { redistribute: { agent } };
  return (
    <Confirm kind={kind} about={`agent ${agent}`} title={t(`deed.title.${kind}`, { name })} request={request} done={t(`deed.done.${kind}`, { name })} onClose={onClose}>
      {kind === 'redistribute' ? (
        <p>
          {plural('deed.redistribute_parked', parked)} {t(away ? 'deed.redistribute_away' : 'deed.redistribute_help', { name })}
        </p>
      ) : (
        <ul class="consequences">
          {channels().map((channel) => (
            <li key={channel.name}>{say(channel, 'end_session')}</li>
          ))}
          <li>{t('deed.end_parked')}</li>
        </ul>
      )}
    </Confirm>
  );
}
