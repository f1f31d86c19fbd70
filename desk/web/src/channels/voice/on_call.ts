import { computed } from '@preact/signals';
import { work } from '../../state/work';

// The call on the line, wherever the page is.
export const onCall = computed(() => work.value.find(({ interaction, state }) => interaction.channel === 'CHANNEL_VOICE' && state !== 'WORK_STATE_OFFERED' && state !== 'WORK_STATE_WRAP_UP'));
