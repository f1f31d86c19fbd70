import { finish } from '../../state/commands';
import { threadOf } from './state/threads';

// What comes after the mails shown here is not finished with them.
export function finishMail(interactionId: string): Promise<boolean> {
  return finish(interactionId, threadOf(interactionId).thread?.update);
}
