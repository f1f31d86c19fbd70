// Puts work aside until the customer answers or until a moment, by this browser's time zone.
import { useSignal } from '@preact/signals';
import { moment } from '../format/time';
import { Dialog } from '../parts/dialog';
import { DialogButtons } from '../parts/dialog_buttons';
import { Refused } from '../parts/refused';
import type { DeskAnswer, WorkItem } from '../protocol/messages';
import { useAttempt } from '../state/attempt';
import { now_us } from '../state/clock';
import { chosenTime, localValue, parkTimes, type ParkChoice } from '../state/park_times';
import { note, reasonOf } from '../state/toasts';
import { language, t } from '../texts/language';
import { contactOf } from './item_texts';

type Choice = 'answer' | ParkChoice | 'moment';

export function ParkDialog({ item, onClose }: { item: WorkItem; onClose: () => void }) {
  const { interaction } = item;
  const choice = useSignal<Choice>('answer');
  const typed = useSignal(localValue(new Date(now_us.peek() / 1000 + 2 * 86_400_000)));
  const attempt = useAttempt(interaction.id, inWords);
  const now = new Date(now_us.value / 1000);
  const times = parkTimes(now);
  const until = choice.value === 'moment' ? chosenTime(typed.value, now) : times.find((time) => time.choice === choice.value)?.at;
  const incomplete = choice.value !== 'answer' && until === undefined;

  const park = async (event: Event) => {
    event.preventDefault();
    if (incomplete || attempt.waiting) return;
    const untilUs = until ? String(until.getTime() * 1000) : '0';
    if (!(await attempt.run({ park: { interactionId: interaction.id, untilUs } }))) return;
    note(t('park.done', { contact: contactOf(interaction) }));
    onClose();
  };
  const radio = (value: Choice, label: string, detail?: string) => (
    <label class={choice.value === value ? 'choice on' : 'choice'}>
      <input type="radio" name="park" checked={choice.value === value} autofocus={value === 'answer'} onChange={() => (choice.value = value)} />
      {label}
      {detail !== undefined && <span class="hint figure">{detail}</span>}
    </label>
  );
  return (
    <Dialog id="park-dialog" title={t('park.title', { contact: contactOf(interaction) })} onClose={onClose}>
      <form onSubmit={(event) => void park(event)}>
        <fieldset class="choices">
          <legend>{t('park.until')}</legend>
          {radio('answer', t('park.answer'))}
          {times.map(({ choice: each, at }) => radio(each, t(`park.time.${each}`), moment(at.getTime() * 1000, now_us.value, language.value)))}
          {radio('moment', t('park.moment'))}
        </fieldset>
        {choice.value === 'moment' && (
          <div class="park-moment">
            <input type="datetime-local" aria-label={t('park.moment_label')} aria-describedby="park-problem" value={typed.value} min={localValue(now)} onInput={(event) => (typed.value = event.currentTarget.value)} />
            <p id="park-problem" class="refused">
              {incomplete && t('park.moment_problem')}
            </p>
          </div>
        )}
        <p class="hint">{t('park.help')}</p>
        <Refused text={attempt.refused && inWords(attempt.refused)} />
        <DialogButtons yes={t('park.button')} disabled={incomplete || attempt.waiting} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

function inWords(answer: DeskAnswer): string {
  return t('error.failed', { what: t('error.park'), reason: reasonOf(answer) });
}
