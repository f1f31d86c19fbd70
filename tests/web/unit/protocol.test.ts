// The page's copy of the messages against proto/messages, and the readers of the JSON mapping.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as messages from '../../../desk/web/src/protocol/messages';
import { reconnectDelay } from '../../../desk/web/src/protocol/back_off';
import { give_up_after_ms, PendingRequests } from '../../../desk/web/src/protocol/pending_requests';
import { uuid7 } from '../../../desk/web/src/protocol/uuid';

declare const ROOT: string;

const files = ['agent', 'desk', 'envelope', 'explanation', 'interaction', 'mail', 'supervisor'];
const proto = files.map((name) => readFileSync(join(ROOT, 'proto/messages', `${name}.proto`), 'utf8')).join('\n').replace(/\/\/.*$/gm, '');

function fieldsOf(name: string): string[] {
  const start = proto.indexOf(`message ${name} {`);
  assert.notEqual(start, -1, `proto/messages has no message ${name}`);
  const camel = (field: string) => field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [...bodyAt(start).matchAll(/(\w+)\s*=\s*\d+/g)].map((match) => camel(match[1] ?? ''));
}

// From a message's first brace to the one that closes it; a oneof has braces of its own.
function bodyAt(start: number): string {
  let depth = 0;
  for (let at = proto.indexOf('{', start); at < proto.length; at += 1) {
    if (proto[at] === '{') depth += 1;
    if (proto[at] === '}') depth -= 1;
    if (depth === 0) return proto.slice(start, at);
  }
  throw new Error('a brace is not closed');
}

test('every field the page reads is in proto/messages', () => {
  for (const [name, reader] of Object.entries(messages)) {
    if (!('fields' in reader)) continue;
    const known = fieldsOf(name);
    for (const field of Object.keys(reader.fields)) assert.ok(known.includes(field), `${name}.${field}; the proto has ${known.join(', ')}`);
  }
});

test('every enum name the page knows is in proto/messages', () => {
  const source = readFileSync(join(ROOT, 'desk/web/src/protocol/messages.ts'), 'utf8');
  const names = [...source.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map((match) => match[1] ?? '');
  assert.ok(names.length > 30);
  for (const name of names) assert.match(proto, new RegExp(`\\b${name} = \\d`), name);
});

test('what the JSON mapping leaves out becomes the default', () => {
  const { answer, agent } = messages.ServerMessage({ answer: { requestId: 'r' }, agent: { login: 'ana', version: '18446744073709' } });
  assert.equal(answer?.code, 'ANSWER_OK');
  assert.equal(answer?.thread, undefined);
  assert.equal(agent?.version, 18446744073709);
  assert.deepEqual(agent?.work, []);
  assert.equal(agent?.deskConnected, false);
});

test('values of another kind and names not known become the default, never a fault', () => {
  const item = messages.WorkItem({ interaction: 7, state: 'WORK_STATE_SOMETHING_NEW', sinceUs: {}, deadlineUs: 'soon' });
  assert.equal(item.state, 'WORK_STATE_UNSPECIFIED');
  assert.equal(item.sinceUs, 0);
  assert.equal(item.deadlineUs, 0);
  assert.equal(item.interaction.channel, 'CHANNEL_UNSPECIFIED');
  assert.equal(messages.ServerMessage(null).welcome, undefined);
});

test('attempts to connect again come later and later, at most every ten seconds', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 60].map((attempt) => reconnectDelay(attempt, 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 10000, 10000, 10000]);
  assert.equal(reconnectDelay(1, 0), 250);
});

const nothing = { ...messages.DeskAnswer({}), code: 'ANSWER_OK' } as const;

test('a request is kept, in order, until it is answered', async () => {
  const requests = new PendingRequests();
  const first = requests.add({ requestId: 'a', getDraft: { interactionId: 'i' } }, 'give_up', 0);
  void requests.add({ requestId: 'b', hold: { interactionId: 'i' } }, 'give_up', 0);
  assert.deepEqual(requests.messages().map((message) => message.requestId), ['a', 'b']);
  requests.answered({ ...nothing, requestId: 'a' });
  requests.answered({ ...nothing, requestId: 'never asked' });
  assert.equal((await first).code, 'ANSWER_OK');
  assert.deepEqual(requests.messages().map((message) => message.requestId), ['b']);
});

test('a command nobody answers is given up; a reply never', async () => {
  const requests = new PendingRequests();
  const command = requests.add({ requestId: 'a', hold: { interactionId: 'i' } }, 'give_up', 1000);
  void requests.add({ requestId: 'b', unpark: { interactionId: 'i' } }, 'for_ever', 1000);
  requests.giveUp(1000 + give_up_after_ms - 1);
  assert.equal(requests.size, 2);
  requests.giveUp(1000 + give_up_after_ms);
  assert.equal((await command).reason, 'no_answer');
  requests.giveUp(Number.MAX_SAFE_INTEGER);
  assert.equal(requests.size, 1);
});

test('a message longer than the desk reads is refused here, and the others go on', async () => {
  const requests = new PendingRequests();
  const short = requests.add({ requestId: 'a', unpark: { interactionId: 'i' } }, 'for_ever', 0);
  const long = requests.add({ requestId: 'b', saveDraft: { interactionId: 'i', text: 'ñ'.repeat(1000), details: messages.DraftDetails({}), basedOn: '0' } }, 'for_ever', 0);
  requests.refuseLongest();
  assert.equal((await long).reason, 'too_large');
  assert.deepEqual(requests.messages().map((message) => message.requestId), ['a']);
  requests.answered({ ...nothing, requestId: 'a' });
  assert.equal((await short).code, 'ANSWER_OK');
});

test('request ids are UUIDv7 that carry the time', () => {
  // nodejs 18 has no global crypto, as browsers do.
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
  const id = uuid7(0x0123456789ab, new Uint8Array(10).fill(0xff));
  assert.equal(id, '01234567-89ab-7fff-bfff-ffffffffffff');
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
