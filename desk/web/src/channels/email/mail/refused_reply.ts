// A reply that the mail server did not take: its customer has no answer yet. The last one alone counts; once another went out, it
// is settled.
import type { MailAddress, MailMessage, MailThread } from '../../../protocol/messages';

export function refusedReply(thread: MailThread | undefined): MailMessage | undefined {
  const [last] = thread?.messages.filter(({ incoming, agent }) => !incoming && agent !== '').slice(-1) ?? [];
  return last?.status === 'REPLY_FAILED' ? last : undefined;
}

// The server's own words.
export function wordsOf(reply: MailMessage): string {
  return reply.statusDetail || reply.recipients.map(({ detail }) => detail).find((detail) => detail !== '') || '';
}

// What its writer wrote, without the quote below it.
export function writtenText(reply: MailMessage): string {
  const own = reply.writtenCharacters > 0 ? reply.text.slice(0, reply.writtenCharacters) : reply.text;
  return own.trimEnd();
}

// Of those it was for, who has not got it.
export function unreached(reply: MailMessage, people: readonly MailAddress[]): MailAddress[] {
  const refused = new Set(reply.recipients.filter(({ status }) => status === 'REPLY_FAILED').map(({ address }) => address.toLowerCase()));
  return people.filter(({ address }) => refused.size === 0 || refused.has(address.toLowerCase()));
}
