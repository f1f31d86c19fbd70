import { channelOf } from '../channels';
import { say } from '../channels/say';
import { Countdown } from '../parts/age';
import { ChannelMark } from '../parts/channel_mark';
import type { WorkItem } from '../protocol/messages';
import { Facts } from './facts';
import { contactOf, subjectOf } from './item_texts';
import { OfferButtons } from './offer_buttons';

export function OfferPanel({ item }: { item: WorkItem }) {
  const { interaction } = item;
  return (
    <article class="panel offer" aria-labelledby="panel-title">
      <p class="panel-kind">
        <ChannelMark interaction={interaction} silent />
        {say(channelOf(interaction), 'offer')}
        {item.deadlineUs > 0 && (
          <span class="panel-clock">
            <Countdown until_us={item.deadlineUs} />
          </span>
        )}
      </p>
      <h2 id="panel-title">{contactOf(interaction)}</h2>
      <p class="panel-subject">{subjectOf(interaction)}</p>
      <Facts interaction={interaction} />
      <OfferButtons item={item} />
    </article>
  );
}
