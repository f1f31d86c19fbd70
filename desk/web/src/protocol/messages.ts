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
  preferredAgent: text,
  firstEntryAtUs: integer,
  threadId: text,
  update: integer,
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
  consultedAgent: text,
  consultedBy: text,
  dispositions: list(text),
});

const agentStateName = oneOf(
  'AGENT_STATE_UNSPECIFIED',
  'AGENT_STATE_IDLE',
  'AGENT_STATE_OFFERED',
  'AGENT_STATE_BUSY',
  'AGENT_STATE_WRAP_UP',
  'AGENT_STATE_NOT_RESPONDING',
);

const phoneState = oneOf(
  'PHONE_STATE_UNSPECIFIED',
  'PHONE_STATE_READY',
  'PHONE_STATE_UNREACHABLE',
  'PHONE_STATE_IN_USE',
  'PHONE_STATE_RESTS',
);

export const AgentState = message({
  login: text,
  name: text,
  presence,
  breakReason: text,
  pendingPresence: presence,
  state: agentStateName,
  sinceUs: integer,
  capacity: integer,
  load: integer,
  deskConnected: flag,
  work: list(WorkItem),
  queues: list(text),
  version: integer,
  phone: phoneState,
  phoneRestsUntilUs: integer,
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
  open: flag,
});

export const Colleague = message({
  login: text,
  name: text,
  presence,
  state: agentStateName,
  phoneAway: flag,
  deskAway: flag,
  pendingPresence: presence,
});
export const Colleagues = message({ colleagues: list(Colleague), leftOut: integer });

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
  version: integer,
});

export const MailAddress = message({ name: text, address: text });
export const MailPart = message({ index: integer, fileName: text, contentType: text, sizeBytes: integer, contentId: text });

const replyStatus = oneOf('REPLY_STATUS_UNSPECIFIED', 'REPLY_QUEUED', 'REPLY_SENT', 'REPLY_DEFERRED', 'REPLY_FAILED');

export const RecipientResult = message({ address: text, status: replyStatus, detail: text });

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
  answerTo: list(MailAddress),
  answerCc: list(MailAddress),
  answerCcLeftOut: integer,
  peopleLeftOut: integer,
  recipients: list(RecipientResult),
  statusDetail: text,
  writtenCharacters: integer,
  writtenAtUs: integer,
  writtenDate: text,
  kind: oneOf('MAIL_KIND_UNSPECIFIED', 'MAIL_KIND_PERSON', 'MAIL_KIND_AUTOMATIC', 'MAIL_KIND_DELIVERY_REPORT'),
});

export const MailThread = message({ interactionId: text, threadId: text, mailbox: text, messages: list(MailMessage), answers: text, update: integer });
export const ThreadChanged = message({ threadId: text, interactionId: text, messageId: text, incoming: flag });


export const ReplyChanged = message({ interactionId: text, id: text, status: replyStatus, detail: text });
export const MailAside = message({
  id: text,
  mailbox: text,
  shelf: oneOf('MAIL_SHELF_UNSPECIFIED', 'MAIL_SHELF_AUTOMATIC', 'MAIL_SHELF_PARKED', 'MAIL_SHELF_UNREADABLE', 'MAIL_SHELF_DISCARDED'),
  from: MailAddress,
  subject: text,
  reason: text,
  receivedAtUs: integer,
  sizeBytes: integer,
  kind: text,
});
export const MailsAsidePage = message({ mails: list(MailAside), next: text, total: integer });
export const MailAsideContent = message({ mail: MailAside, message: optional(MailMessage) });
export const MailAsideChanged = message({ id: text, interactionId: text });
export const NodeTrouble = message({ node: text, code: text, subject: text, detail: text });
export const SystemState = message({ broker: flag, acd: flag, mcan: flag, asterisk: flag, troubles: list(NodeTrouble) });
export const Named = message({ name: text, titleEs: text, titleEn: text });

export const DraftDetails = message({
  recipientsChosen: flag,
  to: list(MailAddress),
  cc: list(MailAddress),
  answers: text,
  seen: text,
  withoutQuote: flag,
});

export const Draft = message({
  interactionId: text,
  text,
  savedAtUs: integer,
  version: integer,
  state: oneOf('DRAFT_OPEN', 'DRAFT_SENDING', 'DRAFT_SENT'),
  requestId: text,
  details: DraftDetails,
  problem: text,
  problemMessage: text,
});

export const DraftChanged = message({ interactionId: text, version: integer });
export const Limits = message({ replyCharacters: integer, replyRecipients: integer, messageBytes: integer });

const verdict = oneOf(
  'VERDICT_UNSPECIFIED',
  'VERDICT_CHOSEN',
  'VERDICT_COULD_TAKE',
  'VERDICT_NOT_MEMBER',
  'VERDICT_LEVEL_NOT_REACHED',
  'VERDICT_LACKS_SKILL',
  'VERDICT_RESERVED_FOR_PREFERRED',
  'VERDICT_OFFLINE',
  'VERDICT_ON_BREAK',
  'VERDICT_PENDING_PRESENCE',
  'VERDICT_NOT_RESPONDING',
  'VERDICT_DESK_NOT_CONNECTED',
  'VERDICT_PHONE_UNREACHABLE',
  'VERDICT_OFFERED_OTHER',
  'VERDICT_IN_WRAP_UP',
  'VERDICT_HAS_A_CALL',
  'VERDICT_CHANNEL_LIMIT',
  'VERDICT_NO_CAPACITY',
  'VERDICT_DELAY_AFTER_OFFER',
  'VERDICT_OLDER_WORK_FIRST',
  'VERDICT_PHONE_IN_USE',
  'VERDICT_PHONE_RESTS',
);

export const SkillRequirement = message({ skill: text, minimum: integer });
export const Candidate = message({ login: text, name: text, verdict, lackingSkill: text, untilUs: integer, insteadId: text });
export const VerdictCount = message({ verdict, agents: integer });

export const PastDecision = message({
  atUs: integer,
  offerId: text,
  login: text,
  name: text,
  couldTake: integer,
  outcome: oneOf(
    'OFFER_OUTCOME_UNSPECIFIED',
    'OFFER_OUTCOME_ACCEPTED',
    'OFFER_OUTCOME_DECLINED',
    'OFFER_OUTCOME_TIMED_OUT',
    'OFFER_OUTCOME_RESCINDED',
  ),
  reason: oneOf(
    'OFFER_END_UNSPECIFIED',
    'OFFER_END_BUSY',
    'OFFER_END_UNREACHABLE',
    'OFFER_END_ERROR',
    'OFFER_END_TAKEN_BY_OTHER',
    'OFFER_END_CUSTOMER_LEFT',
    'OFFER_END_WITHDRAWN',
    'OFFER_END_AGENT_LEFT',
    'OFFER_END_MOVED',
    'OFFER_END_NEEDS_CHANGED',
    'OFFER_END_DIRECTORY_CHANGED',
    'OFFER_END_OVERFLOWED',
    'OFFER_END_INTERRUPTED',
  ),
});

export const Explanation = message({
  interaction: Interaction,
  state: oneOf(
    'INTERACTION_STATE_UNSPECIFIED',
    'INTERACTION_STATE_WAITING',
    'INTERACTION_STATE_OFFERED',
    'INTERACTION_STATE_CONNECTING',
    'INTERACTION_STATE_ACTIVE',
    'INTERACTION_STATE_HELD',
    'INTERACTION_STATE_SUSPENDED',
    'INTERACTION_STATE_PARKED',
    'INTERACTION_STATE_WRAP_UP',
  ),
  stateUntilUs: integer,
  agent: text,
  position: integer,
  expectedWaitUs: integer,
  needs: list(SkillRequirement),
  anyNeedIsEnough: flag,
  relaxationStep: integer,
  decisions: list(PastDecision),
  candidates: list(Candidate),
  candidatesLeftOut: integer,
  beyondCapacity: flag,
  counts: list(VerdictCount),
  mentioned: list(Interaction),
});

export const WaitingForAgent = message({ interaction: Interaction, verdict, lackingSkill: text, untilUs: integer });

export const AgentExplanation = message({
  agent: AgentState,
  phoneReachable: flag,
  verdict,
  untilUs: integer,
  waiting: list(WaitingForAgent),
  waitingLeftOut: integer,
  callVerdict: verdict,
});

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
  skills: list(Named),
  limits: Limits,
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
  explanation: optional(Explanation),
  agentExplanation: optional(AgentExplanation),
  colleagues: optional(Colleagues),
  mailsAside: optional(MailsAsidePage),
  mailAside: optional(MailAsideContent),
  mailAsideChanged: optional(MailAsideChanged),
});

export const Heartbeat = message({ serverTimeUs: integer });

export const ServerMessage = message({
  welcome: optional(Welcome),
  answer: optional(DeskAnswer),
  agent: optional(AgentState),
  queue: optional(QueueState),
  prequeue: optional(PrequeueState),
  mailbox: optional(MailboxState),
  reply: optional(ReplyChanged),
  system: optional(SystemState),
  draftChanged: optional(DraftChanged),
  threadChanged: optional(ThreadChanged),
  heartbeat: optional(Heartbeat),
});

export type Interaction = Read<typeof Interaction>;
export type WorkItem = Read<typeof WorkItem>;
export type AgentState = Read<typeof AgentState>;
export type Presence = AgentState['presence'];
export type WaitingItem = Read<typeof WaitingItem>;
export type QueueState = Read<typeof QueueState>;
export type Colleague = Read<typeof Colleague>;
export type PrequeueState = Read<typeof PrequeueState>;
export type MailboxState = Read<typeof MailboxState>;
export type MailAddress = Read<typeof MailAddress>;
export type MailPart = Read<typeof MailPart>;
export type MailMessage = Read<typeof MailMessage>;
export type MailThread = Read<typeof MailThread>;
export type ReplyChanged = Read<typeof ReplyChanged>;
export type ThreadChanged = Read<typeof ThreadChanged>;
export type Draft = Read<typeof Draft>;
export type DraftDetails = Read<typeof DraftDetails>;
export type DraftChanged = Read<typeof DraftChanged>;
export type Limits = Read<typeof Limits>;
export type ReplyStatus = MailMessage['status'];
export type MailAside = Read<typeof MailAside>;
export type MailShelf = MailAside['shelf'];
export type MailsAsidePage = Read<typeof MailsAsidePage>;
export type MailAsideContent = Read<typeof MailAsideContent>;
export type SystemState = Read<typeof SystemState>;
export type NodeTrouble = Read<typeof NodeTrouble>;
export type Named = Read<typeof Named>;
export type Candidate = Read<typeof Candidate>;
export type Verdict = Candidate['verdict'];
export type PastDecision = Read<typeof PastDecision>;
export type Explanation = Read<typeof Explanation>;
export type WaitingForAgent = Read<typeof WaitingForAgent>;
export type AgentExplanation = Read<typeof AgentExplanation>;
export type Welcome = Read<typeof Welcome>;
export type DeskAnswer = Read<typeof DeskAnswer>;
export type ServerMessage = Read<typeof ServerMessage>;
