// A call that rings at ana's phone: seen, held, resumed and hung up on the page. ../system.py is the caller and the phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withBrowser } from './desk_page';

const signIn = withBrowser();

test('ana talks to a customer with the page before her', async () => {
  const { page, faults } = await signIn('ana');
  await page.getByRole('button', { name: 'Estoy disponible' }).click();
  await page.getByRole('article').getByText('Contesta en tu teléfono 1001').waitFor();
  await page.getByText('En conversación').waitFor();
  await page.getByRole('button', { name: 'Poner en espera' }).click();
  await page.getByRole('button', { name: 'Recuperar' }).waitFor();
  await page.keyboard.press('h');
  await page.getByText('En conversación').waitFor();
  await page.getByRole('button', { name: 'Colgar' }).click();
  await page.getByRole('button', { name: 'Terminar el cierre' }).click();
  await page.getByText('No hay nada pendiente').waitFor();
  await page.getByRole('button', { name: /Tu presencia/ }).click();
  await page.getByRole('menuitemradio', { name: 'Desconectado' }).click();
  await page.getByText('Estás desconectado').waitFor();
  assert.deepEqual(faults, []);
});
