// The pages against the whole system: where it is and who signs in come from the environment (see ../system.py).
import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, openPage } from '../browser';

export const address = process.env.ANTESALA_DESK_URL ?? 'http://127.0.0.1:8080';

export interface Person {
  readonly page: Page;
  readonly faults: string[];
}

export function withBrowser(): (login: string) => Promise<Person> {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  return async (login) => {
    const person = await openPage(browser);
    const { page } = person;
    // The servers behind the page are real, and so is their time.
    page.setDefaultTimeout(30_000);
    await page.goto(address);
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill(process.env[`ANTESALA_PASSWORD_${login.toUpperCase()}`] ?? '');
    await page.keyboard.press('Enter');
    await page.locator('#content').waitFor();
    return person;
  };
}
