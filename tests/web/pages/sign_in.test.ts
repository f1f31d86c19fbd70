import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, violations } from '../browser';
import { agent, all_well, call, mail, thread } from '../mock/people';
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

test('too many wrong passwords: the page says the true time, and when it is over', async () => {
  const { page, desk, address } = await browser.open();
  desk.states = [all_well, agent('ana', { presence: 'PRESENCE_OFFLINE' })];
  desk.http.signInWait_s = 180;
  await page.clock.install();
  await page.goto(address);
  await page.getByLabel('Usuario').fill('ana');
  await page.getByLabel('Contraseña').fill('right');
  await page.keyboard.press('Enter');
  await page.getByText(/Podrás volver a probar a las \d+:\d\d:\d\d\. \((3:00|2:59)\)/).waitFor();
  await page.clock.fastForward(181_000);
  await page.getByText('Ya puedes volver a probar.').waitFor();
  desk.http.signInWait_s = 0;
  await page.keyboard.press('Enter');
  await page.getByText('Estás desconectado').waitFor();
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

test('signing out with work in hand asks first, and says what becomes of it', async () => {
  const { page, desk } = await browser.signIn({}, (mock) => {
    mock.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [call('WORK_STATE_ACTIVE'), mail('WORK_STATE_HELD')] })];
    mock.script = ({ kind }) => (kind === 'getThread' ? thread() : {});
  });
  const signOut = async () => {
    await page.getByRole('button', { name: /^Cuenta: Ana García/ }).click();
    await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
  };
  await signOut();
  const dialog = page.getByRole('dialog', { name: 'Aún tienes trabajo' });
  await dialog.getByText('Taller Ibáñez').waitFor();
  await dialog.getByText('Una llamada en curso sigue en tu teléfono.').waitFor();
  await screenshot(page, 'sign-out-with-work');
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Enter'); // the focus is on what changes nothing
  await dialog.waitFor({ state: 'detached' });
  assert.equal(desk.http.sessionOpen, true);
  await signOut();
  await dialog.getByRole('button', { name: 'Cerrar la sesión' }).click();
  await page.getByLabel('Usuario').waitFor();
  assert.equal(desk.http.sessionOpen, false);
});
