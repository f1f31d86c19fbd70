// What the tests of this folder begin with: a scripted desk, a browser, a person signed in.
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch, openPage } from '../browser';
import { MockDesk } from '../mock/mock_desk';

declare const ROOT: string;

export interface Setting {
  readonly desk: MockDesk;
  readonly page: Page;
  readonly address: string;
  readonly faults: string[];
}

export interface Opener {
  open(options?: BrowserContextOptions): Promise<Setting>;
  signIn(options?: BrowserContextOptions, prepare?: (desk: MockDesk) => void): Promise<Setting>;
}

// One browser for all tests of a file; each test gets a desk and a context of its own.
export function withBrowser(): Opener {
  let browser: Browser;
  let opened: (() => Promise<void>)[] = [];
  before(async () => {
    browser = await launch();
  });
  // After failed tests too, or what is still open would keep the process alive.
  afterEach(async () => {
    const closing = opened;
    opened = [];
    for (const close of closing) await close();
  });
  after(() => browser.close());

  const open = async (options: BrowserContextOptions = {}): Promise<Setting> => {
    const desk = new MockDesk(join(ROOT, 'desk/web/dist'));
    const address = await desk.start();
    const { page, faults } = await openPage(browser, options);
    opened.push(async () => {
      await page.context().close();
      await desk.stop();
    });
    return { desk, page, address, faults };
  };
  const signIn = async (options: BrowserContextOptions = {}, prepare: (desk: MockDesk) => void = () => undefined): Promise<Setting> => {
    const setting = await open(options);
    prepare(setting.desk);
    setting.desk.http.sessionOpen = true;
    await setting.page.goto(setting.address);
    await setting.page.locator('#content').waitFor();
    return setting;
  };
  return { open, signIn };
}
