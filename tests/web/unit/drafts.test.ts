// What a page knows of a reply being written, who gets it, and addresses as people type them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddresses, withoutDoubles } from '../../../desk/web/src/channels/email/mail/addresses';
import { answering } from '../../../desk/web/src/channels/email/mail/answering';
import { Draft, DraftDetails, MailThread } from '../../../desk/web/src/protocol/messages';
import * as model from '../../../desk/web/src/channels/email/state/draft_model';

const content = (text: string, details = {}) => ({ text, details: DraftDetails(details) });
const draft = (version: number, text: string, more = {}) => Draft({ interactionId: 'i', version: String(version), text, ...more });
const loaded = (version: number, text: string) => model.told(model.unknown, draft(version, text));

test('a draft is followed while nothing is unsaved', () => {
  const view = model.told(loaded(3, 'uno'), draft(4, 'uno y dos'));
  assert.equal(view.content.text, 'uno y dos');
  assert.equal(view.version, 4);
  assert.equal(model.told(view, draft(3, 'uno')), view, 'an older version undoes nothing');
});

test('what both pages have changed is kept, both of it', () => {
  const typed = model.written(loaded(3, 'uno'), content('uno aquí'));
  const view = model.told(typed, draft(4, 'uno allí'));
  assert.equal(view.content.text, 'uno aquí');
  assert.equal(view.other?.text, 'uno allí');
  assert.equal(model.mayBeSaved(view), false, 'nothing is overwritten before the person has chosen');
  const ours = model.keepOurs(view);
  assert.deepEqual([ours.content.text, ours.version, model.mayBeSaved(ours)], ['uno aquí', 4, true]);
  const theirs = model.takeTheirs(view);
  assert.deepEqual([theirs.content.text, theirs.version, model.isUnsaved(theirs)], ['uno allí', 4, false]);
});

test('one’s own save that comes back is no change of another page', () => {
  const saving = model.savingBegun(model.written(loaded(3, ''), content('ab')));
  const typedOn = model.written(saving, content('abc'));
  const view = model.told(typedOn, draft(4, 'ab'));
  assert.equal(view.other, undefined);
  assert.deepEqual([view.content.text, view.version], ['abc', 4]);
  assert.equal(model.mayBeSaved(model.saved(view, 4)), true);
});

test('a sent text is never offered again, on no page', () => {
  const saved = loaded(3, 'Sí.');
  const sentElsewhere = model.told(saved, draft(5, '', { state: 'DRAFT_SENT', requestId: 'r' }));
  assert.equal(sentElsewhere.content.text, '');
  // The page that sent it, loaded again before it was answered.
  const restored = model.restored(content('Sí.'), 3, 'r');
  assert.equal(model.told(restored, draft(5, '', { state: 'DRAFT_SENT', requestId: 'r' })).content.text, '');
  // One that had more in the meantime asks.
  const more = model.told(model.written(saved, content('Sí, y más.')), draft(5, '', { state: 'DRAFT_SENT', requestId: 'r' }));
  assert.deepEqual([more.content.text, more.other?.state], ['Sí, y más.', 'DRAFT_SENT']);
});

test('both windows send the same text: of the later one nothing is left to send', () => {
  const sending = model.sendingBegun(loaded(3, 'Sí.'), content('Sí.', { recipientsChosen: true }), 'mine');
  const view = model.told(sending, draft(5, '', { state: 'DRAFT_SENT', requestId: 'theirs' }));
  assert.deepEqual([view.content.text, view.other], ['', undefined]);
});

test('what was written before anything was known of the draft is no quarrel with an empty one', () => {
  const early = model.written(model.unknown, content('Hola'));
  const view = model.told(early, draft(7, ''));
  assert.deepEqual([view.content.text, view.other, view.version], ['Hola', undefined, 7]);
  assert.equal(model.told(early, draft(7, 'ya había')).other?.text, 'ya había');
});

test('a page loaded again goes on from the version it had', () => {
  const view = model.told(model.restored(content('abc'), 3, ''), draft(3, 'ab'));
  assert.deepEqual([view.content.text, view.other, model.mayBeSaved(view)], ['abc', undefined, true]);
});

test('a refused reply is open again, with its words', () => {
  const sending = model.sendingBegun(loaded(3, 'Sí.'), content('Sí.', { recipientsChosen: true }), 'r');
  const view = model.told(model.notSent(sending), draft(5, 'Sí.', { problem: 'bad_recipient', details: { recipientsChosen: true } }));
  assert.deepEqual([view.content.text, view.sending, view.problem, view.other], ['Sí.', false, 'bad_recipient', undefined]);
});

const ann = { name: 'Ann', address: 'ann@x.test' };
const bob = { name: '', address: 'bob@x.test' };
const thread = (answers: string) =>
  MailThread({
    answers,
    messages: [
      { id: '1', incoming: true, from: ann, answerTo: [ann], answerCc: [bob] },
      { id: '2', incoming: false },
      { id: '3', incoming: true, from: bob, answerTo: [bob], answerCc: [ann] },
    ],
  });

test('a reply goes to whom the message it answers says, those in copy too, until others are chosen', () => {
  const proposed = answering(thread('3'), DraftDetails({}));
  assert.deepEqual([proposed.message?.id, proposed.to, proposed.cc], ['3', [bob], [ann]]);
  const first = answering(thread('3'), DraftDetails({ answers: '1' }));
  assert.deepEqual([first.message?.id, first.to, first.cc], ['1', [ann], [bob]]);
  const chosen = answering(thread('3'), DraftDetails({ recipientsChosen: true, to: [ann] }));
  assert.deepEqual([chosen.to, chosen.cc], [[ann], []]);
});

test('what came after the writer began is told', () => {
  assert.deepEqual(answering(thread('3'), DraftDetails({ answers: '1', seen: '1' })).newer.map(({ id }) => id), ['3']);
  assert.deepEqual(answering(thread('3'), DraftDetails({ answers: '1', seen: '3' })).newer, []);
  assert.deepEqual(answering(thread('3'), DraftDetails({})).newer, []);
});

test('addresses as people type and paste them', () => {
  const { people, rest } = parseAddresses('"Ruiz, Carmen" <carmen@cliente.test>; otro@cliente.test,\nmailto:x@y.test no es uno, José <josé@x.test>');
  assert.deepEqual(people, [{ name: 'Ruiz, Carmen', address: 'carmen@cliente.test' }, { name: '', address: 'otro@cliente.test' }]);
  assert.equal(rest, 'mailto:x@y.test no es uno, José <josé@x.test>');
  assert.equal(parseAddresses('info@españa.test').people[0]?.address, 'info@españa.test');
  assert.deepEqual(parseAddresses(' , ;').people, []);
  assert.deepEqual(withoutDoubles([ann, { name: '', address: 'ANN@x.test' }, bob], [bob]), [ann]);
});
