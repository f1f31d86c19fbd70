import { Age } from '../../parts/age';
import { ChannelMark } from '../../parts/channel_mark';
import type { WorkItem } from '../../protocol/messages';
import { ConsultLine } from '../../agent/consult_line';
import { Dispositions } from '../../agent/dispositions';
import { Facts } from '../../agent/facts';
import { contactOf, subjectOf } from '../../agent/item_texts';
import { parkedUntil, TakeBack } from '../../agent/take_back';
import { WorkActions } from '../../agent/work_actions';
import { busy, finish } from '../../state/commands';
import { isReading } from '../../state/work_order';
import { t } from './texts';

export function OtherPanel({ item }: { item: WorkItem }) {
  const { interaction } = item;
  const reading = isReading(item);
  return (
    <article class="panel" aria-labelledby="panel-title">
      <p class="panel-kind">
        <ChannelMark interaction={interaction} />
        <span class="panel-clock">
          <Age since_us={item.sinceUs} />
        </span>
      </p>
      <h2 id="panel-title">{contactOf(interaction)}</h2>
      <p class="panel-subject">{subjectOf(interaction)}</p>
      <p class="notice">{t('unknown')}</p>
      {item.state === 'WORK_STATE_PARKED' && (
        <div class="consult parked">
          <p>{parkedUntil(item)}</p>
          <TakeBack item={item} small />
        </div>
      )}
      <ConsultLine item={item} />
      <Facts interaction={interaction} />
      {!reading && <Dispositions interactionId={interaction.id} />}
      {!reading && (
        <div class="buttons">
          <button id="finish" type="button" class="plain" disabled={busy.value.has(interaction.id)} onClick={() => void finish(interaction.id)}>
            {t('finish.finish')}
          </button>
          {item.consultedAgent === '' && <WorkActions item={item} />}
        </div>
      )}
    </article>
  );
}
