// What an agent does with work in hand besides finishing it: transfer, park, take back, ask a colleague.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MockDesk } from '../mock/mock_desk';
import { agent, ahead, all_well, call, colleagues, mail, marta, nuria, pablo, thread, welcome, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

const answers = (desk: MockDesk, steps: Record<string, () => Json> = {}) => {
  desk.script = ({ kind, body }) => {
    const next = steps[kind];
    if (next) desk.state(next());
    if (kind === 'getThread') return thread();
    return kind === 'getColleagues' ? colleagues(body.search) : {};
  };
};
const working = (work: Json[], steps: Record<string, () => Json> = {}) => (desk: MockDesk) => {
  desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', load: 30, work })];
  answers(desk, steps);
};
const idle = () => agent('ana', {});

test('a call is transferred to a colleague found by their name, by keyboard alone', async () => {
  const { page, desk, faults } = await browser.signIn({}, working([call('WORK_STATE_ACTIVE')], { transfer: idle }));
  await page.getByRole('heading', { name: 'Taller Ibáñez' }).waitFor();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Transferir: Taller Ibáñez' });
  await dialog.getByRole('option', { name: /Marta Soler.*Disponible/ }).waitFor();
  await dialog.getByRole('option', { name: /Pablo Rey.*Disponible · Ocupado/ }).waitFor();
  await dialog.getByRole('option', { name: /Quejas.*cola actual/ }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(desk.asked.filter(({ kind }) => kind === 'transfer').length, 0, 'nothing is marked before something is typed');
  await page.keyboard.type('alvar');
  await dialog.getByRole('button', { name: 'Transferir a Núria Álvarez' }).waitFor();
  assert.equal(await dialog.getByRole('option').count(), 1);
  await page.getByRole('dialog').getByRole('combobox').fill('ma');
  await dialog.getByRole('button', { name: 'Transferir a Marta Soler' }).waitFor();
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('transfer')).body, { interactionId: 'call-1', agent: 'marta' });
  await page.getByText('Taller Ibáñez: transferido a Marta Soler.').waitFor();
  await page.getByText('No hay nada pendiente').waitFor();
  assert.deepEqual(faults, []);
});

// 28: before the transfer, in words; what a customer on the line cannot wait for is not offered.
for (const [language, away, mark, waits] of [
  ['es', 'Núria Álvarez está en pausa. Elige a otro compañero o una cola.', 'teléfono sin conexión', 'Se reserva un tiempo para Núria Álvarez'],
  ['en', 'Núria Álvarez is on a break. Choose another colleague, or a queue.', 'phone not connected', 'It is kept for Núria Álvarez for a while'],
] as const) {
  test(`the page says before a transfer that the agent is away (${language})`, async () => {
    const spanish = language === 'es';
    const unplugged = { ...marta, phoneAway: true };
    const people = [unplugged, nuria, pablo];
    const { page, desk, faults } = await browser.signIn({}, (mock) => {
      mock.who = welcome('ana', { language });
      mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', load: 100, work: [call('WORK_STATE_ACTIVE')] })];
      mock.script = ({ kind, body }) => (kind === 'getThread' ? thread() : kind === 'getColleagues' ? colleagues(body.search, people) : {});
    });
    await page.getByRole('heading', { name: 'Taller Ibáñez' }).waitFor();
    await page.getByRole('button', { name: spanish ? 'Transferir' : 'Transfer', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('option', { name: new RegExp(`Marta Soler.*${mark}`) }).click();
    await dialog.getByText(spanish ? 'El teléfono de Marta Soler no está conectado.' : 'The phone of Marta Soler is not connected.').waitFor();
    await dialog.getByRole('option', { name: /Núria/ }).click();
    await dialog.getByText(away).waitFor();
    assert.ok(await dialog.getByRole('button', { name: /Núria/ }).isDisabled());
    await page.keyboard.press('Enter');
    assert.equal(desk.asked.filter(({ kind }) => kind === 'transfer').length, 0);
    await dialog.getByRole('option', { name: /Pablo/ }).click();
    assert.ok(await dialog.getByRole('button', { name: /Pablo/ }).isEnabled());
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // A mail may wait for the end of a break.
    desk.state(agent('ana', { state: 'AGENT_STATE_BUSY', load: 30, work: [mail('WORK_STATE_ACTIVE')] }));
    await page.getByRole('heading', { name: 'Carmen Ruiz' }).waitFor();
    await page.getByRole('button', { name: spanish ? 'Transferir' : 'Transfer', exact: true }).click();
    await dialog.getByRole('option', { name: /Núria/ }).click();
    await dialog.getByText(new RegExp(waits)).waitFor();
    assert.ok(await dialog.getByRole('button', { name: /Núria/ }).isEnabled());
    assert.deepEqual(faults, []);
  });
}

test('a mail goes to a queue; the arrows move, Escape changes nothing and gives the focus back', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')], { transfer: idle }));
  await page.getByLabel('Responder a Carmen Ruiz').fill('A medias');
  const button = page.getByRole('button', { name: 'Transferir', exact: true });
  await button.click();
  await page.getByText('La respuesta que has escrito no se envía').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  await button.click();
  const field = page.getByRole('dialog').getByRole('combobox');
  await field.press('ArrowDown');
  await field.press('ArrowDown');
  await field.press('ArrowDown');
  await field.press('ArrowUp');
  const marked = await field.getAttribute('aria-activedescendant');
  assert.match((await page.locator(`#${marked ?? ''}`).textContent()) ?? '', /^Quejas/);
  await page.getByRole('option', { name: 'Facturación' }).click();
  assert.equal(desk.asked.filter(({ kind }) => kind === 'transfer').length, 0, 'a click marks, it does not send');
  await page.getByRole('button', { name: 'Transferir a Facturación' }).waitFor();
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('transfer')).body, { interactionId: 'mail-1', queue: 'facturacion' });
});

test('a refused transfer is told in the dialog, which stays for another try', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')]));
  desk.script = ({ kind, body }) => (kind === 'getColleagues' ? colleagues(body.search) : kind === 'transfer' ? { code: 'ANSWER_REFUSED', reason: 'not_eligible' } : thread());
  await page.getByRole('button', { name: 'Transferir', exact: true }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('pablo');
  await page.getByRole('button', { name: 'Transferir a Pablo Rey' }).click();
  await page.getByRole('dialog').getByText('No se ha transferido: ese compañero no puede atenderlo ahora.').waitFor();
  answers(desk, { transfer: idle });
  await page.getByRole('dialog').getByRole('combobox').fill('marta');
  await page.getByRole('button', { name: 'Transferir a Marta Soler' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a transfer whose answer is lost is asked again under the same id; a refusal after the dialog was closed is told', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')]));
  desk.script = ({ kind }) => (kind === 'getColleagues' ? { colleagues: { colleagues: [marta] } } : kind === 'getThread' ? thread() : undefined);
  await page.getByRole('button', { name: 'Transferir', exact: true }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('marta');
  await page.getByRole('button', { name: 'Transferir a Marta Soler' }).click();
  const first = await desk.waitFor('transfer');
  assert.ok(await page.getByRole('button', { name: 'Transferir a Marta Soler' }).isDisabled());
  await page.keyboard.press('Escape');
  desk.script = ({ kind }) => (kind === 'transfer' ? { code: 'ANSWER_REFUSED', reason: 'interaction_over' } : thread());
  desk.breakConnections();
  assert.equal((await desk.waitFor('transfer', 2)).requestId, first.requestId);
  await page.getByText('No se ha transferido: ya ha terminado.').waitFor();
});

test('colleagues who cannot be looked up are said to be so; the queues are there', async () => {
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')]));
  desk.script = ({ kind }) => (kind === 'getColleagues' ? { code: 'ANSWER_REFUSED', reason: 'too_many_requests' } : {});
  await page.getByRole('button', { name: 'Transferir', exact: true }).click();
  await page.getByText('La lista de compañeros no se puede actualizar').waitFor();
  await page.getByRole('option', { name: 'Facturación' }).waitFor();
  desk.script = () => ({ colleagues: { colleagues: [marta], leftOut: 31 } });
  await page.getByText('31 más: escribe parte del nombre.').waitFor();
});

test('a mail is parked until the customer answers, stays to be read, and is taken back', async () => {
  const parked = () => agent('ana', { work: [mail('WORK_STATE_PARKED', { effort: 0 })] });
  const { page, desk } = await browser.signIn({}, working([mail('WORK_STATE_ACTIVE')], { park: parked, unpark: () => agent('ana', { work: [mail('WORK_STATE_ACTIVE')] }) }));
  await page.getByText('¿Me pueden ayudar?').waitFor();
  await page.locator('body').press('s');
  await page.getByRole('dialog', { name: 'Aparcar: Carmen Ruiz' }).waitFor();
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('park')).body, { interactionId: 'mail-1', untilUs: '0' });
  await page.getByText('Carmen Ruiz: aparcado.').waitFor();
  const entry = page.getByRole('navigation').getByRole('listitem').filter({ hasText: 'Carmen Ruiz' });
  await page.getByRole('navigation').getByRole('heading', { name: 'Aparcados' }).waitFor();
  await entry.getByText('Vuelve cuando el cliente responda').waitFor();
  await page.getByText('No hay nada pendiente').waitFor();
  await entry.getByRole('button', { name: /No puedo entrar/ }).click();
  await page.getByRole('article').getByText('¿Me pueden ayudar?').waitFor();
  assert.equal(await page.locator('#reply').count(), 0, 'read only');
  assert.equal(await page.locator('#finish').count(), 0);
  await entry.getByRole('button', { name: 'Retomar: Carmen Ruiz' }).click();
  assert.deepEqual((await desk.waitFor('unpark')).body, { interactionId: 'mail-1' });
  await page.getByLabel('Responder a Carmen Ruiz').waitFor();
});

test('the other moments to park until, by this browser’s time zone', async () => {
  const { page, desk } = await browser.signIn({ timezoneId: 'Europe/Madrid' }, (mock) => {
    working([mail('WORK_STATE_ACTIVE')])(mock);
    mock.clockAhead_s = (Date.UTC(2026, 10, 30, 9, 30) - Date.now()) / 1000; // 10:30 in Madrid
  });
  const parkUntil = async (label: RegExp, times: number) => {
    await page.getByRole('button', { name: 'Aparcar', exact: true }).click();
    await page.getByRole('radio', { name: label }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Aparcar' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    return Math.round(Number((await desk.waitFor('park', times)).body.untilUs) / 60_000_000) * 60_000;
  };
  assert.equal(await parkUntil(/una hora.*11:30/, 1), Date.UTC(2026, 10, 30, 10, 30));
  assert.equal(await parkUntil(/esta tarde.*16:00/, 2), Date.UTC(2026, 10, 30, 15, 0));
  assert.equal(await parkUntil(/mañana por la mañana.*1 dic, 9:00/, 3), Date.UTC(2026, 11, 1, 8, 0));
  await page.getByRole('button', { name: 'Aparcar', exact: true }).click();
  await page.getByRole('radio', { name: /fecha y hora/ }).check();
  const field = page.getByLabel('Fecha y hora', { exact: true });
  const park = page.getByRole('dialog').getByRole('button', { name: 'Aparcar' });
  await field.fill('2026-11-29T10:00');
  await page.getByText('Elige un momento que aún no haya pasado.').waitFor();
  assert.ok(await park.isDisabled());
  await field.fill('2027-01-07T08:15');
  await park.click();
  assert.equal(Number((await desk.waitFor('park', 4)).body.untilUs) / 1000, Date.UTC(2027, 0, 7, 7, 15));
});

test('a parking that is refused says why; a taking back, too', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { work: [mail('WORK_STATE_ACTIVE'), mail('WORK_STATE_PARKED', { deadlineUs: ahead(3600) }, { id: 'mail-2', contactName: 'Luis Ortega' })] })];
    mock.script = ({ kind }) => (kind === 'getThread' ? thread() : { code: 'ANSWER_REFUSED', reason: 'wrong_state' });
  });
  await page.getByRole('button', { name: 'Aparcar', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Aparcar' }).click();
  await page.getByText('No se ha aparcado: no es posible en su estado actual.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(/^Vuelve: /).waitFor();
  await page.getByRole('button', { name: 'Retomar: Luis Ortega' }).click();
  await page.getByText('No se ha retomado: no es posible en su estado actual.').waitFor();
  assert.deepEqual((await desk.waitFor('unpark')).body, { interactionId: 'mail-2' });
});

test('a colleague is asked about a call, and the customer is handed over or kept', async () => {
  const consulting = () => agent('ana', { state: 'AGENT_STATE_BUSY', work: [call('WORK_STATE_HELD', { consultedAgent: 'marta' })] });
  const { page, desk, faults } = await browser.signIn({}, working([call('WORK_STATE_ACTIVE')], { startConsult: consulting }));
  await page.getByRole('heading', { name: 'Taller Ibáñez' }).waitFor();
  await page.keyboard.press('c');
  await page.getByRole('dialog', { name: 'Consultar sobre Taller Ibáñez' }).waitFor();
  await page.keyboard.type('marta');
  await page.getByRole('button', { name: 'Consultar a Marta Soler' }).waitFor();
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('startConsult')).body, { interactionId: 'call-1', agent: 'marta' });
  await page.getByRole('article').getByText('Consultando a Marta Soler').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Recuperar' }).count(), 0, 'the consultation ends first');
  await page.keyboard.press('h');
  await page.getByRole('button', { name: 'Volver con el cliente' }).click();
  assert.deepEqual((await desk.waitFor('endConsult')).body, { interactionId: 'call-1', result: 'CONSULT_RETURNED' });
  await page.getByRole('button', { name: 'Pasar el cliente', disabled: false }).click();
  assert.deepEqual((await desk.waitFor('endConsult', 2)).body, { interactionId: 'call-1', result: 'CONSULT_HANDED_OVER' });
  assert.equal(desk.asked.filter(({ kind }) => kind === 'resume').length, 0);
  assert.deepEqual(faults, []);
});

test('a colleague without capacity is said to be so', async () => {
  const { page, desk } = await browser.signIn({}, working([call('WORK_STATE_ACTIVE')]));
  desk.script = ({ kind, body }) => (kind === 'getColleagues' ? colleagues(body.search) : { code: 'ANSWER_REFUSED', reason: 'no_capacity' });
  await page.getByRole('button', { name: 'Consultar', exact: true }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('pablo');
  await page.getByRole('button', { name: 'Consultar a Pablo Rey' }).click();
  await page.getByText('No se ha consultado a tu compañero: a tu compañero no le queda capacidad.').waitFor();
});

test('a person who is asked is told by whom, reads the mail, and can leave', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.who = welcome('ana', { login: 'marta', name: 'Marta Soler' });
    mock.states = [all_well, agent('marta', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE', { consultedBy: 'ana' })] })];
    mock.script = ({ kind }) => (kind === 'getThread' ? thread() : kind === 'getColleagues' ? { colleagues: { colleagues: [{ login: 'ana', name: 'Ana García' }] } } : {});
  });
  await page.getByRole('navigation').getByText('Consulta de Ana García').waitFor();
  await page.getByText('Ana García te consulta sobre esto. El cliente sigue con Ana García.').waitFor();
  await page.getByText('¿Me pueden ayudar?').waitFor();
  assert.equal(await page.locator('#reply').count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Terminar', exact: true }).count(), 0);
  await page.getByRole('button', { name: 'Dejar la consulta' }).click();
  assert.deepEqual((await desk.waitFor('endConsult')).body, { interactionId: 'mail-1', result: 'CONSULT_RETURNED' });
});
