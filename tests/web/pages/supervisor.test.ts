import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agent, ago, all_well, call, mail, queue, welcome, type Json } from '../mock/people';
import type { MockDesk } from '../mock/mock_desk';
import { withBrowser } from './desk_page';

const browser = withBrowser();

export function busySite(desk: MockDesk): void {
  desk.who = welcome('sofia');
  const waiting = { interaction: mail('').interaction as Json, enteredQueueAtUs: ago(300) };
  desk.states = [
    all_well,
    agent('ana', { state: 'AGENT_STATE_BUSY', load: 30, work: [mail('WORK_STATE_ACTIVE')] }),
    agent('luis', { name: 'Luis Vega', state: 'AGENT_STATE_BUSY', load: 100, work: [call('WORK_STATE_ACTIVE')] }),
    agent('marta', { name: 'Marta Soler', presence: 'PRESENCE_ON_BREAK', breakReason: 'comida' }),
    queue('soporte', {
      waiting: 4, longestWaitingSinceUs: ago(412), inProgress: 2, agentsLoggedIn: 3, agentsAvailable: 1, offeredToday: 48,
      answeredToday: 41, abandonedToday: 3, answeredWithinThresholdToday: 30, firstWaiting: [waiting],
    }),
    queue('quejas', { waiting: 1, longestWaitingSinceUs: ago(31), agentsLoggedIn: 2, firstWaiting: [{ interaction: call('').interaction as Json }] }),
    { prequeue: { queue: 'soporte', held: 1240, released: 4, window: 4, version: '1' } },
    { mailbox: { mailbox: 'ayuda@demo.test', connected: true, lastFetchAtUs: ago(3), fetchedTotal: '1312' } },
  ];
}

test('a supervisor comes to queues and agents, live, with how the service level was worked out', async () => {
  const { page, desk, faults } = await browser.signIn({}, busySite);
  assert.deepEqual((await desk.waitFor('watch')).body, { supervisor: true });
  const soporte = page.getByRole('row', { name: /Soporte/ });
  await soporte.getByText('1240 / 4').waitFor();
  await soporte.getByText(/^6:5\d$/).waitFor();
  const level = soporte.getByRole('button', { name: /68,2/ });
  await level.focus();
  await page.getByText(/Atendidas en 20 s \(30\) ÷ \(atendidas 41 \+ abandonadas 3, .*\) = 68,2/).waitFor();
  await page.getByRole('row', { name: /Marta Soler/ }).getByText('Pausa: Comida').waitFor();
  await page.getByRole('row', { name: /Luis Vega/ }).getByRole('img', { name: 'Carga 100 de 100' }).waitFor();
  desk.state(queue('soporte', { waiting: 7, longestWaitingSinceUs: ago(415) }));
  await soporte.getByRole('cell', { name: '7', exact: true }).waitFor();
  assert.deepEqual(faults, []);
});

test('what runs and is not well is said above the page, with what to do, until it is', async () => {
  const { page, desk, faults } = await browser.signIn({}, busySite);
  await page.getByRole('row', { name: /Soporte/ }).waitFor();
  assert.equal(await page.getByText('Funciona, pero no bien:').count(), 0);
  const well = (all_well as { system: Json }).system;
  const detail = 'the broker does not deliver what desk/one publishes on cc/v1/demo/+/acd/+/agent/+/command: let user "antesala_desk" write it';
  desk.state({
    system: {
      ...well,
      troubles: [
        { node: 'desk/one', code: 'topic_denied', subject: 'cc/v1/demo/+/acd/+/agent/+/command', detail },
        { node: 'acd/one', code: 'store_away', subject: 'acd', detail: 'start the database' },
        { node: 'acd/one', code: 'of_a_later_version', subject: 'acd', detail: 'read the log' },
      ],
    },
  });
  const banner = page.locator('.banner').filter({ hasText: 'Funciona, pero no bien:' });
  await banner.getByText(/descarta lo que envía desk\/one \(tema cc\/v1\/demo\/\+\/acd\/\+\/agent\/\+\/command\)/).waitFor();
  await banner.getByText('la base de datos de acd/one no responde', { exact: false }).waitFor();
  await banner.getByText('acd/one: acd').waitFor();
  const more = banner.getByText('Qué hacer').first();
  await more.focus();
  await page.keyboard.press('Enter');
  await banner.getByText(detail).waitFor();
  desk.state({ system: well });
  await banner.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});

test('only who is signed in and has nothing in hand counts as idle', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    busySite(mock);
    mock.states.push(agent('nora', { name: 'Nora Gil', presence: 'PRESENCE_OFFLINE' }));
  });
  const idle = page.locator('.totals div').filter({ hasText: 'Agentes libres / conectados' });
  await idle.getByText('0 / 3').waitFor();
  assert.equal(await page.getByRole('row', { name: /Nora Gil/ }).getByText('Libre').count(), 0);
  desk.state(agent('ana', {}));
  await idle.getByText('1 / 3').waitFor();
});

test('who waits first, of all queues by age or of one in its order', async () => {
  const { page } = await browser.signIn({}, busySite);
  const entries = page.locator('.waiting li');
  assert.deepEqual(await entries.locator('.waiting-contact').allTextContents(), ['Carmen Ruiz', 'Taller Ibáñez']);
  await page.getByRole('combobox', { name: 'Cola' }).selectOption({ label: 'Quejas' });
  assert.deepEqual(await entries.locator('.waiting-contact').allTextContents(), ['Taller Ibáñez']);
  await page.getByRole('combobox', { name: 'Cola' }).selectOption({ label: 'Todas las colas' });
});

test('ages run by the server’s clock, not this computer’s', async () => {
  const { page } = await browser.signIn({}, (desk) => {
    busySite(desk);
    // The server's clock is an hour ahead of this browser's.
    desk.clockAhead_s = 3600;
    desk.states = [all_well, queue('soporte', { waiting: 1, longestWaitingSinceUs: ago(412 - 3600) })];
  });
  await page.getByRole('row', { name: /Soporte/ }).getByText(/^6:5\d$/).waitFor();
});

test('each connection is asked anew for what the page watches', async () => {
  const { desk } = await browser.signIn({}, busySite);
  await desk.waitFor('watch');
  desk.breakConnections();
  assert.deepEqual((await desk.waitFor('watch', 2)).body, { supervisor: true });
});

test('an agent is not shown the page, and asks the desk for nothing', async () => {
  const { page, desk, address } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana')];
  });
  await page.goto(`${address}/supervisor`);
  await page.getByText('Esta página es para supervisores').waitFor();
  assert.equal(desk.asked.filter(({ kind, body }) => kind === 'watch' && body.supervisor === true).length, 0);
});

test('a phone that keeps calls from its agent is told beside the name', async () => {
  const { page, desk, faults } = await browser.signIn({}, (mock) => {
    busySite(mock);
    mock.states.push(
      agent('nora', { name: 'Nora Gil', phone: 'PHONE_STATE_RESTS', phoneRestsUntilUs: ago(-90) }),
      agent('pilar', { name: 'Pilar Sanz', phone: 'PHONE_STATE_IN_USE' }),
    );
  });
  await page.getByRole('row', { name: /Nora Gil/ }).getByText(/el teléfono rechaza llamadas; la próxima, a las \d/).waitFor();
  await page.getByRole('row', { name: /Pilar Sanz/ }).getByText('en una llamada propia').waitFor();
  desk.state(agent('nora', { name: 'Nora Gil', phone: 'PHONE_STATE_READY' }));
  await page.getByText(/rechaza llamadas/).waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});
