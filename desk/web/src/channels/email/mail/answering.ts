// Which message a reply answers, who gets it, and what came meanwhile. mcan says who would get an answer to each message;
// the writer may choose others. What is shown is what is sent.
import type { DraftDetails, MailAddress, MailMessage, MailThread } from '../../../protocol/messages';

export interface Answering {
  readonly message: MailMessage | undefined;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  // What came after the writer began, oldest first.
  readonly newer: readonly MailMessage[];
}

export function answering(thread: MailThread | undefined, details: DraftDetails): Answering {
  const messages = thread?.messages ?? [];
  const find = (id: string) => messages.find((message) => message.id === id);
  const message = find(details.answers) ?? find(thread?.answers ?? '');
  const chosen = details.recipientsChosen;
  const overtaken = details.seen !== '' && thread !== undefined && thread.answers !== details.seen;
  const seenAt = messages.findIndex(({ id }) => id === details.seen);
  return {
    message,
    to: chosen ? details.to : (message?.answerTo ?? []),
    cc: chosen ? details.cc : (message?.answerCc ?? []),
    newer: overtaken ? messages.slice(seenAt + 1).filter(({ incoming }) => incoming) : [],
  };
}

// Everybody of the conversation, to choose from.
export function peopleOf(thread: MailThread | undefined): MailAddress[] {
  const found = new Map<string, MailAddress>();
  for (const message of thread?.messages ?? []) {
    for (const person of [...message.answerTo, ...message.answerCc, ...(message.incoming ? [] : [...message.to, ...message.cc])]) {
      const key = person.address.toLowerCase();
      if (!found.get(key)?.name) found.set(key, person);
    }
  }
  return [...found.values()];
}
