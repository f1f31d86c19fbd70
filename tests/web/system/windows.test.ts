// One agent with two windows; the customer writes again in mid-letter; a reload. ../system.py looks for the one reply.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { address, withBrowser } from './desk_page';

const signIn = withBrowser();
const hasText = (page: Page, text: string) => page.waitForFunction((wanted) => (document.getElementById('reply') as HTMLTextAreaElement | null)?.value === wanted, text, { polling: 100 });

test('what ana typed is in both windows, letter by letter, and goes out once', async () => {
  const { page, faults } = await signIn('ana');
  await page.getByRole('button', { name: 'Estoy disponible' }).click();
  await page.getByRole('article').getByRole('button', { name: /Aceptar/ }).click();
  await page.getByText('¿Dónde está mi pedido?').first().waitFor();
  await page.locator('#reply').and(page.locator('[aria-busy=false]')).focus();
  await page.keyboard.type('Ajá, c x: ');

  const other = await page.context().newPage();
  await other.goto(address);
  await hasText(other, 'Ajá, c x: ');
  await other.locator('#reply').press('Control+End');
  await other.keyboard.type('ya sale. ');
  await hasText(page, 'Ajá, c x: ya sale. ');

  await page.bringToFront();
  await page.locator('#reply').press('Control+End');
  await page.keyboard.type('Un ');
  await customerWrites(process.env.ANTESALA_MAIL ?? '');
  await page.keyboard.type('salu');
  await page.getByText('Ya ha llegado, gracias.').first().waitFor();
  await page.getByText('ha escrito de nuevo').waitFor();
  await page.keyboard.type('do.');
  await page.reload();
  await hasText(page, 'Ajá, c x: ya sale. Un saludo.');
  await hasText(other, 'Ajá, c x: ya sale. Un saludo.');

  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('dialog', { name: 'Ha llegado otro correo' }).getByRole('button', { name: 'Enviar de todas formas' }).click();
  await page.getByText('Enviado', { exact: true }).waitFor();
  await hasText(other, '');
  await other.getByText('Enviado', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Terminar', exact: true }).click();
  await page.getByRole('button', { name: 'Terminar el cierre' }).click();
  await page.getByText('No hay nada pendiente').waitFor();
  await page.getByRole('button', { name: /Tu presencia/ }).click();
  await page.getByRole('menuitemradio', { name: 'Desconectado' }).click();
  await page.getByText('Estás desconectado').waitFor();
  assert.deepEqual(faults, []);
});

// RFC 5321, each command after the answer to the one before.
async function customerWrites(mail: string): Promise<void> {
  const from = /^From:.*<(.+)>/m.exec(mail)?.[1] ?? '';
  const socket = connect(Number(process.env.ANTESALA_SMTP_PORT), '127.0.0.1');
  const commands = ['EHLO tests', `MAIL FROM:<${from}>`, 'RCPT TO:<ayuda@demo.test>', 'DATA', `${mail.replace(/\r?\n/g, '\r\n')}\r\n.`, 'QUIT'];
  for await (const line of createInterface(socket)) {
    if (line[3] === '-') continue;
    assert.ok(Number(line.slice(0, 3)) < 400, line);
    const next = commands.shift();
    if (next === undefined) break;
    socket.write(`${next}\r\n`);
  }
  socket.end();
}
