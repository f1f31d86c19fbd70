// Of which channel something is: its icon, which is read out as the channel's name.
import { channelOf } from '../channels';
import { say } from '../channels/say';
import type { Interaction } from '../protocol/messages';
import { Drawing } from './icon';

export function ChannelIcon({ interaction }: { interaction: Interaction }) {
  const channel = channelOf(interaction);
  return (
    <>
      <Drawing path={channel.icon} />
      <span class="only-read-out">{say(channel, 'name')}</span>
    </>
  );
}

// `silent` where the text beside it says the channel.
export function ChannelMark({ interaction, silent = false }: { interaction: Interaction; silent?: boolean }) {
  const channel = channelOf(interaction);
  return <span class={`channel ${channel.name}`}>{silent ? <Drawing path={channel.icon} /> : <ChannelIcon interaction={interaction} />}</span>;
}
