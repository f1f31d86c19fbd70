// How the panel of a piece of work begins: its channel and what is going on, the clock, the contact, the line below.
import type { ComponentChildren } from 'preact';
import { ChannelMark } from '../parts/channel_mark';
import type { Interaction } from '../protocol/messages';
import { contactOf, subjectOf } from './item_texts';

interface Props {
  readonly interaction: Interaction;
  readonly title: string;
  readonly clock: ComponentChildren;
}

export function PanelHead({ interaction, title, clock }: Props) {
  return (
    <>
      <p class="panel-kind">
        <ChannelMark interaction={interaction} silent />
        {title}
        {clock && <span class="panel-clock">{clock}</span>}
      </p>
      <h2 id="panel-title">{contactOf(interaction)}</h2>
      <p class="panel-subject">{subjectOf(interaction)}</p>
    </>
  );
}
