// What a person wrote or asked survives lost answers, broken connections and reloads; nothing is done twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MockDesk } from '../mock/mock_desk';
import { screenshot, violations } from '../browser';
import { agent, all_well, call, mail, thread } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

function oneMail(desk: MockDesk): void {
  desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })];
  desk.script = ({ kind }) => (kind === 'getThread' ? thread() : {});
}

test('a reply whose answer is lost is sent again under the same id', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  const reply = page.getByLabel('Responder a Carmen Ruiz');
  await reply.fill('Una sola vez.');
  desk.script = ({ kind }) => (kind === 'sendReply' ? undefined : {});
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const first = await desk.waitFor('sendReply');
  assert.equal(await reply.getAttribute('readonly'), '');
  oneMail(desk);
  desk.breakConnections();
  const second = await desk.waitFor('sendReply', 2);
  assert.equal(second.requestId, first.requestId);
  assert.deepEqual(second.body, first.body);
  await page.getByText('Respuesta aceptada.').waitFor();
  assert.equal(await reply.inputValue(), '');
});

test('a reply not answered before a reload is sent again under the same id', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').fill('Sobrevive.');
  desk.script = ({ kind }) => (kind === 'sendReply' ? undefined : {});
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const first = await desk.waitFor('sendReply');
  oneMail(desk);
  await page.reload();
  const second = await desk.waitFor('sendReply', 2);
  assert.equal(second.requestId, first.requestId);
  await page.getByText('Respuesta aceptada.').waitFor();
  await page.reload();
  await desk.waitFor('getThread', 4);
  assert.equal(desk.asked.filter(({ kind }) => kind === 'sendReply').length, 2, 'an answered reply is forgotten');
});

test('while the mail service is away the reply waits and is tried again by itself', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').fill('Paciencia.');
  desk.script = ({ kind }) => (kind === 'sendReply' ? { code: 'ANSWER_UNAVAILABLE', reason: 'no_mcan' } : {});
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByText('El servicio de correo no contesta.').waitFor();
  oneMail(desk);
  await page.getByText('Respuesta aceptada.').waitFor();
  assert.equal(new Set(desk.asked.filter(({ kind }) => kind === 'sendReply').map(({ requestId }) => requestId)).size, 1);
});

test('a refused reply gives the text back', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').fill('No se pierde.');
  desk.script = ({ kind }) => (kind === 'sendReply' ? { code: 'ANSWER_REFUSED', reason: 'not_this_agent' } : {});
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByText('No se ha aceptado la respuesta: ya no es tuyo.').waitFor();
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), 'No se pierde.');
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').getAttribute('readonly'), null);
});

test('a draft is saved at the desk and comes back from it', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').fill('A medias');
  const saved = (await desk.waitFor('saveDraft')).body;
  assert.deepEqual([saved.text, saved.basedOn], ['A medias', '0']);
  await page.getByText('Borrador guardado', { exact: true }).waitFor();
  desk.script = ({ kind }) => (kind === 'getThread' ? thread() : { draft: { interactionId: 'mail-1', text: 'A medias, de otro equipo', version: '7' } });
  await page.reload();
  await page.getByText('Borrador recuperado').waitFor();
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), 'A medias, de otro equipo');
});

test('what is written without a connection outlives a reload and is saved when it is back', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').waitFor();
  await desk.waitFor('getDraft');
  desk.http.away = true;
  desk.breakConnections();
  await page.getByText('Sin conexión').waitFor();
  await page.getByLabel('Responder a Carmen Ruiz').fill('Escrito sin red');
  // The page may be connected again before it is reloaded; then its draft is not confirmed either.
  desk.script = ({ kind }) => (kind === 'getThread' ? thread() : kind === 'saveDraft' ? undefined : {});
  desk.http.away = false;
  await page.reload();
  assert.equal((await desk.waitFor('saveDraft')).body.text, 'Escrito sin red');
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), 'Escrito sin red');
});

test('a command asked while the connection breaks is asked again under the same id', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_OFFERED', work: [mail('WORK_STATE_OFFERED')] })];
    mock.script = () => undefined;
  });
  await page.getByRole('article').getByRole('button', { name: /Aceptar/ }).click();
  const first = await desk.waitFor('acceptOffer');
  oneMail(desk);
  desk.breakConnections();
  assert.equal((await desk.waitFor('acceptOffer', 2)).requestId, first.requestId);
  await page.getByText('¿Me pueden ayudar?').waitFor();
});

test('after a reconnection the state is the desk’s, even with lower versions', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { version: '5000' })];
  });
  await page.getByText('No hay nada pendiente').waitFor();
  desk.states = [all_well, agent('ana', { version: '3', presence: 'PRESENCE_OFFLINE' })];
  desk.breakConnections();
  await page.getByText('Estás desconectado').waitFor();
});

test('finishing with an unsent reply asks first', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').fill('Sin enviar');
  await page.getByRole('button', { name: 'Terminar', exact: true }).click();
  await page.getByRole('dialog', { name: 'La respuesta no se ha enviado' }).waitFor();
  await page.getByRole('button', { name: 'Volver a la respuesta' }).click();
  assert.equal(desk.asked.filter(({ kind }) => kind === 'finish').length, 0);
  await page.getByRole('button', { name: 'Terminar', exact: true }).click();
  await page.getByRole('button', { name: 'Terminar sin enviar' }).click();
  await desk.waitFor('finish');
});

test('a conversation that cannot be opened says why and is tried again', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    oneMail(mock);
    mock.script = ({ kind }) => (kind === 'getThread' ? { code: 'ANSWER_UNAVAILABLE' } : {});
  });
  await page.getByText('No se puede abrir la conversación').waitFor();
  oneMail(desk);
  await page.getByRole('button', { name: 'Volver a probar' }).click();
  await page.getByText('¿Me pueden ayudar?').waitFor();
});

test('a dead network is told within 10 s, what is old is greyed and its clocks stop, and writing goes on', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    oneMail(mock);
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE'), call('WORK_STATE_WRAP_UP')] })];
  });
  await page.getByRole('navigation').getByRole('button', { name: /Carmen Ruiz/ }).click();
  await page.getByLabel('Responder a Carmen Ruiz').fill('Antes. ');
  await page.getByText('Borrador guardado', { exact: true }).waitFor();
  assert.ok(desk.beatsAnswered > 0, 'the page answers, so that the desk knows of it');
  desk.cutNetwork(); // no connection is closed, nothing comes any more
  const cut = Date.now();
  await page.getByText('Se ha perdido la conexión. Lo que ves es de las').waitFor({ timeout: 12_000 });
  assert.ok(Date.now() - cut < 10_000, `told after ${Date.now() - cut} ms`);
  await page.getByText('Sin conexión', { exact: true }).waitFor();
  assert.equal(await page.locator('.work').evaluate((list) => getComputedStyle(list).filter), 'grayscale(1)');
  assert.match(await page.title(), /Sin conexión/);
  const age = () => page.locator('.work time').first().textContent();
  const before = await age();
  await page.getByLabel('Responder a Carmen Ruiz').pressSequentially('Durante.', { delay: 20 });
  await page.waitForTimeout(1500);
  assert.equal(await age(), before, 'an age that runs on would claim to know');
  await screenshot(page, 'dead-network');
  assert.deepEqual(await violations(page), []);
  desk.beats = true;
  desk.http.away = false;
  await page.getByText('Conectado', { exact: true }).waitFor({ timeout: 20_000 });
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), 'Antes. Durante.');
  assert.equal(await page.locator('.work').evaluate((list) => getComputedStyle(list).filter), 'none');
  assert.equal(await page.title(), 'Antesala');
});

test('an attempt to connect that nobody answers is given up, and tried again', async () => {
  const { page, desk } = await browser.signIn({}, oneMail);
  await page.getByLabel('Responder a Carmen Ruiz').waitFor();
  desk.silent = true;
  desk.breakConnections();
  await desk.waitForAttempts(2);
  desk.silent = false;
  await page.getByText('Conectado', { exact: true }).waitFor({ timeout: 20_000 });
});
