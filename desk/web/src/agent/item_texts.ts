import type { Interaction } from '../protocol/messages';
import { welcome } from '../state/desk';
import { t, titleOf } from '../texts/language';

export function contactOf(interaction: Interaction): string {
  const nobody = interaction.channel === 'CHANNEL_VOICE' ? 'work.hidden_number' : 'work.unknown_contact';
  return interaction.contactName || interaction.contactAddress || t(nobody);
}

export function subjectOf(interaction: Interaction): string {
  if (interaction.channel === 'CHANNEL_VOICE') return interaction.contactName ? interaction.contactAddress : '';
  return interaction.subject || t('work.no_subject');
}

export function queueTitle(name: string): string {
  return titleOf(welcome.value?.queues ?? [], name);
}
