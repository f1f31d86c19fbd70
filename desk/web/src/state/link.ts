// This page's session and its connection to the desk.
import { computed, signal } from '@preact/signals';
import { Connection, type LinkState } from '../protocol/connection';
import type { DeskAnswer, ServerMessage } from '../protocol/messages';
import type { Patience } from '../protocol/pending_requests';
import type { DeskRequest } from '../protocol/requests';
import * as api from '../protocol/session_api';
import { t } from '../texts/language';
import { local_ms, stopClock } from './clock';
import { system, take } from './desk';
import { error } from './toasts';

export type Session = 'checking' | 'out' | 'in';

export const session = signal<Session>('checking');
export const link = signal<LinkState>('stopped');
export const retryAt_ms = signal(0);
// Counts the Welcomes: what must be asked anew on every connection depends on it.
export const connections = signal(0);
// When the desk was heard last before the connection went; 0 while there is one.
export const lostAt_ms = signal(0);

// A break shorter than this is not worth a word.
const patience_ms = 1500;
// Nothing is heard from the desk: what is shown is from lostAt_ms.
export const cutOff = computed(() => lostAt_ms.value > 0 && link.value !== 'open' && local_ms.value - lostAt_ms.value >= patience_ms);
// What is shown of work and agents may be old, here or because the desk itself hears nothing of the router.
export const old = computed(() => cutOff.value || (system.value !== undefined && !(system.value.broker && system.value.acd)));

// Why the sign-in page is shown: the session of this tab came to its end by itself.
const endedMark = 'antesala.session_ended';
export const sessionEnded = sessionStorage.getItem(endedMark) !== null;

let connection: Connection | undefined;
const recheck_ms = 2000;

export async function begin(): Promise<void> {
  const state = await api.session();
  if (state === 'unreachable') {
    link.value = 'waiting';
    window.setTimeout(() => void begin(), recheck_ms);
  } else if (state === 'open') {
    connect();
  } else {
    session.value = 'out';
  }
}

export async function signIn(login: string, password: string): Promise<api.SignInResult> {
  const result = await api.signIn(login, password);
  if (result.kind === 'signed_in') connect();
  return result;
}

export async function signOut(): Promise<void> {
  if (!(await api.signOut())) {
    error(t('menu.signout_failed'));
    return;
  }
  leave();
}

export function ask(request: DeskRequest, patience?: Patience, requestId?: string): Promise<DeskAnswer> {
  if (!connection) throw new Error('nothing can be asked before signing in');
  return connection.request(request, patience, requestId);
}

export function retryNow(): void {
  connection?.retryNow();
}

function connect(): void {
  sessionStorage.removeItem(endedMark);
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  connection = new Connection(`${scheme}://${location.host}/ws`, {
    onMessage: receive,
    onLink: (state, retryAt) => {
      link.value = state;
      retryAt_ms.value = retryAt;
      if (state === 'open') lostAt_ms.value = 0;
    },
    onLost: (heardAt) => {
      local_ms.value = Date.now();
      lostAt_ms.value = heardAt;
      stopClock(heardAt);
    },
    onRefused: () => void checkSession(),
  });
  session.value = 'in';
  connection.start();
}

function receive(message: ServerMessage): void {
  take(message);
  if (message.welcome) connections.value += 1;
}

// The desk can be away, or have ended this session: only the second sends the person to the sign-in page.
async function checkSession(): Promise<void> {
  if ((await api.session()) !== 'none') return;
  sessionStorage.setItem(endedMark, 'yes');
  leave();
}

// The page begins anew, so that nothing of this person is left in its memory.
function leave(): void {
  connection?.stop();
  location.replace('/');
}

window.addEventListener('online', retryNow);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') retryNow();
});
