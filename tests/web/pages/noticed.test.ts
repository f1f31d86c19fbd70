// An offer is noticed, whatever the person looks at; that one was missed is said; nothing moves under the hands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { screenshot, violations } from '../browser';
import { agent, ago, ahead, all_well, call, mail, thread, type Json } from '../mock/people';
import { withBrowser } from './desk_page';
import { playMail } from './work_story';

const browser = withBrowser();
const offered = (work: Json[] = []) => agent('ana', { state: 'AGENT_STATE_OFFERED', work: [mail('WORK_STATE_OFFERED'), ...work] });
const other = (state: string, changes: Json = {}) => mail(state, changes, { id: 'mail-2', contactName: 'Luis Ortega', subject: 'Factura duplicada' });

// Counts what sounds and what is notified, in place of a loudspeaker and a desktop.
async function listen(context: BrowserContext, permission: string): Promise<void> {
  await context.addInitScript((given: string) => {
    const heard = { tones: 0, notes: [] as string[] };
    Object.assign(window, { heard });
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function (this: AudioContext) {
      heard.tones += 1;
      return make.call(this);
    };
    class Told {
      static permission = given;
      static requestPermission = () => Promise.resolve((Told.permission = 'granted'));
      onclick = null;
      constructor(_: string, { body }: { body: string }) {
        heard.notes.push(body);
      }
      close() {
        heard.notes.push('closed');
      }
    }
    Object.assign(window, { Notification: Told });
  }, permission);
}
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: { tones: number; notes: string[] } }).heard);

test('sound is on from the start, one tab sounds, and the title says what waits', async () => {
  const { page, desk, address } = await browser.open();
  await listen(page.context(), 'denied');
  desk.states = [all_well, agent('ana')];
  desk.http.sessionOpen = true;
  await page.goto(address);
  await page.getByText('Sin sonido hasta el primer clic').waitFor();
  const second = await page.context().newPage();
  await second.goto(address);
  for (const tab of [page, second]) {
    await tab.locator('.empty').click();
    await tab.getByText('Sin sonido hasta el primer clic').waitFor({ state: 'detached' });
  }
  desk.state(offered());
  for (const tab of [page, second]) await tab.waitForFunction(() => document.title === '(1) Correo: Carmen Ruiz · Antesala');
  assert.equal((await heard(page)).tones + (await heard(second)).tones, 2, 'two tones, of one tab');
  desk.state(agent('ana'));
  for (const tab of [page, second]) await tab.waitForFunction(() => document.title === 'Antesala');
  // Whichever sounded: when it is closed the other does, once the browser has passed the lock on.
  await page.close();
  for (let offer = 3; (await heard(second)).tones < 2; offer += 1) {
    assert.ok(offer < 20, 'the tab that is left never sounds');
    desk.state(agent('ana', { work: [mail('WORK_STATE_OFFERED', { offerId: `offer-${offer}` })] }));
    await second.waitForTimeout(200);
  }
});

test('notifications are offered in the page, and come once allowed while it is not seen', async () => {
  const { page, desk, address } = await browser.open();
  await listen(page.context(), 'default');
  desk.states = [all_well, agent('ana')];
  desk.http.sessionOpen = true;
  await page.goto(address);
  await page.getByText('¿Avisar de las ofertas').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Sí, avisar' }).click();
  await page.getByText('¿Avisar de las ofertas').waitFor({ state: 'detached' });
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
  desk.state(offered());
  await page.getByRole('heading', { name: 'Carmen Ruiz' }).waitFor();
  desk.state(agent('ana'));
  await page.getByText('No hay nada pendiente').waitFor();
  assert.deepEqual((await heard(page)).notes, ['Nueva oferta: Correo, Carmen Ruiz, No puedo entrar en mi cuenta desde ayer', 'closed']);
});

test('a missed offer and one that was withdrawn say so; one’s own answer says nothing', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_OFFERED', work: [mail('WORK_STATE_OFFERED', { deadlineUs: ago(0) })] })];
    mock.script = ({ kind }) => {
      if (kind === 'declineOffer') mock.state(agent('ana'));
      return {};
    };
  });
  await page.getByRole('heading', { name: 'Carmen Ruiz' }).waitFor();
  desk.state(agent('ana'));
  await page.getByText('Oferta perdida: Correo de Carmen Ruiz').waitFor();
  desk.state(agent('ana', { work: [other('WORK_STATE_OFFERED', { offerId: 'offer-2', deadlineUs: ahead(25) })] }));
  await page.getByRole('heading', { name: 'Luis Ortega' }).waitFor();
  desk.state(agent('ana'));
  await page.getByText('Oferta retirada: Correo de Luis Ortega').waitFor();
  await screenshot(page, 'missed-offer');
  assert.deepEqual(await violations(page), []);
  const toasts = await page.locator('.toast').count();
  desk.state(agent('ana', { work: [mail('WORK_STATE_OFFERED', { offerId: 'offer-3' }, { id: 'mail-3' })] }));
  await page.getByRole('article').getByRole('button', { name: /Rechazar/ }).click();
  await page.getByText('No hay nada pendiente').waitFor();
  assert.equal(await page.locator('.toast').count(), toasts);
});

test('a mail that a supervisor takes back is told', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { work: [mail('WORK_STATE_ACTIVE')] })];
    mock.script = () => thread();
  });
  await page.locator('#reply').waitFor();
  desk.state(agent('ana'));
  await page.getByText('Ya no está en tu lista: Correo de Carmen Ruiz').waitFor();
});

test('a new offer does not move the list under the mouse, nor does what goes', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { work: [mail('WORK_STATE_ACTIVE'), other('WORK_STATE_ACTIVE', { sinceUs: ago(2) })] })];
    mock.script = () => thread();
  });
  const entry = page.getByRole('navigation').getByRole('button', { name: /Luis Ortega/ });
  await entry.hover();
  const before = await entry.boundingBox();
  const incoming = call('WORK_STATE_OFFERED');
  desk.state(agent('ana', { work: [incoming, mail('WORK_STATE_ACTIVE'), other('WORK_STATE_ACTIVE', { sinceUs: ago(2) })] }));
  await page.getByRole('navigation').getByText('Contesta en tu teléfono 1001').waitFor();
  assert.deepEqual(await entry.boundingBox(), before, 'an offer came');
  desk.state(agent('ana', { work: [incoming, other('WORK_STATE_ACTIVE', { sinceUs: ago(2) })] }));
  await page.locator('.entry.gone').waitFor({ state: 'attached' });
  assert.deepEqual(await entry.boundingBox(), before, 'the entry above went');
  await page.mouse.move(900, 500);
  await page.locator('.entry.gone').waitFor({ state: 'detached' });
  const offer = await page.getByRole('navigation').getByRole('listitem').first().textContent();
  assert.match(offer ?? '', /Taller Ibáñez/, 'in order again');
});

test('the focus goes to what is shown after accepting, finishing and parking', async () => {
  const { page, desk } = await browser.signIn({}, playMail);
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const until = (id: string) => page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
  await page.getByRole('button', { name: 'Estoy disponible' }).press('Enter');
  await page.getByRole('navigation').getByRole('button', { name: 'Aceptar: Carmen Ruiz' }).press('Enter');
  await page.locator('#reply').waitFor();
  await until('panel-title');
  await page.getByRole('button', { name: 'Terminar', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Terminar el cierre' }).waitFor();
  await until('panel-title');
  await page.getByRole('button', { name: 'Terminar el cierre' }).press('Enter');
  await page.getByText('No hay nada pendiente').waitFor();
  await until('content');
  desk.state(agent('ana', { work: [mail('WORK_STATE_ACTIVE'), other('WORK_STATE_ACTIVE')] }));
  desk.script = ({ kind }) => {
    if (kind === 'park') desk.state(agent('ana', { work: [other('WORK_STATE_ACTIVE'), mail('WORK_STATE_PARKED')] }));
    return kind === 'getThread' ? thread() : {};
  };
  await page.getByRole('navigation').getByRole('button', { name: /Carmen Ruiz/ }).press('Enter');
  await page.getByRole('button', { name: 'Aparcar' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Aparcar' }).press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.notEqual(await focused(), '', 'somewhere that has a name');
});

test('a file dropped on the page does not open in its place, also over a mail', async () => {
  const { page, address } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { work: [mail('WORK_STATE_ACTIVE')] })];
    mock.script = ({ kind }) => (kind === 'getThread' ? thread([{ id: 'm1', incoming: true, from: { address: 'a@b.test' }, html: '<p>Hola</p><div style="height:300px"></div>', dateUs: ago(9) }]) : {});
  });
  await page.locator('#reply').fill('A medias');
  const frame = await page.locator('.mail-frame').boundingBox();
  assert.ok(frame);
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 };
  for (const [x, y] of [[600, 120], [frame.x + 40, frame.y + 40], [400, 800]] as const) {
    await client.send('Input.dispatchDragEvent', { type: 'dragEnter', x: 5, y: 300, data });
    for (const type of ['dragOver', 'drop'] as const) await client.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await page.getByText('Aquí no se puede soltar un archivo').first().waitFor();
  assert.equal(page.url(), `${address}/`);
  assert.equal(page.context().pages().length, 1);
  assert.equal(await page.locator('#reply').inputValue(), 'A medias');
});
