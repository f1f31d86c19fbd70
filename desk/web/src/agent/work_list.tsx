// The one list of work: offers first, then what is active, held, in wrap-up, parked.
import { Age, Countdown } from '../parts/age';
import { channelIcon, Icon } from '../parts/icon';
import type { WorkItem } from '../protocol/messages';
import { choose, shown, work } from '../state/work';
import { t } from '../texts/language';
import { nameOfColleague } from '../state/colleagues';
import { contactOf, queueTitle, subjectOf } from './item_texts';
import { OfferButtons } from './offer_buttons';
import { parkedUntil, TakeBack } from './take_back';

export function WorkList() {
  const items = work.value;
  const states = [...new Set(items.map((item) => item.state))];
  return (
    <nav class="work" aria-label={t('work.title')}>
      <h1 class="only-read-out">{t('work.title')}</h1>
      {states.map((state) => (
        <section key={state}>
          <h2 class="work-state">{t(state === 'WORK_STATE_PARKED' ? 'work.parked' : `work.${state}`)}</h2>
          <ul>
            {items
              .filter((item) => item.state === state)
              .map((item) => (
                <Entry key={item.interaction.id} item={item} />
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Entry({ item }: { item: WorkItem }) {
  const { interaction } = item;
  const current = shown.value?.interaction.id === interaction.id;
  const offered = item.state === 'WORK_STATE_OFFERED';
  return (
    <li class={`entry ${item.state} ${current ? 'current' : ''}`}>
      <button type="button" class="entry-button" aria-current={current} onClick={() => choose(interaction.id)}>
        <span class={`channel ${interaction.channel}`}>
          <Icon name={channelIcon(interaction.channel)} />
          <span class="only-read-out">{t(`channel.${interaction.channel}`)}</span>
        </span>
        <span class="entry-contact">{contactOf(interaction)}</span>
        <span class="entry-time">{offered && item.deadlineUs > 0 ? <Countdown until_us={item.deadlineUs} /> : <ItemTime item={item} />}</span>
        <span class="entry-subject">{subjectOf(interaction)}</span>
        <span class="entry-queue">{queueTitle(interaction.queue)}</span>
        <ConsultNote item={item} />
      </button>
      {offered && <OfferButtons item={item} />}
      {item.state === 'WORK_STATE_PARKED' && (
        <div class="offer-buttons">
          <span class="hint entry-until">{parkedUntil(item)}</span>
          <TakeBack item={item} small />
        </div>
      )}
    </li>
  );
}

function ConsultNote({ item }: { item: WorkItem }) {
  if (item.consultedBy !== '') return <span class="entry-consult">{t('consult.of', { name: nameOfColleague(item.consultedBy) })}</span>;
  if (item.consultedAgent !== '') return <span class="entry-consult">{t('consult.with', { name: nameOfColleague(item.consultedAgent) })}</span>;
  return null;
}

// In wrap-up what is left of it, otherwise how long it has been so.
function ItemTime({ item }: { item: WorkItem }) {
  if (item.state === 'WORK_STATE_WRAP_UP' && item.deadlineUs > 0) return <Countdown until_us={item.deadlineUs} />;
  return <Age since_us={item.sinceUs} />;
}
