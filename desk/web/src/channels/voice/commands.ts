import type { WorkItem } from '../../protocol/messages';
import { command } from '../../state/commands';
import { t } from './texts';

export function hold({ interaction: { id } }: WorkItem): Promise<boolean> {
  return command(id, { hold: { interactionId: id } }, t('error.hold'));
}

export function resume({ interaction: { id } }: WorkItem): Promise<boolean> {
  return command(id, { resume: { interactionId: id } }, t('error.resume'));
}
