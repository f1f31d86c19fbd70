// A channel is a record: what the pages ask about a channel they ask here. channels/registered.ts says which there are, and
// nothing outside this folder names one.
import type { FunctionComponent } from 'preact';
import type { Shortcut } from '../keyboard/shortcuts';
import type { Interaction, WorkItem } from '../protocol/messages';
import type { Texts } from '../texts/language';

// What each channel says in its own words; `say` gives them in the page's language.
export type ChannelText =
  | 'name' // of one piece of work
  | 'nobody' // in the place of a contact without name and address
  | 'offer' // heading of an offer
  | 'called' // label of what the customer called or wrote to
  | 'kept' // it has left the agent's hands while they were writing
  | 'transfer_help'
  | 'consult_help'
  | 'assign_help'
  | 'take_back_help' // {name} loses it, it waits in {queue}
  | 'end_session' // what becomes of it when a supervisor ends the agent's session
  | 'sign_out'; // what becomes of it when the agent signs out

export interface Channel {
  // As interactions have it (interaction.proto). It is the class of the channel's mark, too.
  readonly name: string;
  readonly texts: Texts<ChannelText>;
  // The path of its icon, 20 by 20.
  readonly icon: string;
  // The sound of an offer: one short tone after the other, in hertz.
  readonly tones: readonly number[];
  // A person is on the line: it comes to the front by itself, and can neither be put aside nor wait for the end of a break.
  readonly live: boolean;
  // The agent's phone carries it: it is answered there and not on the page, and a colleague without a phone cannot take it.
  readonly byPhone: boolean;
  // The line below the contact; may be empty.
  subjectOf(interaction: Interaction): string;
  // What stands on the agent's page while it is in hand, held, parked, or a colleague asks about it.
  readonly Panel: FunctionComponent<{ item: WorkItem }>;

  // Stands above whatever the agent's page shows.
  readonly Line?: FunctionComponent;
  readonly shortcuts?: readonly Shortcut[];
  // What the agent wrote is on its way, and may finish the work: nothing else can be done with it.
  isSending?(interactionId: string): boolean;
  // What the agent should know before they give it away; undefined when there is nothing.
  beforeTransfer?(interactionId: string): string | undefined;
  // The connection to the desk is there, or there again.
  connected?(): void;
  // Cards of the supervisor's page: beside the agents, and below them.
  readonly SupervisorBeside?: FunctionComponent;
  readonly SupervisorBelow?: FunctionComponent;
}

// The record of work whose channel this page does not know.
export const unknown_channel = 'CHANNEL_UNSPECIFIED';

const registered = new Map<string, Channel>();

export function registerChannel(channel: Channel): void {
  registered.set(channel.name, channel);
}

// Those the page knows, in the order in which they were registered.
export function channels(): readonly Channel[] {
  return [...registered.values()].filter(({ name }) => name !== unknown_channel);
}

export function channelOf({ channel }: Pick<Interaction, 'channel'>): Channel {
  const found = registered.get(channel) ?? registered.get(unknown_channel);
  if (!found) throw new Error(`no record for ${channel}: see channels/registered.ts`);
  return found;
}
