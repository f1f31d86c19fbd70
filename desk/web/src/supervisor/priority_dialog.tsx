// Priority is waiting time that is added: minutes to the supervisor, seconds to acd.
import { useSignal } from '@preact/signals';
import { contactOf } from '../agent/item_texts';
import { Dialog } from '../parts/dialog';
import { DialogButtons } from '../parts/dialog_buttons';
import { Refused } from '../parts/refused';
import { useAttempt } from '../state/attempt';
import { deedRefused, type WorkDeed } from '../state/deeds';
import { note } from '../state/toasts';
import { plural, t } from '../texts/language';

const widest_minutes = 1440;
const quick = [0, 10, 30, 60] as const;

export function PriorityDialog({ about, onClose }: { about: WorkDeed; onClose: () => void }) {
  const { interaction } = about;
  const contact = contactOf(interaction);
  const typed = useSignal(String(Math.round(interaction.prioritySeconds / 60)));
  const attempt = useAttempt(interaction.id, (answer) => deedRefused('priority', answer));
  const minutes = minutesIn(typed.value);

  const send = async (event: Event) => {
    event.preventDefault();
    if (minutes === undefined || attempt.waiting) return;
    if (!(await attempt.run({ reprioritise: { interactionId: interaction.id, prioritySeconds: minutes * 60 } }))) return;
    note(t('deed.done.priority', { contact }));
    onClose();
  };
  return (
    <Dialog id="priority-dialog" title={t('deed.title.priority', { contact })} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <label class="field">
          {t('deed.minutes')}
          <input id="priority-minutes" type="number" autofocus inputMode="numeric" step={1} min={-widest_minutes} max={widest_minutes} aria-describedby="priority-meaning" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
        </label>
        <div class="chips quick" role="group" aria-label={t('deed.quick')}>
          {quick.map((value) => (
            <button key={value} type="button" class={minutes === value ? 'chip on' : 'chip'} aria-pressed={minutes === value} onClick={() => (typed.value = String(value))}>
              {value === 0 ? t('deed.none') : `+${value}`}
            </button>
          ))}
        </div>
        <p id="priority-meaning" class={minutes === undefined ? 'refused' : 'meaning'} role="status">
          {meaning(minutes)}
        </p>
        <Refused text={attempt.refused && deedRefused('priority', attempt.refused)} />
        <DialogButtons yes={t('deed.priority_button')} disabled={minutes === undefined || attempt.waiting} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function minutesIn(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && Math.abs(value) <= widest_minutes ? value : undefined;
}

function meaning(minutes: number | undefined): string {
  if (minutes === undefined) return t('deed.minutes_problem', { most: widest_minutes });
  if (minutes === 0) return t('deed.priority_none');
  return plural(minutes > 0 ? 'deed.priority_more' : 'deed.priority_less', Math.abs(minutes));
}
