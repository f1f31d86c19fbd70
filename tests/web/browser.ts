// Chromium under Playwright, the checks of accessibility, and screenshots when something fails.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const axe_file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.ANTESALA_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

// A page in a context of its own. What its scripts throw or its policies block is gathered in `faults`.
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'es-ES', bypassCSP: false, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy|Uncaught/.test(line.text())) faults.push(line.text());
  });
  return { page, faults };
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: { html: string; failureSummary: string }[];
}

// Every violation of WCAG 2.2 A and AA that axe finds, as lines; an empty list is what a test asks for.
export async function violations(page: Page): Promise<string[]> {
  const script = await (await import('node:fs/promises')).readFile(axe_file, 'utf8');
  // Evaluated, not inserted: the page's policy allows no inline script.
  await page.evaluate(script);
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(where: Document, how: object): Promise<{ violations: Violation[] }> } }).axe;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await axe.run(document, { runOnly: { type: 'tag', values: tags } })).violations;
  });
  return found.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.impact} ${violation.id}: ${node.html} — ${node.failureSummary.replace(/\s+/g, ' ')}`),
  );
}

export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.ANTESALA_SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
