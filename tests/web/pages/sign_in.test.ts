import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot } from '../browser';
import { agent, all_well } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

test('a wrong password is told and does not empty the form; the right one opens the page', async () => {
  const { page, desk, address, faults } = await browser.open();
  desk.states = [all_well, agent('ana', { presence: 'PRESENCE_OFFLINE' })];
  await page.goto(address);
  await page.getByLabel('Usuario').fill('ana');
  await page.getByLabel('Contraseña').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('El usuario o la contraseña no son correctos.').waitFor();
  assert.equal(await page.getByLabel('Usuario').inputValue(), 'ana');
  await page.getByLabel('Contraseña').fill('right');
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.getByText('Estás desconectado').waitFor();
  await screenshot(page, 'signed-in');
  assert.deepEqual(faults, []);
});

test('the language is chosen before signing in and remembered after a reload', async () => {
  const { page, desk, address } = await browser.open();
  desk.states = [all_well, agent('ana')];
  await page.goto(address);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('User name').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.reload();
  await page.getByLabel('User name').fill('ana');
  await page.getByLabel('Password').fill('right');
  await page.keyboard.press('Enter');
  // The account says Spanish; what the person chose here counts more.
  await page.getByText('Nothing to do right now').waitFor();
});

test('without a choice the account’s language counts, whatever the browser’s', async () => {
  const { page } = await browser.signIn({ locale: 'en-GB' }, (desk) => {
    desk.states = [all_well, agent('ana')];
  });
  await page.getByText('No hay nada pendiente').waitFor();
});

test('signing out ends the session and leaves nothing of the person on the page', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana')];
  });
  await page.getByRole('button', { name: /^Cuenta: Ana García/ }).click();
  await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
  await page.getByLabel('Usuario').waitFor();
  assert.equal(desk.http.sessionOpen, false);
  assert.equal(await page.getByText('Ana García').count(), 0);
});

test('when the session ends by itself the sign-in page says so, and drafts stay', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana')];
  });
  desk.http.sessionOpen = false;
  desk.breakConnections();
  await page.getByText('Tu sesión ha terminado.').waitFor();
});

test('a desk that is away is not taken for a session that has ended', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana')];
  });
  desk.http.away = true;
  desk.breakConnections();
  await page.getByText('Se ha perdido la conexión.').waitFor();
  await page.getByText('Sin conexión').waitFor();
  desk.http.away = false;
  await page.getByRole('button', { name: 'Probar ahora' }).click();
  await page.getByText('Conectado', { exact: true }).waitFor();
  assert.equal(await page.getByText('Se ha perdido la conexión.').count(), 0);
});
