// What comes over the WebSocket: desk.proto and the messages it uses, field for field.
import { flag, integer, list, message, oneOf, optional, text, type Read } from './shape';

export const Interaction = message({
  id: text,
  channel: oneOf('CHANNEL_UNSPECIFIED', 'CHANNEL_VOICE', 'CHANNEL_EMAIL', 'CHANNEL_CHAT'),
  queue: text,
  prioritySeconds: integer,
  tags: list(text),
  contactAddress: text,
  contactName: text,
  dnis: text,
  subject: text,
  language: text,
  firstEntryAtUs: integer,
  threadId: text,
});

const presence = oneOf('PRESENCE_UNSPECIFIED', 'PRESENCE_OFFLINE', 'PRESENCE_AVAILABLE', 'PRESENCE_ON_BREAK');

export const WorkItem = message({
  interaction: Interaction,
  state: oneOf(
    'WORK_STATE_UNSPECIFIED',
    'WORK_STATE_OFFERED',
    'WORK_STATE_CONNECTING',
    'WORK_STATE_ACTIVE',
    'WORK_STATE_HELD',
    'WORK_STATE_WRAP_UP',
    'WORK_STATE_PARKED',
  ),
  offerId: text,
  sinceUs: integer,
  deadlineUs: integer,
  effort: integer,
});

export const AgentState = message({
  login: text,
  name: text,
  presence,
  breakReason: text,
  pendingPresence: presence,
  state: oneOf(
    'AGENT_STATE_UNSPECIFIED',
    'AGENT_STATE_IDLE',
    'AGENT_STATE_OFFERED',
    'AGENT_STATE_BUSY',
    'AGENT_STATE_WRAP_UP',
    'AGENT_STATE_NOT_RESPONDING',
  ),
  sinceUs: integer,
  capacity: integer,
  load: integer,
  deskConnected: flag,
  work: list(WorkItem),
  queues: list(text),
  version: integer,
});

export const WaitingItem = message({ interaction: Interaction, enteredQueueAtUs: integer });

export const QueueState = message({
  queue: text,
  title: text,
  waiting: integer,
  longestWaitingSinceUs: integer,
  inProgress: integer,
  agentsLoggedIn: integer,
  agentsAvailable: integer,
  offeredToday: integer,
  answeredToday: integer,
  abandonedToday: integer,
  answeredWithinThresholdToday: integer,
  serviceLevelTargetPercent: integer,
  serviceLevelThresholdSeconds: integer,
  firstWaiting: list(WaitingItem),
  version: integer,
});

export const PrequeueState = message({
  queue: text,
  held: integer,
  released: integer,
  suspended: integer,
  window: integer,
  oldestHeldSinceUs: integer,
  version: integer,
});

export const MailboxState = message({
  mailbox: text,
  connected: flag,
  problem: text,
  lastFetchAtUs: integer,
  fetchedTotal: integer,
});

export const MailAddress = message({ name: text, address: text });
export const MailPart = message({ index: integer, fileName: text, contentType: text, sizeBytes: integer, contentId: text });

const replyStatus = oneOf('REPLY_STATUS_UNSPECIFIED', 'REPLY_QUEUED', 'REPLY_SENT', 'REPLY_DEFERRED', 'REPLY_FAILED');

export const MailMessage = message({
  id: text,
  incoming: flag,
  from: MailAddress,
  replyTo: list(MailAddress),
  to: list(MailAddress),
  cc: list(MailAddress),
  subject: text,
  dateUs: integer,
  text,
  html: text,
  attachments: list(MailPart),
  status: replyStatus,
  agent: text,
  truncated: flag,
});

export const MailThread = message({ interactionId: text, threadId: text, mailbox: text, messages: list(MailMessage) });

export const ReplyChanged = message({ interactionId: text, id: text, status: replyStatus, detail: text });
export const SystemState = message({ broker: flag, acd: flag, mcan: flag, asterisk: flag });
export const Named = message({ name: text, titleEs: text, titleEn: text });
export const Draft = message({ interactionId: text, text, savedAtUs: integer });

export const Welcome = message({
  login: text,
  name: text,
  role: text,
  language: text,
  site: text,
  phone: text,
  dispositions: list(Named),
  breakReasons: list(Named),
  queues: list(Named),
  serverTimeUs: integer,
});

export const DeskAnswer = message({
  requestId: text,
  code: oneOf(
    'ANSWER_OK',
    'ANSWER_INVALID',
    'ANSWER_NOT_FOUND',
    'ANSWER_REFUSED',
    'ANSWER_UNAVAILABLE',
    'ANSWER_INTERNAL',
  ),
  reason: text,
  message: text,
  thread: optional(MailThread),
  draft: optional(Draft),
});

export const ServerMessage = message({
  welcome: optional(Welcome),
  answer: optional(DeskAnswer),
  agent: optional(AgentState),
  queue: optional(QueueState),
  prequeue: optional(PrequeueState),
  mailbox: optional(MailboxState),
  reply: optional(ReplyChanged),
  system: optional(SystemState),
});

export type Interaction = Read<typeof Interaction>;
export type WorkItem = Read<typeof WorkItem>;
export type AgentState = Read<typeof AgentState>;
export type Presence = AgentState['presence'];
export type WaitingItem = Read<typeof WaitingItem>;
export type QueueState = Read<typeof QueueState>;
export type PrequeueState = Read<typeof PrequeueState>;
export type MailboxState = Read<typeof MailboxState>;
export type MailAddress = Read<typeof MailAddress>;
export type MailPart = Read<typeof MailPart>;
export type MailMessage = Read<typeof MailMessage>;
export type MailThread = Read<typeof MailThread>;
export type ReplyChanged = Read<typeof ReplyChanged>;
export type ReplyStatus = MailMessage['status'];
export type SystemState = Read<typeof SystemState>;
export type Named = Read<typeof Named>;
export type Welcome = Read<typeof Welcome>;
export type DeskAnswer = Read<typeof DeskAnswer>;
export type ServerMessage = Read<typeof ServerMessage>;
