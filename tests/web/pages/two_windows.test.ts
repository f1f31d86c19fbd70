// Two windows of one person on one reply: each follows the other, nothing typed is lost, and nothing is sent twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { MockDesk } from '../mock/mock_desk';
import { agent, all_well, mail, message, thread, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

function oneMail(desk: MockDesk): void {
  const messages: Json[] = [message()];
  desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })];
  desk.script = ({ kind, body }) => {
    if (kind === 'sendReply') {
      messages.push(message({ id: `reply-${messages.length}`, incoming: false, agent: 'ana', status: 'REPLY_QUEUED', text: String(body.text) }));
      setImmediate(() => desk.say({ threadChanged: { threadId: 'thread-1', interactionId: 'mail-1' } }));
    }
    return kind === 'getThread' ? thread(messages) : {};
  };
}

const reply = (page: Page) => page.locator('#reply');
const send = (page: Page) => page.getByRole('button', { name: 'Enviar', exact: true });

async function twoWindows(): Promise<{ desk: MockDesk; here: Page; there: Page }> {
  const { page, desk, address } = await browser.signIn({}, oneMail);
  const there = await page.context().newPage();
  // Two windows type at the speed of one machine.
  page.context().setDefaultTimeout(30_000);
  page.setDefaultTimeout(30_000);
  await there.goto(address);
  await there.getByText('¿Me pueden ayudar?').waitFor();
  await reply(there).and(there.locator('[aria-busy=false]')).waitFor();
  return { desk, here: page, there };
}

const hasText = (page: Page, text: string) => page.waitForFunction((wanted) => (document.getElementById('reply') as HTMLTextAreaElement | null)?.value === wanted, text, { polling: 100 });

test('what is written in one window is in the other', async () => {
  const { here, there } = await twoWindows();
  await reply(here).pressSequentially('Buenos días, Carmen: ');
  await hasText(there, 'Buenos días, Carmen: ');
  await reply(there).press('End');
  await reply(there).pressSequentially('ya está.');
  await hasText(here, 'Buenos días, Carmen: ya está.');
});

test('what is sent in one window is not offered in the other, after a reload neither', async () => {
  const { desk, here, there } = await twoWindows();
  await reply(here).fill('Una sola vez.');
  await hasText(there, 'Una sola vez.');
  await send(here).click();
  await hasText(there, '');
  await there.getByText('Se enviará', { exact: true }).waitFor();
  assert.ok(await send(there).isDisabled());
  await there.reload();
  await there.getByText('Se enviará', { exact: true }).waitFor();
  assert.equal(await reply(there).inputValue(), '');
  assert.equal(desk.asked.filter(({ kind }) => kind === 'sendReply').length, 1);
});

test('both windows send: the customer gets it once', async () => {
  const { desk, here, there } = await twoWindows();
  await reply(here).fill('Una sola vez.');
  await hasText(there, 'Una sola vez.');
  await Promise.all([here, there].map((page) => page.evaluate(() => document.getElementById('reply-send')?.click())));
  await Promise.all([hasText(here, ''), hasText(there, '')]);
  const accepted = desk.answered.filter(({ kind, answer }) => kind === 'sendReply' && !('code' in answer));
  assert.equal(new Set(accepted.map(({ requestId }) => requestId)).size, 1);
});

test('both have written: each keeps its words until the person has chosen', async () => {
  const { desk, here, there } = await twoWindows();
  await reply(here).fill('Común. ');
  await hasText(there, 'Común. ');
  // The other window hears nothing for a while.
  const keep = desk.script;
  desk.script = (asked) => (asked.kind === 'getDraft' || asked.kind === 'saveDraft' ? undefined : keep(asked));
  await reply(there).fill('Común. Lo de allí.');
  await desk.waitFor('saveDraft', 2);
  desk.script = keep;
  await reply(here).fill('Común. Lo de aquí.');
  await here.getByText('Borrador guardado', { exact: true }).waitFor();
  desk.breakConnections();
  await there.getByText('se ha cambiado en otra ventana').waitFor();
  assert.equal(await reply(there).inputValue(), 'Común. Lo de allí.');
  assert.ok(await send(there).isDisabled());
  await there.getByText('Ver el texto').click();
  await there.getByText('Común. Lo de aquí.').waitFor();
  await there.getByRole('button', { name: 'La que está aquí' }).click();
  await hasText(here, 'Común. Lo de allí.');
});

test('a window closed with what it had not saved: the next one finds it; a sent one it does not', async () => {
  const { desk, here, there } = await twoWindows();
  await there.close();
  const keep = desk.script;
  desk.script = (asked) => (asked.kind === 'saveDraft' ? undefined : keep(asked));
  await reply(here).fill('Nunca guardado.');
  await desk.waitFor('saveDraft');
  desk.script = keep;
  const context = here.context();
  const address = here.url();
  await here.close();
  const next = await context.newPage();
  await next.goto(address);
  await hasText(next, 'Nunca guardado.');
  await desk.waitFor('saveDraft', 2);
  await next.getByText('Borrador recuperado').waitFor();
  // Sent, and the window closed before the answer came.
  desk.script = (asked) => (asked.kind === 'sendReply' ? undefined : keep(asked));
  await send(next).click();
  const { body, requestId } = await desk.waitFor('sendReply');
  await next.close();
  desk.script = keep;
  desk.drafts.end(body, requestId, '');
  const last = await context.newPage();
  await last.goto(address);
  await last.getByText('¿Me pueden ayudar?').waitFor();
  await last.waitForTimeout(2500); // longer than a page waits before it looks for what others left
  assert.equal(await reply(last).inputValue(), '');
  assert.equal(await last.getByText('quedó un texto').count(), 0);
});
