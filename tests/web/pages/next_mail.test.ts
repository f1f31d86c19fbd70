// The customer's next mail is on the open page at once, and nobody answers blindly. And what cannot be sent is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, violations } from '../browser';
import type { MockDesk } from '../mock/mock_desk';
import { agent, all_well, mail, message, thread, welcome, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();
const again = () => message({ id: 'message-2', text: 'Ya no hace falta, gracias.' });
const comes = { threadChanged: { threadId: 'thread-1', interactionId: 'mail-1', messageId: 'message-2', incoming: true } };

function conversation(messages: Json[]): (desk: MockDesk) => void {
  return (desk) => {
    desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })];
    desk.script = ({ kind }) => (kind === 'getThread' ? thread(messages) : {});
  };
}

test('the next mail is shown at once; what is read stays open, what is typed stays typed', async () => {
  const messages = [message()];
  const { page, desk } = await browser.signIn({}, conversation(messages));
  await page.locator('#reply').pressSequentially('Le esc');
  messages.push(again());
  desk.say(comes);
  await page.locator('#reply').pressSequentially('ribo ahora.');
  await page.getByText('Ya no hace falta, gracias.').first().waitFor();
  await page.getByText('¿Me pueden ayudar?').waitFor();
  assert.equal(await page.locator('#reply').inputValue(), 'Le escribo ahora.');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'reply');
});

test('one that came after the reply was begun is pointed out before it is sent', async () => {
  const messages = [message()];
  const { page, desk } = await browser.signIn({}, conversation(messages));
  await page.locator('#reply').fill('Cambie la contraseña.');
  messages.push(again());
  desk.say(comes);
  await page.getByText('Carmen Ruiz ha escrito de nuevo').waitFor();
  await screenshot(page, 'newer_mail');
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Ha llegado otro correo' });
  await dialog.getByText('Ya no hace falta, gracias.').waitFor();
  await dialog.getByRole('button', { name: 'Volver a la respuesta' }).click();
  assert.equal(desk.asked.filter(({ kind }) => kind === 'sendReply').length, 0);
  await page.getByRole('button', { name: 'Contestar a ese correo' }).click();
  await page.getByText('Carmen Ruiz ha escrito de nuevo').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const { body } = await desk.waitFor('sendReply');
  assert.deepEqual([body.text, body.answers, body.seen], ['Cambie la contraseña.', 'message-2', 'message-2']);
});

test('a mail that the mail service knew of first is pointed out too', async () => {
  const messages = [message()];
  const { page, desk } = await browser.signIn({}, conversation(messages));
  await page.locator('#reply').fill('Cambie la contraseña.');
  desk.script = ({ kind, body }) => {
    if (kind === 'sendReply' && body.seen === 'message-1') {
      messages[1] = again();
      return { code: 'ANSWER_REFUSED', reason: 'newer_message' };
    }
    return kind === 'getThread' ? thread(messages) : {};
  };
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('dialog', { name: 'Ha llegado otro correo' }).getByRole('button', { name: 'Enviar de todas formas' }).click();
  const { body } = await desk.waitFor('sendReply', 2);
  assert.deepEqual([body.text, body.answers, body.seen], ['Cambie la contraseña.', 'message-1', 'message-2']);
  await page.getByText('Respuesta aceptada.').waitFor();
});

test('news that were lost while the mail service was away are asked for', async () => {
  const messages = [message()];
  const { page, desk } = await browser.signIn({}, conversation(messages));
  await page.getByText('¿Me pueden ayudar?').waitFor();
  desk.state({ system: { broker: true, acd: true, asterisk: true } });
  await page.getByText('El servicio de correo no responde').waitFor();
  messages.push(again());
  desk.state(all_well);
  await page.getByText('Ya no hace falta, gracias.').waitFor();
});

test('a reply longer than fits is said before, kept, and sent once it is shorter', async () => {
  const limits = { replyCharacters: 40, replyRecipients: 100, messageBytes: 2097152 };
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.who = welcome('ana', { limits });
    conversation([message()])(mock);
  });
  const long = 'Una respuesta que no cabe, por muy poco que sea.';
  await page.locator('#reply').fill(long);
  await page.getByText('caben 40 caracteres y sobran 8').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled());
  await page.reload();
  await page.getByText('caben 40 caracteres y sobran 8').waitFor();
  assert.equal(await page.locator('#reply').inputValue(), long);
  await page.locator('#reply').fill(long.slice(0, 40));
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  assert.equal((await desk.waitFor('sendReply')).body.text, long.slice(0, 40));
});

test('what the desk reads no message of does not reconnect for ever, after a reload neither', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.who = welcome('ana', { limits: {} }); // one that says nothing of limits
    mock.mostBytes = 20_000;
    conversation([message()])(mock);
  });
  const long = 'ñ'.repeat(15_000);
  await page.locator('#reply').fill(long);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByText('No se ha aceptado la respuesta: es demasiado larga.').waitFor();
  await page.reload();
  await page.getByText('¿Me pueden ayudar?').waitFor();
  await page.locator('#reply').and(page.locator('[aria-busy=false]')).waitFor();
  assert.equal(await page.locator('#reply').inputValue(), long);
  const opened = desk.opened;
  await page.waitForTimeout(4000); // a page that connects for ever would have by now
  assert.ok(desk.opened - opened <= 1, `connected ${desk.opened - opened} times more`);
});
