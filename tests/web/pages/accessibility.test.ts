// axe finds nothing on any screen: in both languages, light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { screenshot, violations } from '../browser';
import { asideMail, withMailsAside } from '../mock/mails_aside';
import type { MockDesk } from '../mock/mock_desk';
import { agent, ahead, ago, all_well, call, colleagues, mail, message, queue, thread, welcome, type Json } from '../mock/people';
import { withBrowser } from './desk_page';

const browser = withBrowser();

const conversation = [
  message({ id: 'm1', dateUs: ago(90_000), text: 'Buenos días, no recuerdo mi usuario.' }),
  message({ id: 'm2', dateUs: ago(80_000), incoming: false, agent: 'luis', status: 'REPLY_SENT', text: 'Su usuario es carmen.ruiz.' }),
  message({ id: 'm3', html: '<p>Hola:</p><p>Sigo sin poder entrar.</p><img src="http://x.test/a.png">', attachments: [{ index: 2, fileName: 'pantalla.png', contentType: 'image/png', sizeBytes: '48213' }] }),
];
const working = (work: Json[], more: Json = {}) => (desk: MockDesk) => {
  desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', load: 60, work, ...more })];
  desk.script = ({ kind, body }) => (kind === 'getThread' ? thread(conversation) : kind === 'getColleagues' ? colleagues(body.search) : {});
};
const inEnglish = { language: 'en' };

const parked = mail('WORK_STATE_PARKED', { effort: 0, deadlineUs: ahead(90_000) }, { id: 'mail-3', contactName: 'Anne Petit', subject: 'Cambio de titular del contrato' });
const supervised = (desk: MockDesk) => {
  desk.who = welcome('sofia');
  const interaction = (item: Json) => item.interaction as Json;
  desk.states = [
    all_well,
    agent('ana', { state: 'AGENT_STATE_BUSY', load: 60, work: [mail('WORK_STATE_ACTIVE', {}, { id: 'mail-2', contactName: 'Luis Ortega', subject: 'Factura duplicada de marzo' })] }),
    agent('luis', { name: 'Luis Vega', state: 'AGENT_STATE_BUSY', load: 100, work: [call('WORK_STATE_HELD', { consultedAgent: 'marta' }), parked] }),
    agent('marta', { name: 'Marta Soler', state: 'AGENT_STATE_BUSY', load: 100, work: [call('WORK_STATE_ACTIVE', { consultedBy: 'luis' })], queues: ['quejas'] }),
    agent('nuria', { name: 'Núria Álvarez', presence: 'PRESENCE_ON_BREAK', breakReason: 'comida', queues: ['quejas', 'soporte'] }),
    queue('soporte', { waiting: 4, longestWaitingSinceUs: ago(412), agentsLoggedIn: 3, answeredToday: 41, abandonedToday: 3, answeredWithinThresholdToday: 30, firstWaiting: [{ interaction: interaction(mail('')) }] }),
    queue('quejas', { waiting: 1, longestWaitingSinceUs: ago(31), agentsLoggedIn: 2 }),
    queue('facturacion', { open: false }),
  ];
};
const supervises = (kind: RegExp, ready: (page: Page) => Promise<unknown>): Screen => ({
  prepare: supervised,
  ready: async (page) => {
    await page.getByRole('button', { name: /^(Acciones|Actions): Carmen Ruiz/ }).click();
    await page.getByRole('menuitem', { name: kind }).click();
    await ready(page);
  },
});

interface Screen {
  readonly prepare: (desk: MockDesk) => void;
  readonly ready: (page: Page) => Promise<unknown>;
}

const screens: Record<string, Screen> = {
  troubles: {
    prepare: (desk) => {
      supervised(desk);
      const trouble = { node: 'acd/one', code: 'topic_denied', subject: 'cc/v1/demo/+/acd/+/queue/+/changed', detail: 'let user "antesala_acd" write it' };
      desk.states[0] = { system: { ...(all_well as { system: Json }).system, troubles: [trouble] } };
    },
    ready: (page) => page.locator('.troubles summary').click(),
  },
  nothing: { prepare: working([], { presence: 'PRESENCE_OFFLINE' }), ready: (page) => page.locator('.empty').waitFor() },
  'not-responding': { prepare: working([], { state: 'AGENT_STATE_NOT_RESPONDING' }), ready: (page) => page.locator('.empty').waitFor() },
  offer: { prepare: working([mail('WORK_STATE_OFFERED'), call('WORK_STATE_OFFERED')]), ready: (page) => page.locator('.panel.offer').waitFor() },
  mail: {
    prepare: working([mail('WORK_STATE_ACTIVE'), mail('WORK_STATE_OFFERED', {}, { id: 'mail-2', contactName: 'Luis Ortega', subject: 'Factura duplicada de marzo', queue: 'facturacion' })]),
    ready: async (page) => {
      await page.locator('.images-blocked').waitFor();
      await page.locator('#reply').fill('Hola, Carmen:');
      await page.locator('.draft-note').waitFor();
    },
  },
  call: {
    prepare: working([call('WORK_STATE_ACTIVE'), mail('WORK_STATE_HELD')], { pendingPresence: 'PRESENCE_ON_BREAK' }),
    ready: async (page) => {
      await page.locator('.panel.call').waitFor();
      await page.locator('.chip input').first().check();
      await page.locator('#presence').click();
      await page.locator('.menu-list').waitFor();
    },
  },
  transfer: {
    prepare: working([mail('WORK_STATE_ACTIVE'), parked]),
    ready: async (page) => {
      await page.locator('#reply').fill('Hola, Carmen:');
      await page.locator('#transfer').click();
      await page.getByRole('option', { name: /Marta/ }).click();
    },
  },
  park: {
    prepare: working([mail('WORK_STATE_ACTIVE'), parked]),
    ready: async (page) => {
      await page.locator('#park').click();
      await page.getByRole('dialog').getByRole('radio').last().check();
      await page.locator('.park-moment input').fill('2020-01-01T10:00');
    },
  },
  parked: {
    prepare: working([parked, mail('WORK_STATE_PARKED', {}, { id: 'mail-4', contactName: 'Luis Ortega', subject: 'Factura duplicada de marzo' })]),
    ready: async (page) => {
      await page.getByRole('button', { name: /Cambio de titular/ }).click();
      await page.locator('.message.open').waitFor();
    },
  },
  consulting: { prepare: working([call('WORK_STATE_HELD', { consultedAgent: 'marta' }), parked]), ready: (page) => page.locator('.panel').getByText(/Marta Soler/).waitFor() },
  consulted: { prepare: working([mail('WORK_STATE_ACTIVE', { consultedBy: 'marta' })]), ready: (page) => page.locator('.panel').getByText(/Marta Soler/).first().waitFor() },
  assign: supervises(/Asignar|Assign/, (page) => page.getByRole('option', { name: /Luis/ }).click()),
  move: supervises(/Mover|Move/, (page) => page.getByRole('dialog').getByRole('option', { name: /Facturación|Billing/ }).click()),
  priority: supervises(/Prioridad|Priority/, (page) => page.getByRole('button', { name: '+30' }).click()),
  'over-capacity': {
    prepare: (desk) => {
      supervised(desk);
      desk.script = ({ kind }) => (kind === 'assign' ? { code: 'ANSWER_REFUSED', reason: 'no_capacity' } : {});
    },
    ready: async (page) => {
      await page.getByRole('button', { name: /^(Acciones|Actions): Carmen Ruiz/ }).click();
      await page.getByRole('menuitem').first().click();
      await page.keyboard.type('luis');
      await page.keyboard.press('Enter');
      await page.locator('#over-capacity').waitFor();
    },
  },
  'end-session': {
    prepare: supervised,
    ready: async (page) => {
      await page.getByRole('button', { name: /^(Acciones|Actions): Luis Vega/ }).click();
      await page.getByRole('menuitem').last().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'supervisor-actions': {
    prepare: supervised,
    ready: async (page) => {
      await page.getByRole('button', { name: /^(Trabajo de|Work of) Luis Vega/ }).click();
      await page.getByRole('button', { name: /^(Acciones|Actions): Anne Petit/ }).click();
      await page.locator('.menu-list').waitFor();
    },
  },
  'wrap-up': { prepare: working([call('WORK_STATE_WRAP_UP', { deadlineUs: ahead(5) })]), ready: (page) => page.locator('.panel.wrap-up').waitFor() },
  help: {
    prepare: working([call('WORK_STATE_HELD')]),
    ready: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  away: {
    prepare: (desk) => {
      working([mail('WORK_STATE_ACTIVE')])(desk);
      desk.states = [...desk.states, { system: { broker: true } }];
      desk.script = () => ({ code: 'ANSWER_UNAVAILABLE' });
    },
    ready: async (page) => {
      await page.locator('.banner').waitFor();
      await page.getByRole('button', { name: /^(Volver a probar|Try again)$/ }).waitFor();
      await page.locator('#finish').click();
      await page.locator('.toast.error').waitFor();
    },
  },
  supervisor: {
    prepare: (desk) => {
      desk.who = welcome('sofia');
      const interaction = mail('').interaction as Json;
      desk.states = [
        all_well,
        agent('ana', { state: 'AGENT_STATE_BUSY', load: 30, work: [mail('WORK_STATE_ACTIVE')] }),
        agent('luis', { name: 'Luis Vega', presence: 'PRESENCE_OFFLINE', deskConnected: false }),
        agent('marta', { name: 'Marta Soler', presence: 'PRESENCE_ON_BREAK', breakReason: 'comida' }),
        queue('soporte', { waiting: 4, longestWaitingSinceUs: ago(412), agentsLoggedIn: 3, answeredToday: 41, abandonedToday: 3, answeredWithinThresholdToday: 30, firstWaiting: [{ interaction }] }),
        queue('quejas'),
        { prequeue: { queue: 'soporte', held: 1240, released: 4, window: 4 } },
        { mailbox: { mailbox: 'ayuda@demo.test', problem: 'login refused' } },
      ];
    },
    ready: async (page) => {
      await page.locator('.waiting li').waitFor();
      await page.locator('.tip-figure').first().focus();
    },
  },
  'mails-aside': {
    prepare: (desk) => {
      desk.who = welcome('sofia');
      desk.states = [all_well, queue('soporte'), { mailbox: { mailbox: 'ayuda@demo.test', connected: true } }];
      desk.script = withMailsAside([asideMail('m1'), asideMail('m2', { subject: '', from: {}, kind: 'reply' })]);
    },
    ready: async (page) => {
      await page.locator('[aria-controls="aside-content"]').click();
      await page.locator('#aside-content tbody tr').first().waitFor();
    },
  },
  'mails-aside-reading': {
    prepare: (desk) => {
      desk.who = welcome('sofia');
      desk.states = [all_well];
      desk.script = withMailsAside([asideMail('m1')]);
    },
    ready: async (page) => {
      await page.locator('[aria-controls="aside-content"]').click();
      await page.locator('#aside-content tbody .as-text').click();
      await page.locator('#aside-dialog .message-text').waitFor();
    },
  },
  'supervisor-empty': { prepare: (desk) => void ((desk.who = welcome('sofia')), (desk.states = [all_well])), ready: (page) => page.locator('.empty').first().waitFor() },
};

const looks = [
  { name: 'es-light', options: { colorScheme: 'light' as const }, account: {} },
  { name: 'en-dark', options: { colorScheme: 'dark' as const, viewport: { width: 1024, height: 720 } }, account: inEnglish },
];

for (const look of looks) {
  test(`sign-in, ${look.name}`, async () => {
    const { page, address } = await browser.open(look.options);
    await page.goto(address);
    await page.locator('form').waitFor();
    await screenshot(page, `sign-in-${look.name}`);
    assert.deepEqual(await violations(page), []);
  });
  for (const [name, screen] of Object.entries(screens)) {
    test(`${name}, ${look.name}`, async () => {
      const { page } = await browser.signIn(look.options, (desk) => {
        screen.prepare(desk);
        desk.who = { ...desk.who, ...look.account };
      });
      await screen.ready(page);
      await screenshot(page, `${name}-${look.name}`);
      assert.deepEqual(await violations(page), []);
    });
  }
}

for (const width of [1024, 768]) {
  test(`nothing is cut off at ${width} pixels`, async () => {
    const { page } = await browser.signIn({ viewport: { width, height: 720 } }, working([mail('WORK_STATE_ACTIVE'), mail('WORK_STATE_OFFERED', {}, { id: 'mail-2' })]));
    await page.locator('.mail-frame').waitFor();
    await screenshot(page, `narrow-${width}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    for (const name of ['Enviar', 'Terminar', 'Aceptar: Carmen Ruiz']) {
      const box = await page.getByRole('button', { name, exact: true }).first().boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= 720, name);
    }
  });
}
