// Who gets a reply: what the page names is what is sent, and whom the mail service would have chosen is only a proposal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, violations } from '../browser';
import type { MockDesk } from '../mock/mock_desk';
import { agent, all_well, mail, message, thread, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

const carmen = { name: 'Carmen Ruiz', address: 'carmen.ruiz@cliente.test' };
const colleague = { name: 'Luis Ortega', address: 'luis.ortega@cliente.test' };
const boss = { name: '', address: 'jefa@cliente.test' };
const opened = message();
const written = message({ id: 'message-2', from: colleague, cc: [carmen, boss], answerTo: [colleague], answerCc: [carmen, boss], text: 'La referencia buena es otra.' });

function conversation(...messages: Json[]): (desk: MockDesk) => void {
  return (desk) => {
    desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })];
    desk.script = ({ kind }) => (kind === 'getThread' ? thread(messages) : {});
  };
}

test('the reply goes to whom the page names: a colleague in copy wrote last', async () => {
  const { page, desk } = await browser.signIn({}, conversation(opened, written));
  const recipients = page.getByRole('group', { name: 'Quién recibe la respuesta' });
  await recipients.getByText('Luis Ortega <luis.ortega@cliente.test>').waitFor();
  await recipients.getByText('Carmen Ruiz <carmen.ruiz@cliente.test>').waitFor();
  await screenshot(page, 'recipients');
  assert.deepEqual(await violations(page), []);
  await page.getByLabel('Responder a Luis Ortega').fill('Gracias.');
  await recipients.getByRole('button', { name: 'Quitar a jefa@cliente.test' }).click();
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const { body } = await desk.waitFor('sendReply');
  assert.deepEqual([body.to, body.cc, body.answers], [[colleague], [carmen], 'message-2']);
});

test('only the sender, everybody again, and somebody else', async () => {
  const { page, desk } = await browser.signIn({}, conversation(opened, written));
  await page.getByLabel('Responder a Luis Ortega').fill('Para ti.');
  await page.getByRole('button', { name: 'Solo al remitente' }).click();
  assert.equal(await page.getByRole('button', { name: 'Solo al remitente' }).getAttribute('aria-pressed'), 'true');
  await page.getByLabel('Copia', { exact: true }).fill('Otra Persona <otra@cliente.test>, no-es-nada');
  await page.keyboard.press('Enter');
  await page.getByText('«no-es-nada» no es una dirección de correo').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled(), 'nothing typed is left out in silence');
  await page.getByLabel('Copia', { exact: true }).fill('');
  // Typed and not confirmed: it counts.
  await page.getByLabel('Copia', { exact: true }).fill('mas@cliente.test');
  await page.keyboard.press('Control+Enter');
  const { body } = await desk.waitFor('sendReply');
  assert.deepEqual(body.cc, [{ name: 'Otra Persona', address: 'otra@cliente.test' }, { name: '', address: 'mas@cliente.test' }]);
  assert.deepEqual(body.to, [colleague]);
});

test('the message that is answered is chosen, and quoted; its people are proposed', async () => {
  const { page, desk } = await browser.signIn({}, conversation(opened, written));
  await page.getByLabel('Responder a Luis Ortega').fill('A quien preguntó.');
  await page.getByRole('button', { name: /^Carmen Ruiz/ }).click();
  await page.getByRole('button', { name: 'Contestar a este mensaje' }).click();
  await page.getByLabel('Responder a Carmen Ruiz').waitFor();
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const { body } = await desk.waitFor('sendReply');
  assert.deepEqual([body.to, body.cc, body.answers, body.seen], [[carmen], [], 'message-1', 'message-2']);
  assert.match(String(body.quoteIntroduction), /Carmen Ruiz escribió:$/);
});

test('a mail without sender: the agent types whom the reply goes to', async () => {
  const nobody = message({ from: {}, answerTo: [] });
  const { page, desk } = await browser.signIn({}, conversation(nobody));
  await page.getByText('Este correo no dice a quién contestar').waitFor();
  await page.getByLabel('Tu respuesta').last().fill('Buenos días.');
  assert.ok(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled());
  await page.getByLabel('Para', { exact: true }).fill('cliente@correo.test');
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  assert.deepEqual((await desk.waitFor('sendReply')).body.to, [{ name: '', address: 'cliente@correo.test' }]);
});

test('recipients chosen outlive a reload with the draft', async () => {
  const { page, desk } = await browser.signIn({}, conversation(opened, written));
  await page.getByLabel('Responder a Luis Ortega').fill('Espera.');
  await page.getByRole('button', { name: 'Quitar a Luis Ortega' }).click();
  await page.getByText('La respuesta no tiene destinatario').waitFor();
  await page.getByLabel('Para', { exact: true }).fill('carmen.ruiz@cliente.test');
  await page.keyboard.press('Enter');
  await page.getByText('Borrador guardado', { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel('Responder a carmen.ruiz@cliente.test').waitFor();
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const { body } = await desk.waitFor('sendReply');
  assert.deepEqual([body.to, body.cc, body.text], [[{ name: '', address: 'carmen.ruiz@cliente.test' }], [boss], 'Espera.']);
});

test('what the mail service refuses of them is told in words, and the text stays', async () => {
  const { page, desk } = await browser.signIn({}, conversation(opened));
  await page.getByLabel('Responder a Carmen Ruiz').fill('Hola.');
  await page.getByLabel('Copia', { exact: true }).fill('ventas@demo.test');
  desk.script = ({ kind }) => (kind === 'sendReply' ? { code: 'ANSWER_INVALID', reason: 'own_recipient' } : {});
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('region', { name: 'Tu respuesta' }).getByText('una de las direcciones es un buzón nuestro').waitFor();
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), 'Hola.');
  await page.getByRole('button', { name: 'Quitar a ventas@demo.test' }).click();
  conversation(opened)(desk);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  assert.deepEqual((await desk.waitFor('sendReply', 2)).body.cc, []);
});
