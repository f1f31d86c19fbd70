// Mails set aside as mcan lists them.
import type { Asked } from './mock_desk';
import { ago, type Json } from './people';

export function asideMail(id: string, changes: Json = {}): Json {
  return {
    id,
    mailbox: 'ayuda@demo.test',
    shelf: 'MAIL_SHELF_AUTOMATIC',
    from: { name: 'Formulario web', address: 'web@tienda.test' },
    subject: 'Nueva consulta',
    reason: 'Auto-Submitted: auto-generated',
    receivedAtUs: ago(300),
    sizeBytes: '900',
    kind: 'generated',
    ...changes,
  };
}

// A desk with these; what is opened or discarded is gone from the next list.
export function withMailsAside(mails: Json[], text = 'Consulta: no puedo pagar.') {
  const gone = new Set<unknown>();
  return ({ kind, body }: Asked): Json => {
    if (kind === 'getMailsAside') {
      const left = mails.filter((mail) => mail.shelf === body.shelf && !gone.has(mail.id));
      return { mailsAside: { mails: left, total: left.length } };
    }
    if (kind === 'getMailAside') {
      const mail = mails.find(({ id }) => id === body.mailId);
      return { mailAside: { mail, message: { id: body.mailId, incoming: true, from: mail?.from, subject: mail?.subject, dateUs: ago(300), text } } };
    }
    if (kind === 'changeMailAside') {
      gone.add(body.mailId);
      return { mailAsideChanged: { id: body.mailId, interactionId: 'mail-9' } };
    }
    return {};
  };
}
