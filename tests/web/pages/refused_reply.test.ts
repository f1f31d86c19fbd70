// A reply that the mail server did not take is the agent's again: in the editor, with the server's words; and a mail is finished
// as far as the page has shown it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, violations } from '../browser';
import type { MockDesk } from '../mock/mock_desk';
import { agent, all_well, mail, message, thread, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

const nobody = { name: '', address: 'nadie@cliente.test' };
const carmen = { name: 'Carmen Ruiz', address: 'carmen.ruiz@cliente.test' };
const words = '550 5.1.1 <nadie@cliente.test>: User unknown';
const own = 'Llegará mañana.\nUn saludo.';
const refused = message({
  id: 'message-2',
  incoming: false,
  agent: 'ana',
  to: [nobody],
  cc: [carmen],
  text: `${own}\n\nEl lunes escribió Carmen:\n> ¿Cuándo llega?`,
  writtenCharacters: own.length,
  status: 'REPLY_FAILED',
  statusDetail: words,
  recipients: [
    { address: nobody.address, status: 'REPLY_FAILED', detail: words },
    { address: carmen.address, status: 'REPLY_SENT', detail: '250 ok' },
  ],
});

function conversation(...messages: Json[]): (desk: MockDesk) => void {
  return (desk) => {
    desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })];
    desk.script = ({ kind }) => {
      if (kind !== 'getThread') return {};
      const given = thread(messages) as { thread: Json };
      return { ...given, thread: { ...given.thread, update: 4 } };
    };
  };
}

test('a refused reply is in the editor again, with the server’s words, for whom it did not reach', async () => {
  const { page, desk } = await browser.signIn({}, conversation(message(), refused));
  await page.getByText(`«${words}»`).waitFor();
  const editor = page.locator('#reply');
  assert.equal(await editor.inputValue(), own);
  const recipients = page.getByRole('group', { name: 'Quién recibe la respuesta' });
  await recipients.getByText('nadie@cliente.test').waitFor();
  assert.equal(await recipients.getByText('carmen.ruiz@cliente.test').count(), 0);
  await screenshot(page, 'refused_reply');
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const { body } = await desk.waitFor('sendReply');
  assert.deepEqual([body.text, body.to, body.cc ?? []], [own, [nobody], []]);
});

test('once another reply went out, nothing is offered any more', async () => {
  const again = message({ id: 'message-3', incoming: false, agent: 'ana', to: [carmen], text: own, status: 'REPLY_SENT' });
  const { page } = await browser.signIn({}, conversation(message(), refused, again));
  await page.locator('#reply').waitFor();
  assert.equal(await page.getByText(words).count(), 0);
  assert.equal(await page.locator('#reply').inputValue(), '');
});

test('a mail is finished as far as the page has shown it', async () => {
  const { page, desk } = await browser.signIn({}, conversation(message()));
  await page.getByText('Desde ayer no puedo entrar').first().waitFor();
  await page.locator('#finish').click();
  const { body } = await desk.waitFor('finish');
  assert.equal(body.seenUpdate, 4);
});
