import type { MailAddress, MailMessage } from '../protocol/messages';

export function nameOf(address: MailAddress): string {
  return address.name || address.address;
}

export function namesOf(addresses: readonly MailAddress[]): string {
  return addresses.map(nameOf).join(', ');
}

// Whom a reply to this message goes to, as the mail service decides it: Reply-To, then From.
export function replyTarget(message: MailMessage): MailAddress {
  return message.replyTo[0] ?? message.from;
}

export function lastIncoming(messages: readonly MailMessage[]): MailMessage | undefined {
  return [...messages].reverse().find((message) => message.incoming);
}
