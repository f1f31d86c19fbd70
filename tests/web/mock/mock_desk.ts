// A desk that says what a test tells it to, and fails how a test tells it to: answers that never come, connections that
// break between a request and its answer, sessions that end. What the real desk does by itself is tested on the real one.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MockDrafts } from './drafts';
import { httpServer, type HttpState } from './http_side';
import { ahead, welcome, type Json } from './people';

export interface Asked {
  readonly requestId: string;
  readonly kind: string;
  readonly body: Record<string, unknown>;
}

// How a request is met: an answer's fields, or nothing at all.
export type Script = (asked: Asked) => Json | undefined;

export class MockDesk {
  readonly asked: Asked[] = [];
  readonly http: HttpState = { password: 'right', sessionOpen: false, away: false, partsAsked: [], signInWait_s: 0 };
  // Sent after each Welcome: the whole state.
  states: Json[] = [];
  who: Json = welcome('ana');
  // Others, by the cookie `person` of their browser: whom they are, and their states.
  readonly others = new Map<string, { readonly who: Json; states: Json[]; readonly drafts: MockDrafts }>();
  script: Script = () => ({});
  // Kept as the real desk does, unless the script answers otherwise.
  readonly drafts = new MockDrafts((news) => this.say(news));
  // A longer message ends the connection, as the real desk does.
  mostBytes = Infinity;
  // Connections made so far.
  opened = 0;
  // What was answered, in order.
  readonly answered: (Asked & { readonly answer: Json })[] = [];
  // Whether it sends heartbeats, as the desk does. What the pages answered is not among `asked`.
  beats = true;
  beatsAnswered = 0;
  // Whether it lets every attempt to connect hang.
  silent = false;
  private attempts = 0;
  private readonly hanging: Duplex[] = [];
  // How far the server's clock is ahead of the browser's.
  clockAhead_s = 0;
  private readonly server: Server;
  private readonly sockets: WebSocketServer;
  private readonly persons = new WeakMap<WebSocket, string>();
  private readonly listeners = new Set<() => void>();

  constructor(root: string) {
    this.server = httpServer(root, this.http);
    this.sockets = new WebSocketServer({ noServer: true });
    this.server.on('upgrade', (request, socket, head) => {
      if (this.silent) {
        this.attempts += 1;
        this.hanging.push(socket);
        for (const listener of [...this.listeners]) listener();
        return;
      }
      if (this.http.away || !this.http.sessionOpen) {
        socket.destroy();
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (page) => this.welcome(page, /\bperson=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.breakConnections();
    this.hanging.forEach((socket) => socket.destroy());
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // To the pages of a person; '': those without a name of their own.
  say(message: Json, person = ''): void {
    for (const page of this.sockets.clients) if (this.persons.get(page) === person) page.send(JSON.stringify(message));
  }

  addPerson(person: string, who: Json, states: Json[]): MockDrafts {
    const drafts = new MockDrafts((news) => this.say(news, person));
    this.others.set(person, { who, states, drafts });
    return drafts;
  }

  // Says a state now, and again after each reconnection.
  state(message: Json): void {
    const kind = Object.keys(message)[0] ?? '';
    const key = keyOf(message, kind);
    this.states = [...this.states.filter((other) => !(kind in other) || keyOf(other, kind) !== key), message];
    this.say(message);
  }

  breakConnections(): void {
    for (const page of this.sockets.clients) page.terminate();
  }

  // The first request of this kind, once it has come.
  async waitFor(kind: string, times = 1, deadline_ms = 10_000): Promise<Asked> {
    return this.until(() => this.asked.filter((asked) => asked.kind === kind)[times - 1], `${kind} number ${times}`, deadline_ms);
  }

  // While it is silent.
  async waitForAttempts(times: number, deadline_ms = 20_000): Promise<void> {
    await this.until(() => (this.attempts >= times ? true : undefined), `attempt number ${times}`, deadline_ms);
  }

  private until<T>(look: () => T | undefined, what: string, deadline_ms: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const again = () => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        this.listeners.delete(again);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.listeners.delete(again);
        reject(new Error(`no ${what} within ${deadline_ms} ms`));
      }, deadline_ms);
      this.listeners.add(again);
      again();
    });
  }

  // The connection stays open and nothing comes through any more, in either direction: the network is dead.
  cutNetwork(): void {
    this.http.away = true;
    this.beats = false;
    for (const page of this.sockets.clients) page.removeAllListeners('message');
  }

  private draftsAnswer(asked: Asked, drafts: MockDrafts): Json | undefined {
    const { kind, body, requestId } = asked;
    const refused = kind === 'sendReply' ? drafts.begin(body, requestId) : undefined;
    if (refused) return refused;
    const answer = this.script(asked);
    if (!answer || 'draft' in answer || answer.code === 'ANSWER_UNAVAILABLE') return answer;
    if (kind === 'sendReply') return { ...answer, ...drafts.end(body, requestId, 'code' in answer ? String(answer.reason ?? answer.code) : '') };
    if ('code' in answer) return answer;
    if (kind === 'getDraft') return { ...answer, draft: drafts.get(String(body.interactionId)) };
    return kind === 'saveDraft' ? { ...answer, ...drafts.save(body) } : answer;
  }

  private welcome(page: WebSocket, person: string): void {
    this.opened += 1;
    this.persons.set(page, person);
    const { who, states } = this.others.get(person) ?? this;
    const beat = setInterval(() => this.beats && page.send(JSON.stringify({ heartbeat: {} })), 1000);
    page.on('close', () => clearInterval(beat));
    page.on('message', (frame) => this.receive(page, String(frame)));
    page.send(JSON.stringify({ welcome: { ...who, serverTimeUs: ahead(this.clockAhead_s) } }));
    for (const state of states) page.send(JSON.stringify(state));
  }

  private receive(page: WebSocket, frame: string): void {
    if (Buffer.byteLength(frame) > this.mostBytes) {
      page.close(1009);
      return;
    }
    const { requestId, ...rest } = JSON.parse(frame) as { requestId: string } & Record<string, Record<string, unknown>>;
    const kind = Object.keys(rest)[0] ?? '';
    if (kind === 'heartbeat') {
      this.beatsAnswered += 1;
      return;
    }
    const asked = { requestId, kind, body: rest[kind] as unknown as Record<string, unknown> };
    this.asked.push(asked);
    const answer = this.draftsAnswer(asked, this.others.get(this.persons.get(page) ?? '')?.drafts ?? this.drafts);
    if (answer) this.answered.push({ ...asked, answer });
    if (answer && page.readyState === page.OPEN) page.send(JSON.stringify({ answer: { requestId, ...answer } }));
    for (const listener of [...this.listeners]) listener();
  }
}

function keyOf(message: Json, kind: string): string {
  const body = message[kind] as Json;
  return String(body.login ?? body.queue ?? body.mailbox ?? '');
}
