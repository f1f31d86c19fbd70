// Spanish and English say the same things.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import * as email from '../../../desk/web/src/channels/email/en';
import * as correo from '../../../desk/web/src/channels/email/es';
import * as other from '../../../desk/web/src/channels/other/en';
import * as otro from '../../../desk/web/src/channels/other/es';
import * as voice from '../../../desk/web/src/channels/voice/en';
import * as voz from '../../../desk/web/src/channels/voice/es';
import { en } from '../../../desk/web/src/texts/en';
import { es } from '../../../desk/web/src/texts/es';
import { fill } from '../../../desk/web/src/texts/fill';

declare const ROOT: string;
const sources_folder = join(ROOT, 'desk/web/src');
type Table = Record<string, string>;
// Everybody's texts, and those of each channel: the folder says where they are used.
const tables: readonly { folder: string; english: Table; spanish: Table }[] = [
  { folder: '', english: en, spanish: es },
  { folder: 'channels/email', english: email.en, spanish: correo.es },
  { folder: 'channels/other', english: other.en, spanish: otro.es },
  { folder: 'channels/voice', english: voice.en, spanish: voz.es },
];

test('the texts of every folder that has some are looked at here', () => {
  const folders = filesOf(sources_folder).filter((file) => file.endsWith('/en.ts')).map((file) => dirname(relative(sources_folder, file)));
  assert.deepEqual(folders.map((folder) => (folder === 'texts' ? '' : folder)).sort(), tables.map(({ folder }) => folder).sort());
});

test('both languages have the same keys', () => {
  for (const { english, spanish } of tables) assert.deepEqual(Object.keys(spanish).sort(), Object.keys(english).sort());
});

test('both languages have the same places to fill in, and no empty text but one', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const { english, spanish } of tables) {
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(places(spanish[key] ?? ''), places(text), key);
      if (key !== 'mail.status.REPLY_STATUS_UNSPECIFIED') assert.ok(text !== '' && spanish[key] !== '', key);
    }
  }
});

test('a channel says nothing under a key that is everybody\'s', () => {
  for (const { folder, english } of tables.slice(1)) assert.deepEqual(Object.keys(english).filter((key) => key in en), [], folder);
});

// What every channel says is asked of whichever channel it is: in any folder.
test('every text is used', () => {
  const common = Object.keys(other.en).filter((key) => key in voice.en);
  for (const { folder, english } of tables) {
    const sources = (where: string) => filesOf(join(sources_folder, where)).filter((file) => !/\/e[ns]\.ts$/.test(file)).map((file) => readFileSync(file, 'utf8')).join('\n');
    const [own, all] = [sources(folder), sources('')];
    const unused = Object.keys(english).filter((key) => !isUsed(key, common.includes(key) ? all : own));
    assert.deepEqual(unused, [], folder);
  }
});

function isUsed(key: string, sources: string): boolean {
  // `presence.${…}` in the sources stands for every key that begins so.
  const families = [...sources.matchAll(/[`']([a-z_.]+\.)\$\{/g)].map((match) => match[1] ?? '');
  return sources.includes(`'${key}'`) || sources.includes(`'${key.replace(/\.(one|other)$/, '')}'`) || families.some((family) => key.startsWith(family));
}

test('places are filled; one that nobody fills stays visible', () => {
  assert.equal(fill('{a} of {b}, {c}', { a: 1, b: 'two' }), '1 of two, {c}');
});

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}
