// The HTTP half of the scripted desk: the built pages under the headers of desk/server, and the session.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const page_policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; font-src 'self'; " +
  "connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const frame_policy = (images: string) =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob:${images}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

export interface HttpState {
  readonly password: string;
  sessionOpen: boolean;
  away: boolean;
  readonly partsAsked: string[];
  // Seconds until the next try; 0 lets everybody try.
  signInWait_s: number;
}

export function httpServer(root: string, state: HttpState): Server {
  return createServer((request, response) => {
    if (state.away) request.socket.destroy();
    else void answer(root, state, request, response);
  });
}

async function answer(root: string, state: HttpState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://desk').pathname;
  if (path === '/api/v1/session') return sessionAnswer(state, request, response);
  if (path.startsWith('/api/v1/messages/')) {
    state.partsAsked.push(path);
    response.writeHead(200, { 'Content-Type': 'image/gif', 'Content-Disposition': 'attachment; filename="part.gif"' });
    response.end(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
    return;
  }
  const file = path === '/' || path === '/supervisor' ? '/index.html' : normalize(path);
  try {
    const body = await readFile(join(root, file));
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', ...headersOf(path) });
    response.end(body);
  } catch {
    response.writeHead(404).end('No such page.\n');
  }
}

function headersOf(path: string): Record<string, string> {
  const framed = path.startsWith('/mail_frame');
  const policy = !framed ? page_policy : frame_policy(path === '/mail_frame_images.html' ? ' https: http:' : '');
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': framed ? 'SAMEORIGIN' : 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

async function sessionAnswer(state: HttpState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    if (state.signInWait_s > 0) {
      response.writeHead(429, { 'Content-Type': 'application/problem+json', 'Retry-After': String(state.signInWait_s) }).end('{}');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { password } = JSON.parse(Buffer.concat(chunks).toString()) as { password: string };
    state.sessionOpen = password === state.password;
  }
  if (request.method === 'DELETE') state.sessionOpen = false;
  const good = state.sessionOpen || request.method === 'DELETE';
  response.writeHead(good ? 200 : 401, { 'Content-Type': good ? 'application/json' : 'application/problem+json' });
  response.end('{}');
}
