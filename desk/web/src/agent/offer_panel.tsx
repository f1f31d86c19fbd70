import { channelOf } from '../channels';
import { say } from '../channels/say';
import { Countdown } from '../parts/age';
import type { WorkItem } from '../protocol/messages';
import { Facts } from './facts';
import { OfferButtons } from './offer_buttons';
import { PanelHead } from './panel_head';

export function OfferPanel({ item }: { item: WorkItem }) {
  const { interaction } = item;
  return (
    <article class="panel offer" aria-labelledby="panel-title">
      <PanelHead interaction={interaction} title={say(channelOf(interaction), 'offer')} clock={item.deadlineUs > 0 && <Countdown until_us={item.deadlineUs} />} />
      <Facts interaction={interaction} />
      <OfferButtons item={item} />
    </article>
  );
}
