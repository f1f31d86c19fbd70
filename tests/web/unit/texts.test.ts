// Spanish and English say the same things.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { en } from '../../../desk/web/src/texts/en';
import { es } from '../../../desk/web/src/texts/es';
import { fill } from '../../../desk/web/src/texts/fill';

declare const ROOT: string;
const english: Record<string, string> = en;
const spanish: Record<string, string> = es;

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(spanish).sort(), Object.keys(english).sort());
});

test('both languages have the same places to fill in, and no empty text but one', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, text] of Object.entries(english)) {
    assert.deepEqual(places(spanish[key] ?? ''), places(text), key);
    if (key !== 'mail.status.REPLY_STATUS_UNSPECIFIED') assert.ok(text !== '' && spanish[key] !== '', key);
  }
});

test('every text is used', () => {
  const sources = filesOf(join(ROOT, 'desk/web/src')).filter((file) => !/texts\/e[ns]\.ts$/.test(file)).map((file) => readFileSync(file, 'utf8')).join('\n');
  // `presence.${…}` in the sources stands for every key that begins so.
  const families = [...sources.matchAll(/[`']([a-z_.]+\.)\$\{/g)].map((match) => match[1] ?? '');
  const plurals = (key: string) => key.replace(/\.(one|other)$/, '');
  const unused = Object.keys(english).filter(
    (key) => !sources.includes(`'${key}'`) && !sources.includes(`'${plurals(key)}'`) && !families.some((family) => key.startsWith(family)),
  );
  assert.deepEqual(unused, []);
});

test('places are filled; one that nobody fills stays visible', () => {
  assert.equal(fill('{a} of {b}, {c}', { a: 1, b: 'two' }), '1 of two, {c}');
});

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}
