// Who waits first, of one queue or of all, longest in the system first.
import { signal } from '@preact/signals';
import { contactOf, queueTitle, subjectOf } from '../agent/item_texts';
import { Age } from '../parts/age';
import { Empty } from '../parts/empty';
import { ChannelMark } from '../parts/channel_mark';
import { useStill } from '../parts/still';
import { queues } from '../state/desk';
import { t } from '../texts/language';
import { ActionMenu, waitingActions } from './action_menu';
import { WhyButton } from './why_button';

const only = signal('');
const most_shown = 50;

export function FirstWaiting() {
  const names = [...queues.value.keys()].sort();
  const waiting = [...queues.value.values()]
    .filter((queue) => only.value === '' || queue.queue === only.value)
    .flatMap((queue) => queue.firstWaiting);
  // Of one queue in the order acd serves it; of all by age.
  if (only.value === '') waiting.sort((a, b) => a.interaction.firstEntryAtUs - b.interaction.firstEntryAtUs);
  const still = useStill(waiting.slice(0, most_shown), ({ interaction }) => interaction.id);
  return (
    <section class="card" aria-labelledby="waiting-title" {...still.pointer}>
      <div class="card-head">
        <h2 id="waiting-title">{t('sup.first_waiting')}</h2>
        <select aria-label={t('sup.queue')} value={only.value} onChange={(event) => (only.value = event.currentTarget.value)}>
          <option value="">{t('sup.all_queues')}</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {queueTitle(name)}
            </option>
          ))}
        </select>
      </div>
      {still.places.length === 0 ? (
        <Empty title={t('sup.nobody_waiting')} />
      ) : (
        <ol class="waiting">
          {still.places.map(({ item: { interaction }, change }) => (
            <li key={interaction.id} class={change === 'gone' ? 'gone' : ''} inert={change === 'gone'}>
              <ChannelMark interaction={interaction} />
              <span class="waiting-contact">{contactOf(interaction)}</span>
              <span class="entry-time">
                <Age since_us={interaction.firstEntryAtUs} />
              </span>
              <span class="waiting-subject">{subjectOf(interaction)}</span>
              <span class="hint">{queueTitle(interaction.queue)}</span>
              <WhyButton about="interaction" id={interaction.id} name={contactOf(interaction)} />
              <ActionMenu id={`waiting-${interaction.id}`} name={contactOf(interaction)} choices={waitingActions(interaction)} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
