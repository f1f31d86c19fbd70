// Who writes is not disturbed: whatever comes meanwhile, each letter is where it was typed, and none is a command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { screenshot, violations } from '../browser';
import type { MockDesk } from '../mock/mock_desk';
import { agent, ahead, all_well, call, colleagues, mail, thread, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();
// Every single-letter shortcut is in it, and what a fast writer's hands do besides.
const letter = 'Estimada Carmen: hecho, xk jw. ¿Fue ésta la causa? Sí, parece.\n\nUn saludo';

const busy = (work: Json[]) => agent('ana', { state: 'AGENT_STATE_BUSY', load: 100, work });
function working(work: Json[]) {
  return (desk: MockDesk) => {
    desk.states = [all_well, busy(work)];
    desk.script = ({ kind, body }) => (kind === 'getThread' ? thread() : kind === 'getColleagues' ? colleagues(body.search) : {});
  };
}

// Types on at the speed of a person, and lets `meanwhile` happen in the middle of a word.
async function typeThrough(page: Page, text: string, meanwhile: () => void | Promise<void>): Promise<void> {
  const middle = Math.floor(text.length / 2);
  await page.keyboard.type(text.slice(0, middle), { delay: 15 });
  await meanwhile();
  await page.keyboard.type(text.slice(middle), { delay: 15 });
}

const commands = (desk: MockDesk) => desk.asked.map(({ kind }) => kind).filter((kind) => !['getThread', 'getDraft', 'saveDraft', 'getColleagues'].includes(kind));

test('a call while typing: the editor keeps the focus and every letter; the call is one key away', async () => {
  const { page, desk, faults } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')]));
  const reply = page.locator('#reply');
  await reply.click();
  await typeThrough(page, letter, async () => {
    desk.state(busy([call('WORK_STATE_OFFERED'), mail('WORK_STATE_ACTIVE')]));
    await page.keyboard.type('xa', { delay: 15 });
    desk.state(busy([call('WORK_STATE_CONNECTING'), mail('WORK_STATE_HELD')]));
    await page.keyboard.type('hc', { delay: 15 });
    desk.state(busy([call('WORK_STATE_ACTIVE'), mail('WORK_STATE_HELD')]));
    await page.getByText('En llamada con Taller Ibáñez').waitFor();
  });
  const middle = Math.floor(letter.length / 2);
  const typed = `${letter.slice(0, middle)}xahc${letter.slice(middle)}`;
  assert.equal(await reply.inputValue(), typed);
  assert.ok(await reply.evaluate((field) => field === document.activeElement));
  assert.deepEqual(commands(desk), []);
  await screenshot(page, 'call-while-typing');
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('F8');
  await page.getByText('En conversación').waitFor();
  assert.equal(await page.locator('.call-line').count(), 0);
  await page.keyboard.press('F8');
  assert.equal(await reply.inputValue(), typed);
  assert.deepEqual(faults, []);
});

test('a call that is answered while nobody writes still comes to the front', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')]));
  await page.locator('#reply').waitFor();
  desk.state(busy([call('WORK_STATE_ACTIVE'), mail('WORK_STATE_HELD')]));
  await page.getByText('En conversación').waitFor();
});

test('a mail that is taken away while it is written stays under the hands until it is left', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE'), mail('WORK_STATE_ACTIVE', { sinceUs: ahead(-2) }, { id: 'mail-2', contactName: 'Luis Ortega' })]));
  await page.getByRole('navigation').getByRole('button', { name: /Carmen Ruiz/ }).click();
  const reply = page.locator('#reply');
  await reply.click();
  await typeThrough(page, letter, async () => {
    desk.state(busy([mail('WORK_STATE_ACTIVE', {}, { id: 'mail-2', contactName: 'Luis Ortega' })]));
    await page.getByText('Este correo ya no está en tus manos.').waitFor();
  });
  assert.equal(await reply.inputValue(), letter);
  assert.deepEqual(commands(desk), []);
  await screenshot(page, 'taken-while-typing');
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Salir de aquí' }).click();
  await page.getByRole('heading', { level: 2, name: 'No puedo entrar' }).waitFor();
  assert.equal(await page.locator('.kept-line').count(), 0);
});

test('the caller hangs up while a colleague is looked for: the dialog stays, and the name is not taken for commands', async () => {
  const { page, desk } = await browser.signIn({}, working([call('WORK_STATE_ACTIVE')]));
  await page.getByRole('button', { name: 'Transferir' }).click();
  const find = page.getByRole('dialog').getByRole('combobox');
  await typeThrough(page, 'marta soler', () => desk.state(agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [call('WORK_STATE_WRAP_UP', { deadlineUs: ahead(30) })] })));
  assert.equal(await find.inputValue(), 'marta soler');
  desk.script = ({ kind, body }) => (kind === 'transfer' ? { code: 'ANSWER_REFUSED', reason: 'interaction_over' } : kind === 'getColleagues' ? colleagues(body.search) : {});
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('alert').filter({ hasText: /\S/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Terminar el cierre' }).waitFor();
  assert.deepEqual(commands(desk), ['transfer']);
});

test('letters that follow a field that has gone act only after a pause', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE'), call('WORK_STATE_WRAP_UP', { deadlineUs: ahead(30) })]));
  await page.getByRole('navigation').getByRole('button', { name: /Carmen Ruiz/ }).click();
  await page.locator('#reply').click();
  await page.keyboard.type('Hol', { delay: 15 });
  await page.locator('#reply').evaluate((field) => field.remove());
  await page.keyboard.type('a, gracias por esperar', { delay: 60 });
  assert.deepEqual(commands(desk), [], 'the letters of a sentence are no commands, however long it goes on');
  await page.waitForTimeout(1100); // the pause itself
  await page.keyboard.press('e');
  assert.equal((await desk.waitFor('endWrapUp')).body.interactionId, 'call-1');
});

test('a key held down is one command', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_OFFERED'), call('WORK_STATE_WRAP_UP', { deadlineUs: ahead(30) })]));
  await page.locator('.panel').waitFor();
  for (const _ of [1, 2, 3]) await page.keyboard.down('w');
  await page.keyboard.up('w');
  await page.keyboard.press('x');
  await desk.waitFor('declineOffer');
  assert.equal(desk.asked.filter(({ kind }) => kind === 'extendWrapUp').length, 1);
});
