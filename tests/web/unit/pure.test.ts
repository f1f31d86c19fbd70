// Order of the work, when parked work comes back, times, numbers, service level, chords.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerChannel, type Channel } from '../../../desk/web/src/channels';
import { fileSize, percent } from '../../../desk/web/src/format/number';
import { duration, remaining } from '../../../desk/web/src/format/time';
import { chordOf, isSingleKey } from '../../../desk/web/src/keyboard/chord';
import { plain } from '../../../desk/web/src/format/plain';
import { chosenTime, localValue, parkTimes } from '../../../desk/web/src/state/park_times';
import { matching } from '../../../desk/web/src/parts/picker';
import { QueueState, WorkItem } from '../../../desk/web/src/protocol/messages';
import { inOrder, toShow } from '../../../desk/web/src/state/work_order';
import { belowTarget, serviceLevel } from '../../../desk/web/src/supervisor/service_level';

// As much of the records as the order of the work asks.
const record = { live: false, byPhone: false } as Channel;
registerChannel({ ...record, name: 'CHANNEL_EMAIL' });
registerChannel({ ...record, name: 'CHANNEL_VOICE', live: true, byPhone: true });

const second = 1_000_000;
const item = (id: string, state: string, sinceUs: number, channel = 'CHANNEL_EMAIL', deadlineUs = 0) =>
  WorkItem({ interaction: { id, channel }, state: `WORK_STATE_${state}`, sinceUs, deadlineUs });
const ids = (items: WorkItem[]) => items.map((entry) => entry.interaction.id).join(' ');

test('offers first, by deadline; then active, held, wrap-up, each by age', () => {
  const work = [
    item('wrap', 'WRAP_UP', 1),
    item('held', 'HELD', 2),
    item('late offer', 'OFFERED', 1, 'CHANNEL_EMAIL', 90),
    item('younger', 'ACTIVE', 9),
    item('older', 'ACTIVE', 3),
    item('soon offer', 'OFFERED', 5, 'CHANNEL_EMAIL', 40),
  ];
  assert.equal(ids(inOrder(work)), 'soon offer late offer older younger held wrap');
});

test('what was chosen is shown while it is there', () => {
  const work = [item('offer', 'OFFERED', 1), item('a', 'ACTIVE', 2), item('b', 'ACTIVE', 3)];
  assert.equal(toShow(work, 'b')?.interaction.id, 'b');
  assert.equal(toShow(work, 'gone')?.interaction.id, 'a');
});

test('an offer does not push away what one is writing; a call does', () => {
  const writing = item('mail', 'ACTIVE', 2);
  assert.equal(toShow([item('offer', 'OFFERED', 1), writing], undefined)?.interaction.id, 'mail');
  assert.equal(toShow([writing, item('call', 'ACTIVE', 9, 'CHANNEL_VOICE')], undefined)?.interaction.id, 'call');
  assert.equal(toShow([item('offer', 'OFFERED', 1)], undefined)?.interaction.id, 'offer');
  assert.equal(toShow([], 'x'), undefined);
});

test('parked work comes last, the first to come back first, and is shown only when it was chosen', () => {
  const parked = (id: string, deadlineUs: number) => item(id, 'PARKED', 1, 'CHANNEL_EMAIL', deadlineUs);
  const work = [parked('answer', 0), parked('late', 90), parked('soon', 40), item('wrap', 'WRAP_UP', 5)];
  assert.equal(ids(inOrder(work)), 'wrap soon late answer');
  assert.equal(toShow(work, undefined)?.interaction.id, 'wrap');
  assert.equal(toShow(work, 'late')?.interaction.id, 'late');
  assert.equal(toShow([parked('a', 1), item('offer', 'OFFERED', 1)], undefined)?.interaction.id, 'offer');
  assert.equal(toShow([parked('a', 1)], undefined), undefined);
});

test('moments to park until: this afternoon only while it is more than an hour away', () => {
  const choices = (hours: number, minutes: number) =>
    parkTimes(new Date(2026, 10, 30, hours, minutes)).map(({ choice, at }) => `${choice} ${localValue(at)}`);
  assert.deepEqual(choices(10, 5), ['hour 2026-11-30T11:05', 'afternoon 2026-11-30T16:00', 'tomorrow 2026-12-01T09:00']);
  assert.deepEqual(choices(15, 0), ['hour 2026-11-30T16:00', 'tomorrow 2026-12-01T09:00']);
  assert.deepEqual(choices(23, 30), ['hour 2026-12-01T00:30', 'tomorrow 2026-12-01T09:00']);
});

test('a moment that was typed counts when it is complete and still to come', () => {
  const now = new Date(2026, 10, 30, 10, 0);
  assert.equal(chosenTime('2026-11-30T10:01', now)?.getTime(), now.getTime() + 60_000);
  for (const value of ['2026-11-30T10:00', '2025-01-01T00:00', '', '2026-13-01T00:00', 'soon']) assert.equal(chosenTime(value, now), undefined, value);
});

test('names are found without case and accents, by login too', () => {
  assert.equal(plain(' Núria ÁLVAREZ '), 'nuria alvarez');
  const groups = [{ title: 'all', choices: [{ key: '1', name: 'Núria Álvarez', words: 'nalv' }, { key: '2', name: 'Pablo Rey' }] }];
  const found = (search: string) => matching(groups, search)[0]?.choices.map(({ key }) => key);
  assert.deepEqual([found(''), found('alva'), found('NALV'), found('réy'), found('x')], [['1', '2'], ['1'], ['1'], ['2'], []]);
});

test('running times', () => {
  assert.equal(duration(42 * second, 'en'), '0:42');
  assert.equal(duration(725 * second, 'en'), '12:05');
  assert.equal(duration(3753 * second, 'en'), '1:02:33');
  assert.equal(duration((2 * 24 + 3) * 3600 * second, 'en'), '2d 3h');
  assert.equal(duration(-5 * second, 'en'), '0:00');
});

test('what is left is rounded up, and never below zero', () => {
  assert.equal(remaining(10 * second, 9 * second + 1, 'en'), '0:01');
  assert.equal(remaining(10 * second, 10 * second, 'en'), '0:00');
  assert.equal(remaining(10 * second, 99 * second, 'en'), '0:00');
});

test('numbers in each language', () => {
  assert.equal(percent(0.682, 'en'), '68.2%');
  assert.equal(percent(0.682, 'es').replace(/\s/g, ' '), '68,2 %');
  assert.equal(percent(undefined, 'en'), '–');
  assert.equal(fileSize(0, 'en'), '0 byte');
  assert.equal(fileSize(48_213, 'en'), '48.2 kB');
  assert.equal(fileSize(1_000_000, 'en'), '1 MB');
});

test('service level: answered in time ÷ (answered + abandoned)', () => {
  const queue = (answeredWithinThresholdToday: number, answeredToday: number, abandonedToday: number) =>
    QueueState({ answeredWithinThresholdToday, answeredToday, abandonedToday, serviceLevelTargetPercent: 80 });
  assert.equal(serviceLevel(queue(8, 9, 1)), 0.8);
  assert.equal(belowTarget(queue(8, 9, 1)), false);
  assert.equal(belowTarget(queue(7, 9, 1)), true);
  assert.equal(serviceLevel(queue(0, 0, 0)), undefined);
  assert.equal(belowTarget(queue(0, 0, 0)), false);
});

test('chords', () => {
  const press = (key: string, more = {}) => chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  assert.equal(press('A'), 'a');
  assert.equal(press('?'), '?');
  assert.equal(press('Enter', { ctrlKey: true }), 'mod+Enter');
  assert.equal(press('Enter', { metaKey: true }), 'mod+Enter');
  assert.ok(isSingleKey('j'));
  assert.ok(!isSingleKey('mod+Enter'));
});
