// A channel is a record in desk/web/src/channels, and only there is a channel named.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { channelOf, channels, registerChannel, type Channel } from '../../../desk/web/src/channels';
import { Interaction } from '../../../desk/web/src/protocol/messages';

declare const ROOT: string;
const sources = join(ROOT, 'desk/web/src');

// What says which channels there are: the wire's names, and the table.
const registrations = ['protocol/messages.ts', 'channels/registered.ts'];

test('outside its own folder nothing names a channel', () => {
  const wire = [...readFileSync(join(ROOT, 'proto/messages/interaction.proto'), 'utf8').matchAll(/\bCHANNEL_(?!UNSPECIFIED)\w+(?= = \d+;)/g)].map(String);
  const folders = readdirSync(join(sources, 'channels'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.ok(wire.length >= 3 && folders.length >= 3, 'the names of the channels are found');
  const words = wire.map((name) => name.slice('CHANNEL_'.length).toLowerCase());
  // The wire's name, the word alone, or something imported from a channel's folder.
  const named = new RegExp(`\\b(${wire.join('|')})\\b|['"](${words.join('|')})['"]|/(${folders.join('|')})(/[^'"]*)?['"]`);
  const found: string[] = [];
  for (const file of readdirSync(sources, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath ?? file.path, file.name);
    const name = relative(sources, path);
    if (!/\.(tsx?|css)$/.test(name) || registrations.includes(name)) continue;
    if (folders.some((folder) => name.startsWith(`channels/${folder}/`))) continue;
    readFileSync(path, 'utf8').split('\n').forEach((line, index) => {
      if (named.test(line)) found.push(`${name}:${index + 1}: ${line.trim()}`);
    });
  }
  assert.deepEqual(found, [], 'ask the record (channelOf in channels/index.ts), or add to it what is asked for:\n' + found.join('\n'));
});

test('what has no record of its own has that of unknown work; without that, the message names the cure', () => {
  const chat = Interaction({ channel: 'CHANNEL_CHAT' });
  assert.throws(() => channelOf(chat), /no record for CHANNEL_CHAT: see channels\/registered\.ts/);
  const record = (name: string) => ({ name }) as Channel;
  registerChannel(record('CHANNEL_UNSPECIFIED'));
  assert.equal(channelOf(chat).name, 'CHANNEL_UNSPECIFIED');
  registerChannel(record('CHANNEL_CHAT'));
  assert.equal(channelOf(chat).name, 'CHANNEL_CHAT');
  assert.deepEqual(channels().map(({ name }) => name), ['CHANNEL_CHAT']);
});
