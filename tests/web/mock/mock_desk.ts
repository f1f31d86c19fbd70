// A desk that says what a test tells it to, and fails how a test tells it to: answers that never come, connections that
// break between a request and its answer, sessions that end. What the real desk does by itself is tested on the real one.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
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
  readonly http: HttpState = { password: 'right', sessionOpen: false, away: false, partsAsked: [] };
  // Sent after each Welcome: the whole state.
  states: Json[] = [];
  who: Json = welcome('ana');
  script: Script = () => ({});
  // How far the server's clock is ahead of the browser's.
  clockAhead_s = 0;
  private readonly server: Server;
  private readonly sockets: WebSocketServer;
  private readonly listeners = new Set<() => void>();

  constructor(root: string) {
    this.server = httpServer(root, this.http);
    this.sockets = new WebSocketServer({ noServer: true });
    this.server.on('upgrade', (request, socket, head) => {
      if (this.http.away || !this.http.sessionOpen) {
        socket.destroy();
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (page) => this.opened(page));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.breakConnections();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  say(message: Json): void {
    for (const page of this.sockets.clients) page.send(JSON.stringify(message));
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
    const found = () => this.asked.filter((asked) => asked.kind === kind);
    return new Promise((resolve, reject) => {
      const look = () => {
        const last = found()[times - 1];
        if (!last) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        resolve(last);
      };
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        reject(new Error(`no ${kind} number ${times} within ${deadline_ms} ms`));
      }, deadline_ms);
      this.listeners.add(look);
      look();
    });
  }

  private opened(page: WebSocket): void {
    page.on('message', (frame) => this.receive(page, String(frame)));
    page.send(JSON.stringify({ welcome: { ...this.who, serverTimeUs: ahead(this.clockAhead_s) } }));
    for (const state of this.states) page.send(JSON.stringify(state));
  }

  private receive(page: WebSocket, frame: string): void {
    const { requestId, ...rest } = JSON.parse(frame) as { requestId: string } & Record<string, Record<string, unknown>>;
    const kind = Object.keys(rest)[0] ?? '';
    const asked = { requestId, kind, body: rest[kind] as unknown as Record<string, unknown> };
    this.asked.push(asked);
    const answer = this.script(asked);
    if (answer && page.readyState === page.OPEN) page.send(JSON.stringify({ answer: { requestId, ...answer } }));
    for (const listener of [...this.listeners]) listener();
  }
}

function keyOf(message: Json, kind: string): string {
  const body = message[kind] as Json;
  return String(body.login ?? body.queue ?? body.mailbox ?? '');
}
