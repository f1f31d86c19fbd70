// What the scripted desk speaks of: the demo site's people, queues, calls and mails, in the protobuf JSON mapping.
export type Json = Record<string, unknown>;

const named = (name: string, titleEs: string, titleEn: string) => ({ name, titleEs, titleEn });
export const ago = (seconds: number) => String((Date.now() - seconds * 1000) * 1000);
export const ahead = (seconds: number) => ago(-seconds);
let versions = 0;

export function welcome(login: string, changes: Json = {}): Json {
  return {
    login,
    name: login === 'ana' ? 'Ana García' : 'Sofía Marín',
    role: login === 'ana' ? 'agent' : 'supervisor',
    language: 'es',
    site: 'demo',
    phone: login === 'ana' ? '1001' : '',
    dispositions: [
      named('resuelto', 'Resuelto', 'Solved'),
      named('seguimiento', 'Seguimiento', 'Follow-up'),
      named('equivocado', 'Equivocado', 'Wrong address'),
      named('queja', 'Queja', 'Complaint'),
      named('venta', 'Venta', 'Sale'),
    ],
    breakReasons: [named('descanso', 'Descanso', 'Rest'), named('comida', 'Comida', 'Lunch'), named('formacion', 'Formación', 'Training')],
    queues: [named('soporte', 'Soporte', 'Support'), named('quejas', 'Quejas', 'Complaints'), named('facturacion', 'Facturación', 'Billing')],
    limits: { replyCharacters: 262144, replyRecipients: 100, messageBytes: 2097152 },
    ...changes,
  };
}

export function agent(login: string, changes: Json = {}): Json {
  versions += 1;
  return {
    agent: {
      login,
      name: 'Ana García',
      presence: 'PRESENCE_AVAILABLE',
      state: 'AGENT_STATE_IDLE',
      sinceUs: ago(75),
      capacity: 100,
      deskConnected: true,
      queues: ['soporte'],
      version: String(versions),
      ...changes,
    },
  };
}

export function mail(state: string, changes: Json = {}, interaction: Json = {}): Json {
  return {
    interaction: {
      id: 'mail-1',
      channel: 'CHANNEL_EMAIL',
      queue: 'soporte',
      contactAddress: 'carmen.ruiz@cliente.test',
      contactName: 'Carmen Ruiz',
      dnis: 'ayuda@demo.test',
      subject: 'No puedo entrar en mi cuenta desde ayer',
      firstEntryAtUs: ago(312),
      tags: ['acceso'],
      threadId: 'thread-1',
      ...interaction,
    },
    state,
    sinceUs: ago(8),
    effort: 30,
    ...(state === 'WORK_STATE_OFFERED' ? { offerId: 'offer-1', deadlineUs: ahead(25) } : {}),
    ...changes,
  };
}

export function call(state: string, changes: Json = {}): Json {
  return {
    interaction: {
      id: 'call-1',
      channel: 'CHANNEL_VOICE',
      queue: 'quejas',
      contactAddress: '+34600111222',
      contactName: 'Taller Ibáñez',
      dnis: '901',
      firstEntryAtUs: ago(48),
    },
    state,
    sinceUs: ago(12),
    effort: 100,
    ...(state === 'WORK_STATE_OFFERED' ? { offerId: 'offer-2', deadlineUs: ahead(18) } : {}),
    ...changes,
  };
}

export function message(changes: Json = {}): Json {
  return {
    id: 'message-1',
    incoming: true,
    from: { name: 'Carmen Ruiz', address: 'carmen.ruiz@cliente.test' },
    to: [{ address: 'ayuda@demo.test' }],
    subject: 'No puedo entrar en mi cuenta desde ayer',
    dateUs: ago(312),
    answerTo: [{ name: 'Carmen Ruiz', address: 'carmen.ruiz@cliente.test' }],
    text: 'Hola:\n\nDesde ayer no puedo entrar en mi cuenta.\nMe dice que la contraseña no es válida.\n\n¿Me pueden ayudar?\n\nCarmen Ruiz',
    ...changes,
  };
}

export function thread(messages: Json[] = [message()]): Json {
  const answers = messages.filter(({ incoming }) => incoming).at(-1)?.id ?? '';
  return { thread: { interactionId: 'mail-1', threadId: 'thread-1', mailbox: 'ayuda@demo.test', messages, answers } };
}

export const marta = { login: 'marta', name: 'Marta Soler', presence: 'PRESENCE_AVAILABLE', state: 'AGENT_STATE_IDLE' };
export const nuria = { login: 'nuria', name: 'Núria Álvarez', presence: 'PRESENCE_ON_BREAK', state: 'AGENT_STATE_IDLE' };
export const pablo = { login: 'pablo', name: 'Pablo Rey', presence: 'PRESENCE_AVAILABLE', state: 'AGENT_STATE_BUSY' };

// The answer to getColleagues, as the desk finds them by name.
export function colleagues(search: unknown, all: readonly { name: string }[] = [marta, nuria, pablo]): Json {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
  return { colleagues: { colleagues: all.filter(({ name }) => plain(name).includes(plain(String(search ?? '')))) } };
}

export function queue(name: string, changes: Json = {}): Json {
  versions += 1;
  return {
    queue: {
      queue: name,
      title: name,
      open: true,
      serviceLevelTargetPercent: 80,
      serviceLevelThresholdSeconds: 20,
      version: String(versions),
      ...changes,
    },
  };
}

export const all_well: Json = { system: { broker: true, acd: true, mcan: true, asterisk: true } };
