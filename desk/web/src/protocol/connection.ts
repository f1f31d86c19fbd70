// The WebSocket to the desk: opens, opens again when it breaks, sends what was not answered again.
// A connection counts as open from its Welcome on, for only then does the desk know who we are.
import { reconnectDelay } from './back_off';
import { ServerMessage, type DeskAnswer } from './messages';
import { bytesOf, PendingRequests, tooLarge, type Patience } from './pending_requests';
import type { ClientMessage, DeskRequest } from './requests';
import { uuid7 } from './uuid';

export type LinkState = 'connecting' | 'open' | 'waiting' | 'stopped';

export interface ConnectionListener {
  // The whole state follows a Welcome; what was known before is old.
  onMessage(message: ServerMessage): void;
  // `retryAt`: when the next attempt is due, milliseconds since 1970, while waiting.
  onLink(state: LinkState, retryAt: number): void;
  // The connection has gone; `heardAt`: when the desk was heard last.
  onLost(heardAt: number): void;
  // The connection could not be opened: is it the session that has ended?
  onRefused(): void;
}

// A browser cannot see WebSocket pings, so the desk sends a heartbeat every 3 s. Two of them missing mean a dead connection,
// which is told within 10 s.
export const silence_ms = 7_000;
// A dead network answers nothing at all: an attempt to connect is given up, too.
const opening_ms = 5_000;
const check_ms = 500;
// RFC 6455 §7.4.1: the desk ended the connection because a message was longer than it reads.
const message_too_big = 1009;

export class Connection {
  private socket: WebSocket | undefined;
  private retryTimer: number | undefined;
  private checkTimer: number | undefined;
  private attempt = 0;
  private welcomed = false;
  // When something was heard last, or the present attempt began.
  private heardAt = 0;
  // As the last Welcome said: the desk ends the connection at a longer message.
  private mostBytes = Infinity;
  private readonly requests = new PendingRequests();

  constructor(
    private readonly url: string,
    private readonly listener: ConnectionListener,
  ) {}

  start(): void {
    this.checkTimer = window.setInterval(() => this.check(), check_ms);
    this.open();
  }

  stop(): void {
    window.clearInterval(this.checkTimer);
    window.clearTimeout(this.retryTimer);
    this.drop();
    this.listener.onLink('stopped', 0);
  }

  // Does not wait for the next attempt: the network came back, or the person asked. A connection that slept with its
  // computer is looked at at once.
  retryNow(): void {
    if (this.retryTimer !== undefined) this.open();
    else this.check();
  }

  request(request: DeskRequest, patience: Patience = 'give_up', requestId = uuid7()): Promise<DeskAnswer> {
    const message: ClientMessage = { requestId, ...request };
    if (bytesOf(message) > this.mostBytes) return Promise.resolve(tooLarge(requestId));
    const answer = this.requests.add(message, patience, Date.now());
    if (this.welcomed) this.send(message);
    return answer;
  }

  private open(): void {
    window.clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    this.drop();
    this.listener.onLink('connecting', 0);
    const socket = new WebSocket(this.url);
    this.heardAt = Date.now();
    this.socket = socket;
    socket.onmessage = (event) => this.receive(String(event.data));
    socket.onclose = ({ code }) => {
      // Sent again it would end every connection.
      if (code === message_too_big) this.requests.refuseLongest();
      this.closed();
    };
  }

  private receive(frame: string): void {
    this.heardAt = Date.now();
    const message = ServerMessage(JSON.parse(frame) as unknown);
    if (message.heartbeat) this.send({ requestId: uuid7(), heartbeat: {} });
    if (message.welcome) {
      this.mostBytes = message.welcome.limits.messageBytes || Infinity;
      this.welcome();
    }
    if (message.answer) this.requests.answered(message.answer);
    this.listener.onMessage(message);
  }

  private welcome(): void {
    this.welcomed = true;
    this.attempt = 0;
    this.listener.onLink('open', 0);
    this.requests.messages().forEach((pending) => this.send(pending));
  }

  private send(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  private check(): void {
    const now = Date.now();
    this.requests.giveUp(now);
    if (this.socket && now - this.heardAt > (this.welcomed ? silence_ms : opening_ms)) this.closed();
  }

  private closed(): void {
    const refused = !this.welcomed;
    if (this.welcomed) this.listener.onLost(this.heardAt);
    this.drop();
    this.attempt += 1;
    const delay = reconnectDelay(this.attempt, Math.random());
    this.retryTimer = window.setTimeout(() => this.open(), delay);
    this.listener.onLink('waiting', Date.now() + delay);
    if (refused) this.listener.onRefused();
  }

  private drop(): void {
    this.welcomed = false;
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}
