import { Countdown } from '../parts/age';
import type { WorkItem } from '../protocol/messages';
import { busy, endWrapUp, extendWrapUp } from '../state/commands';
import { t } from '../texts/language';
import { Dispositions } from './dispositions';
import { Facts } from './facts';
import { contactOf, subjectOf } from './item_texts';

export function WrapUpPanel({ item }: { item: WorkItem }) {
  const { interaction } = item;
  const waiting = busy.value.has(interaction.id);
  return (
    <article class="panel wrap-up" aria-labelledby="panel-title">
      <p class="panel-kind">
        {t('wrapup.title')}
        <span class="panel-clock">{item.deadlineUs > 0 ? <Countdown until_us={item.deadlineUs} /> : t('wrapup.no_limit')}</span>
      </p>
      <h2 id="panel-title">{contactOf(interaction)}</h2>
      <p class="panel-subject">{subjectOf(interaction)}</p>
      <p class="hint">{t('wrapup.help')}</p>
      <Dispositions interactionId={interaction.id} />
      <div class="buttons">
        <button type="button" class="primary" disabled={waiting} onClick={() => void endWrapUp(interaction.id)}>
          {t('wrapup.end')}
        </button>
        <button type="button" class="plain" disabled={waiting} onClick={() => void extendWrapUp(interaction.id)}>
          {t('wrapup.extend')}
        </button>
      </div>
      <Facts interaction={interaction} />
    </article>
  );
}
