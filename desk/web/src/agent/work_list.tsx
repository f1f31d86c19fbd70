// The one list of work: offers first, then what is active, held, in wrap-up, parked.
import { useRef } from 'preact/hooks';
import { Age, Countdown } from '../parts/age';
import { ChannelMark } from '../parts/channel_mark';
import { useStill } from '../parts/still';
import type { WorkItem } from '../protocol/messages';
import { nameOfColleague } from '../state/colleagues';
import { choose, shown, work } from '../state/work';
import { t } from '../texts/language';
import { contactOf, queueTitle, subjectOf } from './item_texts';
import { OfferButtons } from './offer_buttons';
import { parkedUntil, TakeBack } from './take_back';

export function WorkList() {
  const list = useRef<HTMLElement>(null);
  const still = useStill(work.value, (item) => item.interaction.id);
  // While it stands still an entry stays in the section and as high as it was, whatever becomes of it; what came is below all.
  const sections = useRef<ReadonlyMap<string, string>>(new Map());
  const heights = useRef<ReadonlyMap<string, number>>(new Map());
  const before = sections.current;
  sections.current = new Map(still.places.map(({ key, change, item }) => [key, (still.isStill && before.get(key)) || `${change === 'came' ? 'came' : 'here'} ${item.state}`]));
  const enter = () => {
    if (!still.isStill) heights.current = heightsIn(list.current);
    still.pointer.onPointerEnter();
  };
  return (
    <nav class="work" ref={list} aria-label={t('work.title')} {...still.pointer} onPointerEnter={enter}>
      <h1 class="only-read-out">{t('work.title')}</h1>
      {[...new Set(sections.current.values())].map((section) => (
        <section key={section}>
          <h2 class="work-state">{titleOfState(section.split(' ')[1] as WorkItem['state'])}</h2>
          <ul>
            {still.places
              .filter(({ key }) => sections.current.get(key) === section)
              .map(({ key, item, change }) => (
                <Entry key={key} item={item} gone={change === 'gone'} height={still.isStill ? heights.current.get(key) : undefined} />
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function titleOfState(state: WorkItem['state']): string {
  return t(state === 'WORK_STATE_PARKED' ? 'work.parked' : `work.${state}`);
}

function heightsIn(list: HTMLElement | null): ReadonlyMap<string, number> {
  return new Map([...(list?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].map((entry) => [entry.dataset.key ?? '', entry.offsetHeight]));
}

function Entry({ item, gone, height }: { item: WorkItem; gone: boolean; height: number | undefined }) {
  const { interaction } = item;
  const current = shown.value?.interaction.id === interaction.id;
  const offered = item.state === 'WORK_STATE_OFFERED';
  return (
    <li class={`entry ${item.state} ${current ? 'current' : ''} ${gone ? 'gone' : ''}`} data-key={interaction.id} inert={gone} ref={(entry) => { entry?.style.setProperty('min-height', height === undefined ? '' : `${height}px`); }}>
      <button type="button" class="entry-button" aria-current={current} onClick={() => choose(interaction.id)}>
        <ChannelMark interaction={interaction} />
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
