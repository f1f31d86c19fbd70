// What the desk has told this page. Signals: whatever reads one is drawn again when it changes.
import { batch, computed, signal, type Signal } from '@preact/signals';
import type {
  AgentState,
  DraftChanged,
  MailboxState,
  PrequeueState,
  QueueState,
  ReplyChanged,
  ServerMessage,
  SystemState,
  ThreadChanged,
  Welcome,
} from '../protocol/messages';
import { accountLanguage } from '../texts/language';
import { setServerTime } from './clock';

export const welcome = signal<Welcome | undefined>(undefined);
export const system = signal<SystemState | undefined>(undefined);
export const agents = signal<ReadonlyMap<string, AgentState>>(new Map());
export const queues = signal<ReadonlyMap<string, QueueState>>(new Map());
export const prequeues = signal<ReadonlyMap<string, PrequeueState>>(new Map());
export const mailboxes = signal<ReadonlyMap<string, MailboxState>>(new Map());
export const lastReply = signal<ReplyChanged | undefined>(undefined);
export const draftChanged = signal<DraftChanged | undefined>(undefined);
export const threadChanged = signal<ThreadChanged | undefined>(undefined);

// The signed-in person as an agent; undefined while unknown, or when they are not one.
export const me = computed(() => agents.value.get(welcome.value?.login ?? ''));
export const isSupervisor = computed(() => {
  const role = welcome.value?.role;
  return role === 'supervisor' || role === 'administrator';
});

export function take(message: ServerMessage): void {
  batch(() => {
    if (message.welcome) begin(message.welcome);
    if (message.system) system.value = message.system;
    if (message.agent) keepNewest(agents, message.agent.login, message.agent);
    if (message.queue) keepNewest(queues, message.queue.queue, message.queue);
    if (message.prequeue) keepNewest(prequeues, message.prequeue.queue, message.prequeue);
    if (message.mailbox) keepNewest(mailboxes, message.mailbox.mailbox, message.mailbox);
    if (message.reply) lastReply.value = message.reply;
    if (message.draftChanged) draftChanged.value = message.draftChanged;
    if (message.threadChanged) threadChanged.value = message.threadChanged;
    if (message.heartbeat && message.heartbeat.serverTimeUs > 0) setServerTime(message.heartbeat.serverTimeUs);
  });
}

// A new connection: versions may have begun anew, so states of an earlier one give way whatever their version. They stay on
// the screen until the desk has said how it is now.
let earlier = new WeakSet();

function begin(message: Welcome): void {
  welcome.value = message;
  accountLanguage.value = message.language;
  setServerTime(message.serverTimeUs);
  earlier = new WeakSet(
    [agents, queues, prequeues, mailboxes].flatMap((states) => [...(states.value as ReadonlyMap<string, object>).values()]),
  );
}

function keepNewest<T extends { version: number }>(states: Signal<ReadonlyMap<string, T>>, key: string, state: T): void {
  const known = states.value.get(key);
  const late = known !== undefined && !earlier.has(known) && state.version < known.version;
  if (!late) keep(states, key, state);
}

function keep<T>(states: Signal<ReadonlyMap<string, T>>, key: string, state: T): void {
  states.value = new Map(states.value).set(key, state);
}
