// What the page asks of the desk: the oneof of ClientMessage in desk.proto.
import type { DraftDetails, MailAddress, MailShelf, Presence } from './messages';

// A 64-bit number is text in JSON.
export interface ReplyToSend {
  interactionId: string;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  text: string;
  answers: string;
  seen: string;
  quoteIntroduction: string;
  draftVersion: string;
}

export type DeskRequest =
  | { choosePresence: { presence: Presence; breakReason?: string } }
  | { acceptOffer: { offerId: string } }
  | { declineOffer: { offerId: string } }
  | { finish: { interactionId: string; dispositions: string[]; seenUpdate?: number } }
  | { chooseDispositions: { interactionId: string; dispositions: string[] } }
  | { endWrapUp: { interactionId: string; dispositions: string[] } }
  | { extendWrapUp: { interactionId: string; seconds: number } }
  | { hold: { interactionId: string } }
  | { resume: { interactionId: string } }
  | { getThread: { interactionId: string } }
  | { sendReply: ReplyToSend }
  | { saveDraft: { interactionId: string; text: string; details: DraftDetails; basedOn: string } }
  | { getDraft: { interactionId: string } }
  | { watch: { supervisor: boolean } }
  | { getExplanation: { interactionId: string } }
  | { getAgentExplanation: { login: string } }
  | { transfer: { interactionId: string; queue: string } | { interactionId: string; agent: string } }
  | { park: { interactionId: string; untilUs: string } }
  | { unpark: { interactionId: string } }
  | { startConsult: { interactionId: string; agent: string } }
  | { endConsult: { interactionId: string; result: 'CONSULT_RETURNED' | 'CONSULT_HANDED_OVER' } }
  | { getColleagues: { search: string } }
  | SupervisorRequest;

export type SupervisorRequest =
  | { assign: { interactionId: string; agent: string; overCapacity?: true } }
  | { move: { interactionId: string; queue: string } }
  | { reprioritise: { interactionId: string; prioritySeconds: number } }
  | { takeBack: { interactionId: string } }
  | { endSession: { agent: string } }
  | { redistribute: { agent: string } }
  | { getMailsAside: { shelf: MailShelf; mailbox: string; search: string; after: string; limit: number } }
  | { getMailAside: { mailId: string } }
  | { changeMailAside: { mailId: string; action: MailAsideAction } };

export type MailAsideAction = 'MAIL_ASIDE_OPEN' | 'MAIL_ASIDE_DISCARD' | 'MAIL_ASIDE_PARSE_AGAIN';

export type ClientMessage = (DeskRequest | { heartbeat: object }) & { requestId: string };
