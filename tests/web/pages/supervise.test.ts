// What a supervisor does with work and agents: each action, its refusal in words, the second yes over capacity.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { MockDesk } from '../mock/mock_desk';
import { agent, ago, ahead, all_well, call, mail, queue, welcome, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();
const interactionOf = (item: Json) => item.interaction as Json;
const ofLuis = (work: Json[]) => agent('luis', { name: 'Luis Vega', state: 'AGENT_STATE_BUSY', load: 100, work });
const parkedMail = mail('WORK_STATE_PARKED', { effort: 0, deadlineUs: ahead(90_000) }, { id: 'mail-3', contactName: 'Anne Petit', subject: 'Cambio de titular' });

export function site(desk: MockDesk): void {
  desk.who = welcome('sofia');
  desk.states = [
    all_well,
    agent('ana', { load: 60, state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE', {}, { id: 'mail-2', contactName: 'Luis Ortega' })] }),
    ofLuis([call('WORK_STATE_ACTIVE'), parkedMail]),
    agent('marta', { name: 'Marta Soler', queues: ['quejas'] }),
    agent('nora', { name: 'Nora Gil', presence: 'PRESENCE_OFFLINE' }),
    queue('soporte', { waiting: 2, longestWaitingSinceUs: ago(312), agentsLoggedIn: 3, firstWaiting: [{ interaction: interactionOf(mail('')) }] }),
    queue('quejas', { waiting: 1, agentsLoggedIn: 2, agentsAvailable: 1 }),
    queue('facturacion', { open: false }),
  ];
}

async function act(page: Page, on: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Acciones: ${on}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
  await page.getByRole('dialog').waitFor();
}

test('waiting work is assigned; agents of its queue first, the least loaded before', async () => {
  const { page, desk, faults } = await browser.signIn({}, site);
  await act(page, 'Carmen Ruiz', 'Asignar a…');
  const options = page.getByRole('dialog').getByRole('option');
  assert.deepEqual(await options.locator('.picker-name').allTextContents(), ['Ana García', 'Luis Vega', 'Marta Soler']);
  await options.filter({ hasText: 'Luis Vega' }).getByRole('img', { name: 'Carga 100 de 100' }).waitFor();
  await page.keyboard.type('mar');
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('assign')).body, { interactionId: 'mail-1', agent: 'marta' });
  await page.getByText('Carmen Ruiz: asignado a Marta Soler.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(await page.getByRole('button', { name: 'Acciones: Carmen Ruiz' }).evaluate((element) => element === document.activeElement));
  assert.deepEqual(faults, []);
});

test('over capacity only after a second yes, which is another command', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    site(mock);
    mock.script = ({ kind, body }) => (kind === 'assign' && body.overCapacity !== true ? { code: 'ANSWER_REFUSED', reason: 'no_capacity' } : {});
  });
  await act(page, 'Carmen Ruiz', 'Asignar a…');
  await page.getByRole('dialog').getByRole('combobox').fill('luis');
  await page.getByRole('button', { name: 'Asignar a Luis Vega' }).click();
  const second = page.getByRole('dialog', { name: 'A Luis Vega no le queda capacidad' });
  await second.getByText('Con Carmen Ruiz, Luis Vega superaría su capacidad. ¿Asignarlo de todas formas?').waitFor();
  await second.getByRole('button', { name: 'Elegir otro agente' }).click();
  await page.getByRole('button', { name: 'Asignar a Luis Vega' }).click();
  await second.getByRole('button', { name: 'Asignar por encima de su capacidad' }).click();
  const insisting = await desk.waitFor('assign', 3);
  assert.deepEqual(insisting.body, { interactionId: 'mail-1', agent: 'luis', overCapacity: true });
  assert.notEqual(insisting.requestId, (await desk.waitFor('assign', 2)).requestId);
  await page.getByText('Carmen Ruiz: asignado a Luis Vega.').waitFor();
});

test('other refusals are told in words that fit, and the dialog stays', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    site(mock);
    mock.script = () => ({ code: 'ANSWER_REFUSED', reason: 'not_eligible' });
  });
  await act(page, 'Carmen Ruiz', 'Asignar a…');
  await page.getByRole('dialog').getByRole('option', { name: /Marta/ }).click();
  await page.getByRole('button', { name: 'Asignar a Marta Soler' }).click();
  await page.getByText('No se ha asignado: ese agente no está conectado, no tiene teléfono o está en una llamada.').waitFor();
  desk.script = () => ({ code: 'ANSWER_UNAVAILABLE', reason: 'acd_away' });
  await page.getByRole('button', { name: 'Asignar a Marta Soler' }).click();
  await page.getByText('No se ha asignado: el distribuidor no responde.').waitFor();
});

test('moved to a queue that says how it stands', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await act(page, 'Carmen Ruiz', 'Mover a otra cola…');
  assert.equal(await page.getByRole('dialog').getByRole('option', { name: /Soporte/ }).count(), 0);
  await page.getByRole('dialog').getByRole('option', { name: /Facturación.*cerrada/ }).waitFor();
  await page.getByRole('dialog').getByRole('option', { name: /Quejas.*1 en espera · 1 libres/ }).click();
  await page.getByRole('button', { name: 'Mover a Quejas' }).click();
  assert.deepEqual((await desk.waitFor('move')).body, { interactionId: 'mail-1', queue: 'quejas' });
  await page.getByText('Carmen Ruiz: movido a Quejas.').waitFor();
});

test('priority is given in minutes, with what it means', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await act(page, 'Carmen Ruiz', 'Prioridad…');
  const field = page.getByLabel('Minutos que se suman a su espera');
  assert.equal(await field.inputValue(), '0');
  await page.getByRole('button', { name: '+30' }).click();
  await page.getByText('Cuenta como si hubiera esperado 30 minutos más.').waitFor();
  for (const wrong of ['', '1.5', '1441', '-1441']) {
    await field.fill(wrong);
    await page.getByText('Un número entero de minutos, de −1440 a 1440.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Cambiar la prioridad' }).isDisabled(), wrong);
  }
  await field.fill('-1');
  await page.getByText('Cuenta como si hubiera esperado 1 minuto menos.').waitFor();
  await field.press('Enter');
  assert.deepEqual((await desk.waitFor('reprioritise')).body, { interactionId: 'mail-1', prioritySeconds: -60 });
});

test('an agent’s row opens to their work, parked work too, with what can be done with each', async () => {
  const { page, desk } = await browser.signIn({}, site);
  const open = page.getByRole('button', { name: 'Trabajo de Luis Vega' });
  assert.equal(await open.getAttribute('aria-expanded'), 'false');
  await open.click();
  const work = page.getByRole('list', { name: 'Trabajo de Luis Vega' });
  await work.getByText(/^Vuelve: /).waitFor();
  const actions = async (name: string) => {
    await work.getByRole('button', { name: `Acciones: ${name}` }).click();
    const texts = await page.getByRole('menuitem').allTextContents();
    await page.keyboard.press('Escape');
    return texts;
  };
  assert.deepEqual(await actions('Taller Ibáñez'), ['Asignar a…', 'Devolver a la cola…']);
  assert.deepEqual(await actions('Anne Petit'), ['Asignar a…', 'Mover a otra cola…', 'Prioridad…', 'Devolver a la cola…']);
  await act(page, 'Taller Ibáñez', 'Devolver a la cola…');
  await page.getByText('La llamada sale de Luis Vega y espera con música en Quejas').waitFor();
  await page.keyboard.press('Escape');
  await act(page, 'Taller Ibáñez', 'Devolver a la cola…');
  await page.getByRole('button', { name: 'Devolver a la cola', exact: true }).click();
  assert.deepEqual((await desk.waitFor('takeBack')).body, { interactionId: 'call-1' });
  assert.equal(desk.asked.filter(({ kind }) => kind === 'takeBack').length, 1);
});

test('ending a session says first what becomes of calls and mails', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await act(page, 'Luis Vega', 'Cerrar su sesión…');
  const dialog = page.getByRole('dialog', { name: '¿Cerrar la sesión de Luis Vega?' });
  await dialog.getByText('Una llamada sigue hasta que termine.').waitFor();
  await dialog.getByText(/Los correos entre manos y las ofertas vuelven a sus colas/).waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(desk.asked.filter(({ kind }) => kind === 'endSession').length, 0, 'the focus is on what changes nothing');
  await act(page, 'Luis Vega', 'Cerrar su sesión…');
  await dialog.getByRole('button', { name: 'Cerrar la sesión' }).click();
  assert.deepEqual((await desk.waitFor('endSession')).body, { agent: 'luis' });
  await page.getByText('La sesión de Luis Vega se cierra.').waitFor();
});

test('parked work is redistributed; of who is offline nothing else can be asked', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await act(page, 'Luis Vega', 'Repartir lo aparcado…');
  await page.getByText('1 trabajo aparcado pasa a todos. También lo que espera solo a Luis Vega.').waitFor();
  desk.script = () => ({ code: 'ANSWER_NOT_FOUND', reason: 'unknown_agent' });
  await page.getByRole('button', { name: 'Repartir', exact: true }).click();
  assert.deepEqual((await desk.waitFor('redistribute')).body, { agent: 'luis' });
  await page.getByText('No se ha repartido el trabajo: ese agente ya no existe.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Acciones: Nora Gil' }).click();
  assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['Repartir lo aparcado…']);
});

test('a command asked while the connection breaks is asked again under the same id', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    site(mock);
    mock.script = ({ kind }) => (kind === 'takeBack' ? undefined : {});
  });
  await page.getByRole('button', { name: 'Trabajo de Ana García' }).click();
  await act(page, 'Luis Ortega', 'Devolver a la cola…');
  await page.getByRole('button', { name: 'Devolver a la cola', exact: true }).click();
  const first = await desk.waitFor('takeBack');
  desk.script = () => ({});
  desk.breakConnections();
  assert.equal((await desk.waitFor('takeBack', 2)).requestId, first.requestId);
  await page.getByText('Luis Ortega: de vuelta en Soporte.').waitFor();
});

test('a closed queue says so', async () => {
  const { page } = await browser.signIn({}, site);
  await page.getByRole('rowheader', { name: 'Facturación cerrada' }).waitFor();
  assert.equal(await page.getByRole('rowheader', { name: 'Soporte cerrada' }).count(), 0);
});

test('the list of actions stays within the window, and goes with its button when that scrolls', async () => {
  const { page } = await browser.signIn({ viewport: { width: 1024, height: 600 } }, site);
  const button = page.getByRole('button', { name: 'Acciones: Carmen Ruiz' });
  await button.scrollIntoViewIfNeeded();
  await button.click();
  const box = await page.locator('.menu-list').boundingBox();
  assert.ok(box && box.x >= 0 && box.x + box.width <= 1024 && box.y >= 0 && box.y + box.height <= 600, JSON.stringify(box));
  // Below the button, or above it.
  const beside = async () => {
    const [list, on] = [await page.locator('.menu-list').boundingBox(), await button.boundingBox()];
    return list !== null && on !== null && Math.min(Math.abs(list.y - (on.y + on.height)), Math.abs(on.y - (list.y + list.height))) < 8;
  };
  assert.ok(await beside());
  const before = (await button.boundingBox())?.y;
  await page.locator('main').evaluate((element) => element.scrollBy(0, -90));
  await page.waitForTimeout(100);
  assert.notEqual((await button.boundingBox())?.y, before);
  assert.ok(await beside());
});
