// Requests the desk has not answered. The id of a request stays the same however often it is sent, so the desk and those
// behind it recognise a repeat; what was asked on a connection that broke is asked again on the next one.
import { DeskAnswer } from './messages';
import type { ClientMessage } from './requests';

// A command that nobody answers is given up, and the person told; what must not be lost is asked for ever.
export type Patience = 'give_up' | 'for_ever';

export const give_up_after_ms = 20_000;

interface Pending {
  readonly message: ClientMessage;
  readonly resolve: (answer: DeskAnswer) => void;
  readonly giveUpAt: number;
}

export function tooLarge(requestId: string): DeskAnswer {
  return DeskAnswer({ requestId, code: 'ANSWER_INVALID', reason: 'too_large' });
}

export function bytesOf(message: ClientMessage): number {
  return new TextEncoder().encode(JSON.stringify(message)).length;
}

export class PendingRequests {
  private readonly pending = new Map<string, Pending>();

  add(message: ClientMessage, patience: Patience, now: number): Promise<DeskAnswer> {
    const giveUpAt = patience === 'give_up' ? now + give_up_after_ms : Infinity;
    return new Promise((resolve) => {
      this.pending.set(message.requestId, { message, resolve, giveUpAt });
    });
  }

  // Every unanswered message, oldest first.
  messages(): ClientMessage[] {
    return [...this.pending.values()].map((entry) => entry.message);
  }

  // An answer to something not asked, or answered before, is ignored.
  answered(answer: DeskAnswer): void {
    const entry = this.pending.get(answer.requestId);
    this.pending.delete(answer.requestId);
    entry?.resolve(answer);
  }

  giveUp(now: number): void {
    for (const [requestId, entry] of this.pending) {
      if (entry.giveUpAt <= now) this.answered(DeskAnswer({ requestId, code: 'ANSWER_UNAVAILABLE', reason: 'no_answer' }));
    }
  }

  // The desk reads no message as long as the longest of these: it would end the connection each time it is sent.
  refuseLongest(): void {
    const [longest] = this.messages().sort((a, b) => bytesOf(b) - bytesOf(a));
    if (longest) this.answered(tooLarge(longest.requestId));
  }

  get size(): number {
    return this.pending.size;
  }
}
