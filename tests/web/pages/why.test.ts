// "Why?": what a supervisor is told of an interaction and of an agent, by mouse and by keyboard, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { screenshot, violations } from '../browser';
import { agentOnBreak, waitingCall } from '../mock/explanations';
import type { MockDesk, Script } from '../mock/mock_desk';
import { agent, ago, ahead, all_well, call, mail, queue, welcome, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();
const interactionOf = (item: Json) => item.interaction as Json;

const explains: Script = ({ kind }) => {
  if (kind === 'getExplanation') return waitingCall();
  return kind === 'getAgentExplanation' ? agentOnBreak() : {};
};

function site(desk: MockDesk): void {
  desk.who = welcome('sofia', { skills: [{ name: 'frances', titleEs: 'Francés', titleEn: 'French' }] });
  desk.states = [
    all_well,
    agent('ana', {}),
    agent('luis', { name: 'Luis Vega', state: 'AGENT_STATE_BUSY', load: 30, work: [mail('WORK_STATE_ACTIVE')] }),
    agent('marta', { name: 'Marta Soler', presence: 'PRESENCE_ON_BREAK', breakReason: 'comida', sinceUs: ago(615) }),
    agent('nora', { name: 'Nora Gil', presence: 'PRESENCE_ON_BREAK', breakReason: 'formacion', sinceUs: ago(1810) }),
    queue('soporte', { waiting: 1, longestWaitingSinceUs: ago(312), agentsLoggedIn: 3, firstWaiting: [{ interaction: interactionOf(mail('')) }] }),
    queue('quejas', { waiting: 1, longestWaitingSinceUs: ago(48), agentsLoggedIn: 2, firstWaiting: [{ interaction: interactionOf(call('')) }] }),
  ];
  desk.script = explains;
}

const inEnglish = (desk: MockDesk) => {
  site(desk);
  desk.who = { ...desk.who, language: 'en' };
};

const dialogOf = (page: Page) => page.getByRole('dialog');
const waitingEntry = (page: Page) => page.locator('.waiting').getByRole('button', { name: '¿Por qué? Taller Ibáñez' });

test('in one sentence why a call waits, then each agent by reason, then the offers so far', async () => {
  const { page, desk, faults } = await browser.signIn({}, site);
  await waitingEntry(page).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('heading', { name: '¿Por qué? Taller Ibáñez' }).waitFor();
  assert.deepEqual((await desk.waitFor('getExplanation')).body, { interactionId: 'call-1' });
  const sentence = 'Nadie de Quejas puede atenderlo ahora: 2 en pausa, 1 tiene antes otro trabajo, 1 entre dos ofertas, 1 sin conectar y 1 sin el conocimiento.';
  await dialog.getByText(sentence, { exact: true }).waitFor();
  const group = (name: RegExp) => dialog.getByRole('group').filter({ has: page.getByText(name) });
  await group(/^En pausa/).getByText(/Marta Soler.*Comida · 10:1\d/).waitFor();
  await group(/^Espera breve/).getByText(/Ana García.*quedan: 0:(40|3\d)/).waitFor();
  await group(/^Otro trabajo/).getByText(/Pablo Rey.*antes: Carmen Ruiz/).waitFor();
  await group(/^Falta un conocimiento/).getByText(/Eva Campos.*falta: Francés/).waitFor();
  assert.equal(await dialog.getByText('Luis Vega').isVisible(), false, 'those of other queues come folded');
  await dialog.getByText('Francés (4 o más) · rebajado 1 vez por la espera').waitFor();
  await dialog.getByText('3:10', { exact: true }).waitFor();
  const past = await dialog.locator('.why-past li').allTextContents();
  assert.match(past[0] ?? '', /Ofrecido a Marta Soler.*de 3 que podían atenderlo.*Sin respuesta a tiempo$/);
  assert.match(past[1] ?? '', /Ofrecido a Ana García.*la única persona que podía atenderlo.*Retirado: el teléfono comunicaba$/);
  assert.match(past[2] ?? '', /^\S+Asignado a Iván Soto por supervisiónAceptado$/);
  assert.deepEqual(faults, []);
});

test('the same in English', async () => {
  const { page } = await browser.signIn({}, inEnglish);
  await page.locator('.waiting').getByRole('button', { name: 'Why? Taller Ibáñez' }).click();
  await dialogOf(page).getByText('Nobody in Complaints can take it now: 2 on break, 1 has other work first, 1 between two offers, 1 signed out, and 1 without the skill.').waitFor();
  await dialogOf(page).getByText(/^French \(4 or more\)/).waitFor();
  await dialogOf(page).getByText('Taken back: the phone was busy').waitFor();
});

test('by keyboard: opened with Enter, closed with Escape, and the focus is back where it was', async () => {
  const { page } = await browser.signIn({}, site);
  await waitingEntry(page).focus();
  await page.keyboard.press('Enter');
  await dialogOf(page).getByText(/^Nadie de Quejas/).waitFor();
  assert.ok(await dialogOf(page).evaluate((dialog) => dialog.contains(document.activeElement)), 'the focus is inside');
  await dialogOf(page).locator('summary').filter({ hasText: 'No es de esta cola' }).focus();
  await page.keyboard.press('Enter');
  await dialogOf(page).getByText('Luis Vega').waitFor();
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  assert.ok(await waitingEntry(page).evaluate((button) => button === document.activeElement));
});

test('when what was asked about has left the list, the focus goes to the page', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await waitingEntry(page).click();
  await dialogOf(page).getByText(/^Nadie de Quejas/).waitFor();
  desk.state(queue('quejas', {}));
  await page.locator('.waiting-contact').getByText('Taller Ibáñez').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
});

test('it is asked again while it is open, and no longer once it is closed', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await waitingEntry(page).click();
  await dialogOf(page).getByText(/^Nadie de Quejas/).waitFor();
  const chosen = { login: 'ana', name: 'Ana García', verdict: 'VERDICT_CHOSEN' };
  const offered = waitingCall({ state: 'INTERACTION_STATE_OFFERED', stateUntilUs: ahead(20), candidates: [chosen], counts: [{ verdict: 'VERDICT_CHOSEN', agents: 1 }] });
  desk.script = ({ kind }) => (kind === 'getExplanation' ? offered : {});
  await dialogOf(page).getByText(/Se está ofreciendo a Ana García\..*quedan: 0:(20|1\d)/).waitFor();
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  // Two rounds of another question go by without the first being asked.
  const before = desk.asked.length;
  await page.getByRole('button', { name: '¿Por qué? Ana García' }).click();
  await desk.waitFor('getAgentExplanation', 3);
  assert.equal(desk.asked.slice(before).filter(({ kind }) => kind === 'getExplanation').length, 0);
});

test('each piece of an agent’s work says why it is there', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    site(mock);
    mock.script = () => waitingCall({ interaction: interactionOf(mail('')), state: 'INTERACTION_STATE_ACTIVE', agent: 'luis', position: 0, decisions: [], beyondCapacity: true });
  });
  await page.getByRole('row', { name: /Luis Vega/ }).getByRole('button', { name: '¿Por qué? Carmen Ruiz' }).click();
  assert.deepEqual((await desk.waitFor('getExplanation')).body, { interactionId: 'mail-1' });
  await dialogOf(page).getByText('Luis Vega lo está atendiendo.').waitFor();
  await dialogOf(page).getByText('Se le dio por encima de su capacidad').waitFor();
  await dialogOf(page).getByText('Todavía no se ha ofrecido a nadie.').waitFor();
  await dialogOf(page).getByRole('heading', { name: 'Si hubiera que ofrecerlo ahora' }).waitFor();
});

test('an agent: why nothing is offered, what is in hand, what waits', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await page.getByRole('row', { name: /Marta Soler/ }).getByRole('button', { name: '¿Por qué? Marta Soler' }).click();
  assert.deepEqual((await desk.waitFor('getAgentExplanation')).body, { login: 'marta' });
  const dialog = dialogOf(page);
  await dialog.getByText('No se ofrece nada más a Marta Soler: en pausa.').waitFor();
  await dialog.getByText('El teléfono no está disponible: no se pueden ofrecer llamadas.').waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'Anne Petit' }).getByText(/Falta un conocimiento.*Francés/).waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'Taller Ibáñez' }).getByText('En pausa').waitFor();
  desk.script = () => agentOnBreak({ verdict: 'VERDICT_COULD_TAKE', waiting: [], phoneReachable: true });
  await dialog.getByText('No espera nada en las colas de Marta Soler: podrá recibir lo próximo que llegue.').waitFor();
  await dialog.getByText('No espera nada.', { exact: true }).waitFor();
});

test('while nothing has come it says so; what failed is said, and the last answer stays', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    site(mock);
    mock.script = ({ kind }) => (kind === 'getExplanation' ? undefined : {});
  });
  await waitingEntry(page).click();
  await dialogOf(page).getByText('Consultando…').waitFor();
  await page.keyboard.press('Escape');
  const away = { code: 'ANSWER_UNAVAILABLE', reason: 'acd_away' };
  desk.script = () => away;
  await waitingEntry(page).click();
  await dialogOf(page).getByText('Ahora no hay respuesta').waitFor();
  await dialogOf(page).getByText(/^el distribuidor no responde/).waitFor();
  desk.script = explains;
  await dialogOf(page).getByText(/^Nadie de Quejas/).waitFor();
  desk.script = () => away;
  await dialogOf(page).getByText(/^Puede que esto ya no esté al día: el distribuidor no responde/).waitFor();
  await dialogOf(page).getByText(/^Nadie de Quejas/).waitFor();
});

test('what has ended, or waits in the pre-queue, is said in words', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await waitingEntry(page).click();
  await dialogOf(page).getByText(/^Nadie de Quejas/).waitFor();
  desk.script = () => ({ code: 'ANSWER_NOT_FOUND', reason: 'not_in_router' });
  await dialogOf(page).getByText('Ha terminado, o espera en la antesala.').waitFor();
  assert.equal(await dialogOf(page).getByText(/^Nadie de Quejas/).count(), 0);
});

test('a queue without agents, and one too large to show', async () => {
  const { page, desk } = await browser.signIn({}, site);
  const nobody = { verdict: 'VERDICT_NOT_MEMBER', agents: 7 };
  desk.script = () => waitingCall({ candidates: [], counts: [nobody] });
  await waitingEntry(page).click();
  await dialogOf(page).getByText('Ningún agente pertenece a Quejas, así que nadie puede atenderlo.').waitFor();
  const one = { login: 'ana', name: 'Ana García', verdict: 'VERDICT_ON_BREAK' };
  desk.script = () => waitingCall({ candidates: [one], candidatesLeftOut: 899, counts: [{ verdict: 'VERDICT_ON_BREAK', agents: 900 }] });
  await dialogOf(page).getByText('Nadie de Quejas puede atenderlo ahora: 900 en pausa.').waitFor();
  await dialogOf(page).getByText('y 899 más').waitFor();
});

const looks = [
  { name: 'es-light', options: { colorScheme: 'light' as const }, prepare: site, why: '¿Por qué?' },
  { name: 'en-dark', options: { colorScheme: 'dark' as const, viewport: { width: 1024, height: 720 } }, prepare: inEnglish, why: 'Why?' },
];
for (const look of looks) {
  for (const [about, name] of [['interaction', 'Taller Ibáñez'], ['agent', 'Marta Soler']] as const) {
    test(`axe finds nothing in the explanation of an ${about}, ${look.name}`, async () => {
      const { page } = await browser.signIn(look.options, look.prepare);
      await page.getByRole('button', { name: `${look.why} ${name}` }).first().click();
      await dialogOf(page).locator('.why-sentence').waitFor();
      await screenshot(page, `why-${about}-${look.name}`);
      assert.deepEqual(await violations(page), []);
    });
  }
}
