// What is known of an interaction, as a short list of facts.
import type { ComponentChildren } from 'preact';
import { channelOf } from '../channels';
import { say } from '../channels/say';
import { duration, moment } from '../format/time';
import type { Interaction } from '../protocol/messages';
import { now_us } from '../state/clock';
import { language, t } from '../texts/language';
import { queueTitle } from './item_texts';

export function Facts({ interaction }: { interaction: Interaction }) {
  return (
    <dl class="facts">
      <Fact name={t('fact.from')}>{interaction.contactAddress}</Fact>
      <Fact name={t('fact.queue')}>{queueTitle(interaction.queue)}</Fact>
      <Fact name={say(channelOf(interaction), 'called')}>{interaction.dnis}</Fact>
      <Fact name={t('fact.arrived')}>{interaction.firstEntryAtUs > 0 && <span class="figure">{arrival(interaction)}</span>}</Fact>
      <Fact name={t('fact.tags')}>{interaction.tags.join(', ')}</Fact>
      <Fact name={t('fact.language')}>{interaction.language}</Fact>
    </dl>
  );
}

function arrival({ firstEntryAtUs }: Interaction): string {
  const time = duration(now_us.value - firstEntryAtUs, language.value);
  return `${moment(firstEntryAtUs, now_us.value, language.value)} · ${t('work.ago', { time })}`;
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === '' || children === false) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
