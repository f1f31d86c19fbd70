// A third channel: one record (chat_channel.tsx), and the pages show its offers, its work and what a supervisor does with it. A
// page without the record says that it does not know such work, and can still pass it on or finish it.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { violations } from '../browser';
import type { MockDesk } from '../mock/mock_desk';
import { agent, ago, ahead, all_well, colleagues, queue, welcome, type Json } from '../mock/people';
import { chat_icon } from './chat_icon';
import { withBrowser, type Setting } from './desk_page';

declare const ROOT: string;
const browser = withBrowser();

// The script of the pages with the record beside those they have; everything else of them is as it was built.
let script = '';
before(async () => {
  const built = await build({
    stdin: { contents: "import './chat_channel'; import '../../../desk/web/src/main';", resolveDir: join(ROOT, 'tests/web/pages') },
    nodePaths: [join(ROOT, 'desk/web/node_modules')],
    tsconfig: join(ROOT, 'desk/web/tsconfig.json'),
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2021',
    loader: { '.css': 'empty' },
  });
  script = built.outputFiles[0]?.text ?? '';
});

function chat(state: string, changes: Json = {}): Json {
  const interaction = { id: 'chat-1', channel: 'CHANNEL_CHAT', queue: 'soporte', dnis: 'demo.test/ayuda', subject: 'Hola', firstEntryAtUs: ago(40) };
  return { interaction, state, sinceUs: ago(8), effort: 25, ...changes };
}

async function signInWithChat(play: (desk: MockDesk) => void, options: BrowserContextOptions = {}): Promise<Setting> {
  const setting = await browser.open(options);
  await setting.page.route(/\/assets\/main-[^/]*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: script }));
  play(setting.desk);
  setting.desk.http.sessionOpen = true;
  await setting.page.goto(setting.address);
  await setting.page.locator('#content').waitFor();
  return setting;
}

function anaHas(...work: Json[]): (desk: MockDesk) => void {
  return (desk) => {
    desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', load: 25, work })];
    desk.script = ({ kind, body }) => (kind === 'getColleagues' ? colleagues(body.search) : {});
  };
}

const iconIn = (page: Page, where: string) => page.locator(`${where} svg path`).first().getAttribute('d');

test('its offer has its icon, its words, and is accepted on the page', async () => {
  const { page, desk, faults } = await signInWithChat(anaHas(chat('WORK_STATE_OFFERED', { offerId: 'offer-3', deadlineUs: ahead(25) })));
  await page.getByText('Un chat para ti').waitFor();
  assert.equal(await iconIn(page, '.entry-button'), chat_icon);
  assert.equal(await iconIn(page, '.panel'), chat_icon);
  await page.getByRole('heading', { name: 'Visitante' }).waitFor();
  assert.equal(await page.locator('.panel-subject').textContent(), '« Hola »');
  assert.equal(await page.locator('.facts dt', { hasText: 'Página web' }).count(), 1);
  assert.match(await page.title(), /^\(1\) Chat: Visitante/);
  await page.getByRole('navigation').getByRole('button', { name: 'Aceptar: Visitante' }).click();
  assert.deepEqual((await desk.waitFor('acceptOffer')).body, { offerId: 'offer-3' });
  assert.deepEqual(faults, []);
});

test('in hand it has its own panel, keys, and words in the dialogs of all', async () => {
  const { page, desk, faults } = await signInWithChat(anaHas(chat('WORK_STATE_ACTIVE')));
  await page.locator('.panel.chat').waitFor();
  await page.getByRole('button', { name: 'Transferir' }).click();
  await page.getByText('El visitante lee que le escribirá otra persona.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Consultar' }).click();
  await page.getByText('Tu compañero lee el chat.').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#park').count(), 1, 'nobody is on the line: it can be put aside');
  await page.keyboard.press('?');
  await page.locator('#help dt', { hasText: 'Saludar' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  assert.deepEqual((await desk.waitFor('finish')).body, { interactionId: 'chat-1', dispositions: [], seenUpdate: 7 });
  assert.deepEqual([await violations(page), faults], [[], []]);
});

test('in English as well', async () => {
  const { page } = await signInWithChat((desk) => {
    anaHas(chat('WORK_STATE_ACTIVE'))(desk);
    desk.who = welcome('ana', { language: 'en' });
  });
  await page.getByRole('heading', { name: 'Visitor' }).waitFor();
  await page.locator('.facts dt', { hasText: 'Web page' }).waitFor();
});

test('a supervisor sees it wait, and reads what becomes of it', async () => {
  const { interaction } = chat('') as { interaction: Json };
  const { page } = await signInWithChat((desk) => {
    desk.who = welcome('sofia');
    desk.states = [
      all_well,
      agent('ana', { work: [chat('WORK_STATE_ACTIVE')] }),
      queue('soporte', { waiting: 1, firstWaiting: [{ interaction: { ...interaction, id: 'chat-2' } }] }),
    ];
  });
  await page.locator('.waiting .waiting-contact', { hasText: 'Visitante' }).waitFor();
  assert.equal(await iconIn(page, '.waiting'), chat_icon);
  assert.equal(await page.locator('#chat-card').textContent(), 'Saludar');
  await page.locator('#do-agent-ana').click();
  await page.getByRole('menuitem', { name: 'Cerrar su sesión…' }).click();
  await page.locator('.consequences').waitFor();
  assert.deepEqual((await page.locator('.consequences li').allTextContents()).filter((text) => /chats|llamada|correos/.test(text)), [
    'Los chats vuelven a sus colas.',
    'Una llamada sigue hasta que termine.',
    'Los correos entre manos y las ofertas vuelven a sus colas, con el tiempo que ya han esperado.',
  ]);
});

test('a page without its record says so, and the work can be finished', async () => {
  const { page, desk } = await browser.signIn({}, anaHas(chat('WORK_STATE_ACTIVE')));
  await page.getByText('Esta página no conoce este tipo de trabajo').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Terminar', exact: true }).click();
  assert.deepEqual((await desk.waitFor('finish')).body, { interactionId: 'chat-1', dispositions: [] });
});
