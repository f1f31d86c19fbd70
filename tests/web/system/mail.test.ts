// A mail that a customer sent: offered, accepted, answered and finished in the browser. ../system.py then looks for the
// reply in the customer's mailbox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, violations } from '../browser';
import { withBrowser } from './desk_page';

const signIn = withBrowser();

test('ana answers the mail while sofia sees it happen', async () => {
  const sofia = await signIn('sofia');
  const ana = await signIn('ana');
  await sofia.page.getByRole('row', { name: /Ana/ }).waitFor();
  const agents = sofia.page.getByRole('row', { name: /Ana/ });

  await ana.page.getByRole('button', { name: 'Estoy disponible' }).click();
  await agents.getByText('Disponible', { exact: true }).waitFor();
  await ana.page.getByRole('article').getByRole('button', { name: /Aceptar/ }).click();
  await ana.page.getByText('No se cargan imágenes de fuera').waitFor();
  const frame = ana.page.frameLocator('.mail-frame');
  await frame.getByText('Desde ayer no puedo entrar').waitFor();
  assert.equal(await frame.getByText('Desde ayer').evaluate((line) => getComputedStyle(line).color), 'rgb(0, 68, 136)');
  await agents.getByText('Ocupado').waitFor();

  const reply = ana.page.locator('#reply');
  await reply.fill('Ya puede entrar.');
  await ana.page.getByText('Borrador guardado', { exact: true }).waitFor();
  await ana.page.reload();
  await ana.page.getByText('Borrador recuperado').waitFor();
  assert.equal(await reply.inputValue(), 'Ya puede entrar.');
  await screenshot(ana.page, 'agent');
  await screenshot(sofia.page, 'supervisor');
  assert.deepEqual(await violations(ana.page), []);
  assert.deepEqual(await violations(sofia.page), []);

  await ana.page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await ana.page.getByText('Enviado', { exact: true }).waitFor();
  assert.equal(await reply.inputValue(), '');
  await ana.page.getByLabel('Resuelto').check();
  await ana.page.getByRole('button', { name: 'Terminar', exact: true }).click();
  await ana.page.getByRole('button', { name: 'Terminar el cierre' }).click();
  await ana.page.getByText('No hay nada pendiente').waitFor();
  await ana.page.getByRole('button', { name: /Tu presencia/ }).click();
  await ana.page.getByRole('menuitemradio', { name: 'Desconectado' }).click();
  await ana.page.getByText('Estás desconectado').waitFor();
  await agents.getByText('Desconectado').waitFor();
  assert.deepEqual([...ana.faults, ...sofia.faults], []);
});
