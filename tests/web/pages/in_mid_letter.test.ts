// What happens while somebody types, in every pair: another window, another person, a cut network, a reload, a call, a mail.
// Every letter typed must be where it was typed for, in order, in every window of the person and at the desk; none may act.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, openPage } from '../browser';
import { MockDesk } from '../mock/mock_desk';
import { agent, all_well, call, mail, message, thread, welcome, type Json } from '../mock/people';

declare const ROOT: string;

let browser: Browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

// Single letters that are shortcuts elsewhere, letters of Spanish, and what a keyboard composes.
const words = ['Ajá: exceso c? ', 'ñu, k j p; ', 'así «w» t s ', 'hf r ¿e? ', 'fin ✓. '];

class Stage {
  typed = '';
  luisTyped = '';
  next = 0;
  calling: 'no' | 'offered' | 'talking' = 'no';
  hasMail = true;
  other: Page | undefined;
  luis: { readonly page: Page; readonly context: BrowserContext } | undefined;
  readonly messages: Json[] = [message()];
  readonly faults: string[] = [];

  constructor(
    readonly desk: MockDesk,
    readonly page: Page,
    readonly address: string,
  ) {}

  // The keyboard, wherever the focus is: that it is in the reply is what is tried.
  async type(): Promise<void> {
    const text = words[this.next % words.length] ?? '';
    this.next += 1;
    await this.page.keyboard.type(text, { delay: 5 });
    this.typed += text;
  }

  async focus(page = this.page): Promise<void> {
    const reply = page.locator('#reply');
    await reply.and(page.locator('[aria-busy=false]')).waitFor();
    await reply.focus();
    await page.keyboard.press('Control+End');
  }

  // Who has what, as acd would say it.
  say(): void {
    const mine = this.hasMail ? [mail(this.calling === 'talking' ? 'WORK_STATE_HELD' : 'WORK_STATE_ACTIVE')] : [];
    const calls = this.calling === 'no' ? [] : [call(this.calling === 'offered' ? 'WORK_STATE_OFFERED' : 'WORK_STATE_ACTIVE')];
    this.desk.state(agent('ana', { state: 'AGENT_STATE_BUSY', work: [...calls, ...mine] }));
  }

  shows(page: Page, text: string): Promise<unknown> {
    return page.waitForFunction((wanted) => (document.getElementById('reply') as HTMLTextAreaElement | null)?.value === wanted, text, { polling: 100 });
  }
}

interface Happening {
  readonly name: string;
  begin(stage: Stage): Promise<void>;
  end(stage: Stage): Promise<void>;
}

const another_window: Happening = {
  name: 'another window',
  begin: async (stage) => {
    stage.desk.http.away = false;
    stage.other = await stage.page.context().newPage();
    await stage.other.goto(stage.address);
    await stage.page.bringToFront();
  },
  end: async (stage) => {
    const other = stage.other;
    assert.ok(other);
    await toMail(other);
    await stage.shows(other, stage.typed);
    await stage.focus(other);
    await other.keyboard.type('desde la otra ');
    stage.typed += 'desde la otra ';
    await stage.shows(stage.page, stage.typed);
    await stage.focus();
  },
};

// The work goes to luis, who finds nothing of ana's and writes himself; then it comes back.
const another_person: Happening = {
  name: 'another person',
  begin: async (stage) => {
    stage.desk.http.away = false;
    await stage.page.locator('.banner').waitFor({ state: 'detached' });
    stage.hasMail = false;
    stage.say();
    await stage.page.getByRole('navigation').getByText('Carmen Ruiz').waitFor({ state: 'detached' });
    stage.desk.addPerson('luis', welcome('luis', { name: 'Luis Vega', role: 'agent', phone: '1002' }), [all_well, agent('luis', { name: 'Luis', state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })]);
    const context = await browser.newContext({ locale: 'es-ES' });
    await context.addCookies([{ name: 'person', value: 'luis', url: stage.address }]);
    const page = await context.newPage();
    await page.goto(stage.address);
    stage.luis = { page, context };
    await stage.focus(page);
    assert.equal(await page.locator('#reply').inputValue(), '');
    await page.keyboard.type('De Luis: x c.');
    stage.luisTyped = 'De Luis: x c.';
    stage.hasMail = true;
    stage.say();
    if (stage.calling === 'talking') await toMail(stage.page);
    await stage.focus();
  },
  end: async (stage) => {
    assert.ok(stage.luis);
    await stage.shows(stage.luis.page, stage.luisTyped);
  },
};

const cut_network: Happening = {
  name: 'a cut network',
  begin: async (stage) => {
    stage.desk.http.away = true;
    stage.desk.breakConnections();
    await stage.page.getByText('Sin conexión').first().waitFor();
  },
  end: async (stage) => {
    stage.desk.http.away = false;
    await stage.page.locator('.banner').waitFor({ state: 'detached' });
  },
};

const reload: Happening = {
  name: 'a reload',
  begin: async (stage) => {
    stage.desk.http.away = false;
    await stage.page.reload();
    if (stage.calling === 'talking') await toMail(stage.page);
    await stage.focus();
    await stage.shows(stage.page, stage.typed);
  },
  end: () => Promise.resolve(),
};

const a_call: Happening = {
  name: 'a call',
  begin: async (stage) => {
    stage.calling = 'offered';
    stage.say();
    if (!stage.desk.http.away) await stage.page.getByRole('listitem').filter({ hasText: 'Taller Ibáñez' }).waitFor();
    await stage.type();
    stage.calling = 'talking';
    stage.say();
    if (!stage.desk.http.away) await stage.page.getByRole('navigation').getByText('En espera').first().waitFor();
  },
  end: (stage) => {
    stage.calling = 'no';
    stage.say();
    return Promise.resolve();
  },
};

const a_mail: Happening = {
  name: 'a mail',
  begin: (stage) => {
    stage.messages.push(message({ id: 'message-2', text: 'Ya no hace falta, gracias.' }));
    stage.desk.say({ threadChanged: { threadId: 'thread-1', interactionId: 'mail-1', messageId: 'message-2', incoming: true } });
    return Promise.resolve();
  },
  end: async (stage) => {
    await stage.page.getByText('Ya no hace falta, gracias.').first().waitFor();
    await stage.page.getByText('Carmen Ruiz ha escrito de nuevo').waitFor();
  },
};

// A page loaded while a call is on shows the call.
async function toMail(page: Page): Promise<void> {
  const entry = page.getByRole('navigation').getByRole('button', { name: /Carmen Ruiz/ }).first();
  await entry.waitFor();
  if ((await page.locator('#reply').count()) === 0) await entry.click();
}

const happenings = [another_window, another_person, cut_network, reload, a_call, a_mail];

for (const [index, first] of happenings.entries()) {
  for (const second of happenings.slice(index + 1)) {
    for (const [one, two] of [
      [first, second],
      [second, first],
    ] as const) {
      test(`in mid-letter: ${one.name}, then ${two.name}`, () => play(one, two));
    }
  }
}

async function play(one: Happening, two: Happening): Promise<void> {
  const desk = new MockDesk(join(ROOT, 'desk/web/dist'));
  const address = await desk.start();
  const { page, faults } = await openPage(browser);
  page.context().setDefaultTimeout(30_000);
  page.setDefaultTimeout(30_000);
  const stage = new Stage(desk, page, address);
  desk.http.sessionOpen = true;
  desk.script = ({ kind }) => (kind === 'getThread' ? thread(stage.messages) : {});
  desk.states = [all_well];
  stage.say();
  try {
    await page.goto(address);
    await page.getByText('¿Me pueden ayudar?').waitFor();
    await stage.focus();
    await stage.type();
    await one.begin(stage);
    await stage.type();
    await two.begin(stage);
    await stage.type();
    // The network comes back first: nothing else is seen to end without it.
    for (const each of one === cut_network ? [one, two] : [two, one]) await each.end(stage);
    await stage.type();
    await stage.shows(page, stage.typed);
    await page.getByText('Borrador guardado', { exact: true }).waitFor();
    assert.equal((desk.drafts.get('mail-1') as { text: string }).text, stage.typed);
    if (stage.other) await stage.shows(stage.other, stage.typed);
    if (stage.luis) assert.equal(await stage.luis.page.locator('#reply').inputValue(), stage.luisTyped);
    const acted = desk.asked.map(({ kind }) => kind).filter((kind) => !['getThread', 'getDraft', 'saveDraft', 'watch'].includes(kind));
    assert.deepEqual(acted.filter((kind) => kind !== 'heartbeat'), [], 'letters typed did something');
    assert.deepEqual(faults, []);
  } finally {
    await stage.luis?.context.close();
    await page.context().close();
    await desk.stop();
  }
}
