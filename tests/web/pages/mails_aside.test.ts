import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asideMail, withMailsAside } from '../mock/mails_aside';
import type { MockDesk } from '../mock/mock_desk';
import { ago, all_well, queue, welcome } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

const site = (desk: MockDesk) => {
  desk.who = welcome('sofia');
  desk.states = [all_well, queue('soporte', {}), { mailbox: { mailbox: 'ayuda@demo.test', connected: true, lastFetchAtUs: ago(3), fetchedTotal: '13' } }];
  desk.script = withMailsAside([
    asideMail('m1'),
    asideMail('m2', { subject: '', from: {}, kind: 'reply', reason: 'X-Autoreply: yes' }),
    asideMail('m3', { shelf: 'MAIL_SHELF_UNREADABLE', subject: 'veneno', reason: 'the parts are more than 1000', kind: '' }),
  ]);
};

test('a supervisor looks through what machines wrote, reads one and opens it as work', async () => {
  const { page, desk, faults } = await browser.signIn({}, site);
  // Nothing is asked for while the list is closed.
  await desk.waitFor('watch');
  assert.equal(desk.asked.filter(({ kind }) => kind === 'getMailsAside').length, 0);
  const card = page.getByRole('region', { name: 'Correo apartado' }).first();
  await card.getByRole('button', { name: 'Mostrar' }).click();
  assert.deepEqual((await desk.waitFor('getMailsAside')).body, {
    shelf: 'MAIL_SHELF_AUTOMATIC', mailbox: '', search: '', after: '', limit: 20,
  });
  await page.getByRole('row', { name: /Formulario web.*Nueva consulta.*escrito por un programa/ }).waitFor();
  // Who names nobody is told so.
  await page.getByRole('row', { name: /\(sin remitente\).*\(sin asunto\).*respuesta automática/ }).waitFor();
  await page.getByRole('button', { name: 'Nueva consulta', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Nueva consulta' });
  await dialog.getByText('Consulta: no puedo pagar.').waitFor();
  await dialog.getByRole('button', { name: 'Abrir como trabajo: Nueva consulta' }).click();
  assert.deepEqual((await desk.waitFor('changeMailAside')).body, { mailId: 'm1', action: 'MAIL_ASIDE_OPEN' });
  await page.getByText('El correo ya es trabajo.').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('row', { name: /Nueva consulta/ }).count(), 0);
  assert.deepEqual(faults, []);
});

test('another shelf, a mailbox and a search are asked for, and an unreadable mail is read again', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await page.getByRole('button', { name: 'Mostrar' }).click();
  await page.getByRole('row', { name: /Nueva consulta/ }).waitFor();
  await page.getByRole('combobox', { name: 'Mostrar' }).selectOption({ label: 'Ilegible' });
  await page.getByRole('row', { name: /veneno.*ilegible/ }).waitFor();
  await page.getByRole('button', { name: 'Leer otra vez: veneno' }).click();
  assert.deepEqual((await desk.waitFor('changeMailAside')).body, { mailId: 'm3', action: 'MAIL_ASIDE_PARSE_AGAIN' });
  await page.getByText('No hay correo aquí').waitFor();
  await page.getByRole('combobox', { name: 'Buzón' }).selectOption('ayuda@demo.test');
  await page.getByRole('searchbox', { name: 'Remitente o asunto' }).fill('pagar');
  const all = () => desk.asked.filter(({ kind }) => kind === 'getMailsAside');
  const last = async (): Promise<Record<string, unknown>> => {
    for (let times = all().length; ; times += 1) {
      const asked = await desk.waitFor('getMailsAside', times);
      if (asked.body.search === 'pagar') return asked.body;
    }
  };
  assert.deepEqual(await last(), { shelf: 'MAIL_SHELF_UNREADABLE', mailbox: 'ayuda@demo.test', search: 'pagar', after: '', limit: 20 });
});

test('what the desk refuses is said, and the list stays', async () => {
  const { page, desk } = await browser.signIn({}, site);
  await page.getByRole('button', { name: 'Mostrar' }).click();
  await page.getByRole('row', { name: /Nueva consulta/ }).waitFor();
  const before = desk.script;
  desk.script = (asked) => (asked.kind === 'changeMailAside' ? { code: 'ANSWER_UNAVAILABLE', reason: 'mcan_away' } : before(asked));
  await page.getByRole('button', { name: 'Descartar: Nueva consulta' }).click();
  await page.getByText(/No es posible: el servicio de correo/).waitFor();
  await page.getByRole('row', { name: /Nueva consulta/ }).waitFor();
});
