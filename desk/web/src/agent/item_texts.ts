import { channelOf } from '../channels';
import { say } from '../channels/say';
import type { Interaction } from '../protocol/messages';
import { welcome } from '../state/desk';
import { titleOf } from '../texts/language';

export function contactOf(interaction: Interaction): string {
  return interaction.contactName || interaction.contactAddress || say(channelOf(interaction), 'nobody');
}

export function subjectOf(interaction: Interaction): string {
  return channelOf(interaction).subjectOf(interaction);
}

export function queueTitle(name: string): string {
  return titleOf(welcome.value?.queues ?? [], name);
}
