// How it ended is kept from the moment it is chosen: by the router, not by the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MockDesk } from '../mock/mock_desk';
import { agent, ahead, all_well, call } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

// As acd keeps them, and the desk tells every page.
function wrappingUp(desk: MockDesk): void {
  const state = (dispositions: unknown) => agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [call('WORK_STATE_WRAP_UP', { deadlineUs: ahead(30), dispositions })] });
  desk.states = [all_well, state([])];
  desk.script = ({ kind, body }) => {
    if (kind === 'chooseDispositions') desk.state(state(body.dispositions));
    return {};
  };
}

test('dispositions are kept as each is picked: after a reload, in another tab, and when the wrap-up ends by itself', async () => {
  const { page, desk, address, faults } = await browser.signIn({}, wrappingUp);
  await page.getByLabel('Resuelto').check();
  assert.deepEqual((await desk.waitFor('chooseDispositions')).body, { interactionId: 'call-1', dispositions: ['resuelto'] });
  const other = await page.context().newPage();
  await other.goto(address);
  await other.getByLabel('Resuelto').and(other.locator(':checked')).waitFor();
  await other.getByLabel('Queja').check();
  await page.getByLabel('Queja').and(page.locator(':checked')).waitFor();
  await page.getByLabel('Resuelto').uncheck();
  assert.deepEqual((await desk.waitFor('chooseDispositions', 3)).body.dispositions, ['queja']);
  await other.getByLabel('Resuelto').and(other.locator(':not(:checked)')).waitFor();
  await page.reload();
  await page.getByLabel('Queja').and(page.locator(':checked')).waitFor();
  assert.ok(!(await page.getByLabel('Resuelto').isChecked()));
  // By itself: nothing more is asked, for everything is known.
  desk.state(agent('ana'));
  await page.getByText('No hay nada pendiente').waitFor();
  assert.equal(desk.asked.filter(({ kind }) => kind === 'endWrapUp').length, 0);
  assert.deepEqual(faults, []);
});

test('a choice the router has not confirmed is asked again: while it is away, and after a reload', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    wrappingUp(mock);
    mock.script = ({ kind }) => (kind === 'chooseDispositions' ? { code: 'ANSWER_UNAVAILABLE', reason: 'acd_away' } : {});
  });
  await page.getByLabel('Resuelto').check();
  await desk.waitFor('chooseDispositions', 2);
  assert.ok(await page.getByLabel('Resuelto').isChecked());
  await page.reload();
  await desk.waitFor('chooseDispositions', 3);
  wrappingUp(desk);
  await desk.waitFor('chooseDispositions', 4);
  await page.getByLabel('Resuelto').and(page.locator(':checked')).waitFor();
});

test('a choice that comes too late is told', async () => {
  const { page } = await browser.signIn({}, (mock) => {
    wrappingUp(mock);
    mock.script = ({ kind }) => (kind === 'chooseDispositions' ? { code: 'ANSWER_REFUSED', reason: 'interaction_over' } : {});
  });
  await page.getByLabel('Resuelto').click();
  await page.getByText('No se ha guardado cómo terminó').waitFor();
  await page.getByLabel('Resuelto').and(page.locator(':not(:checked)')).waitFor();
});
