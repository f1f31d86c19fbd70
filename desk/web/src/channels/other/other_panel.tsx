import { ConsultLine } from '../../agent/consult_line';
import { Dispositions } from '../../agent/dispositions';
import { Facts } from '../../agent/facts';
import { PanelHead } from '../../agent/panel_head';
import { ParkedNotice } from '../../agent/take_back';
import { WorkActions } from '../../agent/work_actions';
import { Age } from '../../parts/age';
import type { WorkItem } from '../../protocol/messages';
import { busy, finish } from '../../state/commands';
import { isReading } from '../../state/work_order';
import { t } from './texts';

export function OtherPanel({ item }: { item: WorkItem }) {
  const { interaction } = item;
  const reading = isReading(item);
  return (
    <article class="panel" aria-labelledby="panel-title">
      <PanelHead interaction={interaction} title={t('name')} clock={<Age since_us={item.sinceUs} />} />
      <p class="notice">{t('unknown')}</p>
      <ParkedNotice item={item} />
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
