// Mails that want to act: nothing runs, nothing is fetched from elsewhere, nothing leaves the frame.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { agent, all_well, mail, message, thread } from '../mock/people';
import { withBrowser, type Setting } from './desk_page';

const browser = withBrowser();
const evil = 'http://evil.test';

const attacks: Record<string, string> = {
  'a script': `<script>top.hit=1;fetch('${evil}/script')</script>`,
  'a script from elsewhere': `<script src="${evil}/script.js"></script>`,
  'event handlers': `<img src="x:" onerror="top.hit=1;fetch('${evil}/onerror')"><body onload="top.hit=1"><p onmouseover="top.hit=1">over me</p><details open ontoggle="top.hit=1">x</details>`,
  'an SVG': `<svg onload="top.hit=1"><script>top.hit=1</script><image href="${evil}/svg.png"/><use href="${evil}/use.svg#a"/><animate attributeName="href" values="javascript:top.hit=1"/></svg>`,
  'MathML': `<math><mtext><table><mglyph><style><img src=x onerror="top.hit=1"></style></mglyph></table></mtext></math>`,
  'a form': `<form action="${evil}/form" id="f"><input name="a" autofocus onfocus="top.hit=1"><button type="submit">go</button></form><button form="f" formaction="${evil}/formaction">go</button>`,
  'a refresh': `<meta http-equiv="refresh" content="0;url=${evil}/refresh">`,
  'a base address': `<base href="${evil}/"><img src="relative.png"><a href="relative">x</a>`,
  'styles that fetch': `<style>@import url(${evil}/import.css); body{background:url(${evil}/body.png)}</style><link rel="stylesheet" href="${evil}/link.css"><p style="background:url(${evil}/p.png);background-image:image-set('${evil}/set.png' 1x)">p</p><p style="back\\67round:u\\72l(${evil}/escaped.png)">q</p><td background="${evil}/td.png">`,
  'images of every kind': `<img src="${evil}/a.png" srcset="${evil}/b.png 2x"><picture><source srcset="${evil}/c.png"><img src="${evil}/d.png"></picture><input type="image" src="${evil}/e.png"><video poster="${evil}/f.png" src="${evil}/g.mp4"></video><audio src="${evil}/h.mp3" autoplay></audio>`,
  'frames and plug-ins': `<iframe src="${evil}/frame"></iframe><iframe srcdoc="<script>top.hit=1</script>"></iframe><object data="${evil}/object"></object><embed src="${evil}/embed">`,
  'hints to the browser': `<link rel="preload" as="image" href="${evil}/preload"><link rel="dns-prefetch" href="//evil.test"><link rel="prefetch" href="${evil}/prefetch">`,
  'addresses that are code': `<a id="code" href="javascript:top.hit=1">press</a><a href="data:text/html,<script>top.hit=1</script>">data</a><a href=" java\tscript:top.hit=1">tab</a>`,
  'names of the page': `<a id="page"></a><img name="cookie"><form name="body"><input name="childNodes"></form><p id="content" class="primary">clobber</p>`,
  'a cover over the page': `<div style="position:fixed;inset:0;z-index:9999;background:red">click</div>`,
};

async function show(html: string, more = {}): Promise<Setting & { asked: string[]; frame: FrameLocator }> {
  const asked: string[] = [];
  const setting = await browser.open();
  const { desk, page, address } = setting;
  await page.context().route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(address)) return route.continue();
    asked.push(url);
    return route.abort();
  });
  desk.states = [all_well, agent('ana', { state: 'AGENT_STATE_BUSY', work: [mail('WORK_STATE_ACTIVE')] })];
  desk.script = ({ kind }) => (kind === 'getThread' ? thread([message({ html: `<p>before</p>${html}<p>the end</p>`, ...more })]) : {});
  desk.http.sessionOpen = true;
  await page.goto(address);
  const frame = page.frameLocator('.mail-frame');
  await frame.getByText('the end').waitFor();
  return { ...setting, asked, frame };
}

const hit = (page: Page) => page.evaluate(() => (window as unknown as { hit?: number }).hit);

for (const [name, html] of Object.entries(attacks)) {
  test(`${name} does nothing`, async () => {
    const { page, asked, frame, address, faults } = await show(html);
    for (const link of await frame.locator('a[href]').all()) await link.click();
    await frame.locator('p').last().hover();
    // A round trip through the page after all this: what would have run has run.
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    assert.equal(await hit(page), undefined);
    assert.deepEqual(asked, []);
    assert.equal(page.url(), `${address}/`);
    // A base element is refused by the frame's policy while the mail is still being read, which Chromium reports.
    assert.deepEqual(faults.filter((fault) => !fault.includes('base-uri')), []);
    });
}

test('the frame cannot run scripts even if one were put into it', async () => {
  const { page, asked } = await show('<p>x</p>');
  await page.evaluate(() => {
    const inside = document.querySelector<HTMLIFrameElement>('.mail-frame')?.contentDocument;
    const script = inside?.createElement('script');
    if (!inside || !script) throw new Error('no frame');
    script.textContent = 'top.hit=1';
    inside.body.append(script);
    const image = inside.createElement('img');
    image.src = 'http://evil.test/direct.png';
    inside.body.append(image);
  });
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  assert.equal(await hit(page), undefined);
  assert.deepEqual(asked, []);
});

test('images from elsewhere are fetched when asked for, and only images', async () => {
  const { page, asked } = await show(`<img src="${evil}/a.png" alt="a"><p style="background:url(${evil}/p.png)">p</p><iframe src="${evil}/frame"></iframe>`);
  await page.getByText('No se cargan imágenes de fuera').waitFor();
  assert.deepEqual(asked, []);
  const fetched = page.context().waitForEvent('request', (request) => request.url() === `${evil}/a.png`);
  await page.getByRole('button', { name: 'Mostrar imágenes' }).click();
  await page.getByText('No se cargan imágenes de fuera').waitFor({ state: 'detached' });
  await page.locator('.mail-frame').scrollIntoViewIfNeeded();
  await fetched;
  assert.deepEqual(asked, [`${evil}/a.png`]);
});

test('an ordinary mail keeps its look, its inline images and its links', async () => {
  const { page, desk, frame, asked } = await show(
    '<table border="1" bgcolor="#eeeeee"><tr><td align="right" style="color:#aa0000">red</td></tr></table><img src="cid:logo@x" alt="logo"><a href="https://shop.test/x">shop</a>',
    { attachments: [{ index: 4, fileName: 'logo.gif', contentType: 'image/gif', sizeBytes: '43', contentId: '<logo@x>' }] },
  );
  assert.equal(await frame.getByText('red').evaluate((cell) => getComputedStyle(cell).color), 'rgb(170, 0, 0)');
  assert.equal(await frame.locator('table').getAttribute('border'), '1');
  await frame.getByAltText('logo').scrollIntoViewIfNeeded();
  await assert.doesNotReject(page.waitForFunction(() => document.querySelector<HTMLIFrameElement>('.mail-frame')?.contentDocument?.querySelector('img')?.naturalWidth === 1));
  assert.deepEqual(desk.http.partsAsked, ['/api/v1/messages/message-1/parts/4']);
  const opened = page.context().waitForEvent('page');
  await frame.getByText('shop').click();
  await opened;
  assert.equal(await frame.getByText('shop').getAttribute('rel'), 'noopener noreferrer');
  assert.equal(await page.getByText('No se cargan imágenes').count(), 0);
  assert.deepEqual(asked, ['https://shop.test/x']);
});

test('attachments are offered for download under their own names', async () => {
  const { page } = await show('', { attachments: [{ index: 2, fileName: 'pantalla.png', contentType: 'image/png', sizeBytes: '48213' }, { index: 3, sizeBytes: '5' }] });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Descargar pantalla.png' }).click()]);
  assert.match(download.url(), /\/api\/v1\/messages\/message-1\/parts\/2$/);
  await page.getByRole('link', { name: 'Descargar adjunto 3' }).waitFor();
});

test('a mail as high as its window does not grow without end, however it says so', async () => {
  const ways = [
    '<div style="min-height:100vh;padding:20px">by the window</div>',
    '<div style="height: 120dvh">dynamic</div>',
    '<div style="height:calc(100vh + 40px)">calculated</div>',
    '<table height="100%"><tr><td style="padding:30px">attribute</td></tr></table>',
    '<div style="height:100%;padding:40px">share</div>',
    '<div style="min-height:max(100vmax, 50lvh)">the larger</div>',
  ];
  const { page } = await show(ways.join(''));
  const height = () => page.locator('.mail-frame').evaluate((frame) => (frame as HTMLIFrameElement).offsetHeight);
  await page.waitForFunction(() => (document.querySelector<HTMLElement>('.mail-frame')?.offsetHeight ?? 0) > 1000);
  const first = await height();
  await page.waitForTimeout(800); // what grows, grows in every frame
  assert.equal(await height(), first);
  assert.ok(first < 6000, `${first} px`);
});

test('what a mail does to its height by itself ends, too', async () => {
  const { page } = await show('<p>Hola</p>');
  // As if a way had been found that the cleaning does not know: it takes more than it is given, each time.
  const most = await page.evaluate(async () => {
    const frame = document.querySelector<HTMLIFrameElement>('.mail-frame');
    const body = frame?.contentDocument?.body;
    if (!frame || !body) return 0;
    new ResizeObserver(() => (body.style.paddingBottom = `${frame.offsetHeight + 50}px`)).observe(frame);
    body.style.paddingBottom = '50px';
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return frame.offsetHeight;
  });
  assert.ok(most > 100 && most <= 40_012, `${most} px`);
});

test('a folded long message does not widen the conversation', async () => {
  const { page, desk } = await show('<p>kurz</p>');
  const long = `${'Sehr geehrte Damen und Herren '.repeat(20)}${'x'.repeat(400)}`;
  desk.script = () => thread([message({ id: 'old', text: long }), message({ id: 'old-2', incoming: false, agent: 'ana', status: 'REPLY_DEFERRED', text: long }), message({ id: 'new', text: long })]);
  await page.reload();
  await page.locator('.message-start').first().waitFor();
  for (const width of [1440, 1024, 768]) {
    await page.setViewportSize({ width, height: 900 });
    const [needed, given] = await page.locator('.mail-conversation').evaluate((place) => [place.scrollWidth, place.clientWidth]);
    assert.equal(needed, given, `${width} px`);
  }
});
