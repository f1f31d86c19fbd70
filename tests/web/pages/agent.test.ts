import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot } from '../browser';
import { agent, ahead, all_well, call, mail } from '../mock/people';
import { withBrowser } from './desk_page';
import { playMail } from './work_story';

const browser = withBrowser();

test('a mail from its offer to the end of its wrap-up', async () => {
  const { page, desk, faults } = await browser.signIn({}, playMail);
  await page.getByRole('button', { name: 'Estoy disponible' }).click();
  await page.getByRole('heading', { name: 'Carmen Ruiz' }).waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Aceptar: Carmen Ruiz' }).click();
  assert.deepEqual((await desk.waitFor('acceptOffer')).body, { offerId: 'offer-1' });

  await page.getByText('¿Me pueden ayudar?').waitFor();
  await page.getByLabel('Responder a Carmen Ruiz').fill('Ya puede entrar.');
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const reply = await desk.waitFor('sendReply');
  assert.deepEqual([reply.body.text, reply.body.answers, reply.body.cc], ['Ya puede entrar.', 'message-1', []]);
  assert.deepEqual(reply.body.to, [{ name: 'Carmen Ruiz', address: 'carmen.ruiz@cliente.test' }]);
  assert.match(String(reply.body.quoteIntroduction), /^El .* Carmen Ruiz escribió:$/);
  await page.getByText('Se enviará', { exact: true }).waitFor();
  desk.say({ reply: { interactionId: 'mail-1', id: 'reply-1', status: 'REPLY_SENT' } });
  await page.getByText('Enviado', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), '');
  await screenshot(page, 'replied');

  await page.getByLabel('Resuelto').check();
  await page.getByRole('button', { name: 'Terminar', exact: true }).click();
  assert.deepEqual((await desk.waitFor('finish')).body, { interactionId: 'mail-1', dispositions: ['resuelto'], seenUpdate: 0 });
  await page.getByRole('button', { name: 'Un minuto más' }).click();
  await page.locator('.panel-clock').getByText(/^1:(30|29)$/).waitFor();
  await page.getByLabel('Seguimiento').check();
  await page.getByRole('button', { name: 'Terminar el cierre' }).click();
  assert.deepEqual((await desk.waitFor('endWrapUp')).body, { interactionId: 'mail-1', dispositions: ['resuelto', 'seguimiento'] });
  await page.getByText('No hay nada pendiente').waitFor();
  assert.deepEqual(faults, []);
});

test('the same with the keyboard alone', async () => {
  const { page, desk } = await browser.signIn({}, playMail);
  await page.keyboard.press('p');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('choosePresence')).body, { presence: 'PRESENCE_AVAILABLE' });
  await page.getByRole('heading', { name: 'Carmen Ruiz' }).waitFor();
  await page.keyboard.press('a');
  await desk.waitFor('acceptOffer');
  await page.getByText('¿Me pueden ayudar?').waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('jaxhfew? Hecho.');
  assert.equal(await page.getByLabel('Responder a Carmen Ruiz').inputValue(), 'jaxhfew? Hecho.', 'letters are text where text is written');
  await page.keyboard.press('Control+Enter');
  await desk.waitFor('sendReply');
  await page.getByText('Se enviará', { exact: true }).waitFor();
  await page.keyboard.press('Tab');
  await page.locator('body').press('f');
  await page.keyboard.press('Space');
  for (const _ of [1, 2, 3, 4, 5]) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.deepEqual((await desk.waitFor('finish')).body.dispositions, ['resuelto']);
  await page.getByRole('button', { name: 'Terminar el cierre' }).waitFor();
  await page.keyboard.press('e');
  await desk.waitFor('endWrapUp');
  await page.getByText('No hay nada pendiente').waitFor();
});

test('single letters can be turned off, and the help lists what there is', async () => {
  const { page, desk } = await browser.signIn({}, playMail);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Atajos de teclado' }).waitFor();
  assert.equal(await page.locator('.shortcuts dt').count(), 16);
  await page.getByLabel('Atajos de una sola letra').uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Estoy disponible' }).click();
  await page.getByRole('heading', { name: 'Carmen Ruiz' }).waitFor();
  await page.keyboard.press('x');
  await page.keyboard.press('Tab');
  assert.equal(desk.asked.filter(({ kind }) => kind === 'declineOffer').length, 0);
  await page.getByRole('article').getByRole('button', { name: /Rechazar/ }).click();
  assert.deepEqual((await desk.waitFor('declineOffer')).body, { offerId: 'offer-1' });
});

test('a call is answered on the phone, held, resumed and hung up on the page', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_OFFERED', work: [call('WORK_STATE_OFFERED'), mail('WORK_STATE_ACTIVE')] })];
    mock.script = ({ kind }) => {
      if (kind === 'hold') mock.state(agent('ana', { state: 'AGENT_STATE_BUSY', work: [call('WORK_STATE_HELD')] }));
      if (kind === 'resume') mock.state(agent('ana', { state: 'AGENT_STATE_BUSY', work: [call('WORK_STATE_ACTIVE')] }));
      return {};
    };
  });
  const offer = page.getByRole('listitem').filter({ hasText: 'Taller Ibáñez' });
  await offer.getByText('Contesta en tu teléfono 1001').waitFor();
  assert.equal(await offer.getByRole('button', { name: /Aceptar/ }).count(), 0);
  assert.match((await page.getByRole('alert').textContent()) ?? '', /Nueva oferta: Llamada, Taller Ibáñez/);
  // Answered on the phone: the call comes to the front of the mail by itself.
  desk.state(agent('ana', { state: 'AGENT_STATE_BUSY', work: [call('WORK_STATE_ACTIVE'), mail('WORK_STATE_HELD')] }));
  await page.getByText('En conversación').waitFor();
  await page.getByRole('button', { name: 'Poner en espera' }).click();
  await page.getByRole('button', { name: 'Recuperar' }).click();
  // The key does nothing while a request is under way, as the button.
  await page.getByRole('button', { name: 'Poner en espera', disabled: false }).waitFor();
  await page.keyboard.press('h');
  await desk.waitFor('hold', 2);
  await page.getByRole('button', { name: 'Colgar' }).click();
  assert.equal((await desk.waitFor('finish')).body.interactionId, 'call-1');
});

test('a refusal is told in the person’s language, and the buttons work again', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_OFFERED', work: [mail('WORK_STATE_OFFERED')] })];
    mock.script = ({ kind }) => (kind === 'acceptOffer' ? { code: 'ANSWER_REFUSED', reason: 'unknown_offer', message: 'late' } : {});
  });
  const accept = page.getByRole('article').getByRole('button', { name: /Aceptar/ });
  await accept.click();
  await page.getByText('No se ha aceptado la oferta: la oferta ya había terminado.').waitFor();
  desk.script = () => ({ code: 'ANSWER_REFUSED', reason: 'a_reason_of_tomorrow' });
  await accept.click();
  await page.getByText('No se ha aceptado la oferta: ahora no es posible.').waitFor();
  await page.getByRole('button', { name: 'Descartar' }).first().click();
  await page.getByText('la oferta ya había terminado').waitFor({ state: 'detached' });
});

test('at most four dispositions', async () => {
  const { page } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_WRAP_UP', work: [call('WORK_STATE_WRAP_UP', { deadlineUs: ahead(30) })] })];
  });
  for (const name of ['Resuelto', 'Seguimiento', 'Equivocado', 'Queja']) await page.getByLabel(name).check();
  assert.ok(await page.getByLabel('Venta').isDisabled());
  await page.getByLabel('Queja').uncheck();
  assert.ok(await page.getByLabel('Venta').isEnabled());
});

test('a break is chosen with its reason; one that waits for the work is shown as coming', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [call('WORK_STATE_ACTIVE')] })];
  });
  await page.getByRole('button', { name: 'Tu presencia: Disponible' }).click();
  await page.getByRole('menuitemradio', { name: 'Pausa: Comida' }).click();
  assert.deepEqual((await desk.waitFor('choosePresence')).body, { presence: 'PRESENCE_ON_BREAK', breakReason: 'comida' });
  desk.state(agent('ana', { state: 'AGENT_STATE_BUSY', pendingPresence: 'PRESENCE_ON_BREAK', work: [call('WORK_STATE_ACTIVE')] }));
  await page.getByText('después: En pausa').waitFor();
  desk.state(agent('ana', { presence: 'PRESENCE_ON_BREAK', breakReason: 'comida' }));
  await page.getByRole('button', { name: 'Tu presencia: Pausa: Comida' }).waitFor();
  await page.getByText('Estás en pausa').waitFor();
});

test('what is away is named, with what it means', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [{ system: { broker: true, acd: true } }, agent('ana')];
  });
  await page.getByText('El servicio de correo no responde').waitFor();
  await page.getByText('La central telefónica no responde').waitFor();
  desk.state({ system: {} });
  await page.getByText('El servidor de mensajes no responde').waitFor();
  assert.equal(await page.getByText('El servicio de correo no responde').count(), 0);
  desk.state(all_well);
  await page.locator('.banner').waitFor({ state: 'detached' });
});

test('a message that comes late does not undo a newer one', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { version: '1000' })];
  });
  await page.getByText('No hay nada pendiente').waitFor();
  desk.say(agent('ana', { version: '999', presence: 'PRESENCE_OFFLINE' }));
  desk.say({ system: { broker: true, acd: true, asterisk: true } });
  await page.getByText('El servicio de correo no responde').waitFor();
  assert.equal(await page.getByText('Estás desconectado').count(), 0);
});

test('why no call comes, as far as it is the phone, is told to the agent', async () => {
  const { page, desk, faults } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { phone: 'PHONE_STATE_IN_USE' })];
  });
  await page.getByText('Tu teléfono está en una llamada propia').waitFor();
  desk.state(agent('ana', { phone: 'PHONE_STATE_RESTS', phoneRestsUntilUs: ahead(90) }));
  await page.getByText(/Tu teléfono rechaza las llamadas.* La próxima llegará a las \d/).waitFor();
  desk.state(agent('ana', { phone: 'PHONE_STATE_UNREACHABLE' }));
  await page.getByText('¿Está conectado y registrado?').waitFor();
  desk.state(agent('ana', { phone: 'PHONE_STATE_READY' }));
  await page.getByText(/Tu teléfono/).waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});
