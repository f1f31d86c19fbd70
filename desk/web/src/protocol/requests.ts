// What the page asks of the desk: the oneof of ClientMessage in desk.proto.
import type { Presence } from './messages';

export type DeskRequest =
  | { choosePresence: { presence: Presence; breakReason?: string } }
  | { acceptOffer: { offerId: string } }
  | { declineOffer: { offerId: string } }
  | { finish: { interactionId: string; dispositions: string[] } }
  | { endWrapUp: { interactionId: string; dispositions: string[] } }
  | { extendWrapUp: { interactionId: string; seconds: number } }
  | { hold: { interactionId: string } }
  | { resume: { interactionId: string } }
  | { getThread: { interactionId: string } }
  | { sendReply: { interactionId: string; text: string } }
  | { saveDraft: { interactionId: string; text: string } }
  | { getDraft: { interactionId: string } }
  | { watch: { supervisor: boolean } }
  | { getExplanation: { interactionId: string } }
  | { getAgentExplanation: { login: string } };

export type ClientMessage = DeskRequest & { requestId: string };
