// The drafts of the scripted desk, with versions as the real one counts them (desk/server/draft_store).
import type { Json } from './people';

interface Kept {
  text: string;
  details: Json;
  version: number;
  state: 'DRAFT_OPEN' | 'DRAFT_SENDING' | 'DRAFT_SENT';
  requestId: string;
  problem: string;
}

export class MockDrafts {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly changed: (news: Json) => void) {}

  get(interactionId: string): Json {
    const { version, ...draft } = this.of(interactionId);
    return { interactionId, ...draft, version: String(version), savedAtUs: String(Date.now() * 1000) };
  }

  save({ interactionId, text = '', details = {}, basedOn = '0' }: Json): Json {
    const id = String(interactionId);
    const now = this.of(id);
    const same = now.state !== 'DRAFT_SENDING' && now.text === text && JSON.stringify(plain(now.details)) === JSON.stringify(plain(details as Json));
    if (!same && (now.state === 'DRAFT_SENDING' || String(now.version) !== basedOn)) return this.changedMeanwhile(id);
    if (!same) this.move(id, { text: String(text), details: details as Json, state: 'DRAFT_OPEN', problem: '' });
    return { draft: { ...this.get(id), text: '' } };
  }

  // Undefined when it was taken; else the refusal.
  begin(reply: Json, requestId: string): Json | undefined {
    const id = String(reply.interactionId);
    const now = this.of(id);
    if (now.requestId === requestId) return undefined;
    if (now.state === 'DRAFT_SENDING' || String(now.version) !== String(reply.draftVersion)) return this.changedMeanwhile(id);
    const { to, cc, answers, seen, quoteIntroduction } = reply;
    const details = plain({ recipientsChosen: true, to, cc, answers, seen, withoutQuote: quoteIntroduction === '' });
    this.move(id, { text: String(reply.text), details, state: 'DRAFT_SENDING', requestId, problem: '' });
    return undefined;
  }

  end(reply: Json, requestId: string, refusal: string): Json {
    const id = String(reply.interactionId);
    const now = this.of(id);
    if (now.state === 'DRAFT_SENDING' && now.requestId === requestId) {
      if (refusal === '') this.move(id, { text: '', details: {}, state: 'DRAFT_SENT' });
      else this.move(id, { state: 'DRAFT_OPEN', requestId: '', problem: refusal });
    }
    return { draft: this.get(id) };
  }

  private changedMeanwhile(id: string): Json {
    return { code: 'ANSWER_REFUSED', reason: 'draft_changed', draft: this.get(id) };
  }

  private of(id: string): Kept {
    return this.kept.get(id) ?? { text: '', details: {}, version: 0, state: 'DRAFT_OPEN', requestId: '', problem: '' };
  }

  private move(id: string, changes: Partial<Kept>): void {
    const before = this.of(id);
    this.kept.set(id, { ...before, ...changes, version: before.version + 1 });
    // After the answer, as the real one.
    setImmediate(() => this.changed({ draftChanged: { interactionId: id, version: String(before.version + 1) } }));
  }
}

// Without what is at its default, in one order.
function plain(details: Json): Json {
  const names = ['recipientsChosen', 'to', 'cc', 'answers', 'seen', 'withoutQuote'];
  const set = (value: unknown) => value !== undefined && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(names.filter((name) => set(details[name])).map((name) => [name, details[name]]));
}
