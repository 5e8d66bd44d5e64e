/** What is left of passages when they are released. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  names,
  type Passage,
  problemWithDecision,
  releasedFrom,
} from '../../src/core/records/export.ts';

const passage = (title: string, marked = true): Passage => ({
  ...{ id: title, section: 's', title, when: '', by: 'Ann Hill', names: [] },
  lines: [`${title} and ANN saw Ann Hill (a.b) at Anntown`],
  marks: marked ? [{ because: 'typed', says: '' }] : [],
});
const decided = (does: 'keep' | 'redact' | 'withhold', words: string[] = [], reason = '') =>
  ({ does, words, reason }) as const;

test('longer words go first, in any case of letters, and signs mean themselves', () => {
  const one = passage('One');
  const [left] = releasedFrom(
    [one],
    new Map([['One', decided('redact', ['Ann', 'Ann Hill', 'a.b'])]]),
  );
  assert.deepEqual(left?.lines, ['One and [taken out] saw [taken out] ([taken out]) at Anntown']);
  assert.equal(left?.by, '[taken out]');
});

test('what is left out leaves nothing behind; what is not marked stays', () => {
  const left = releasedFrom(
    [passage('One'), passage('Two', false), passage('Three')],
    new Map([
      ['One', decided('withhold', [], 'serious-harm')],
      ['Three', decided('keep')],
    ]),
  );
  assert.deepEqual(
    left.map(({ title }) => title),
    ['Two', 'Three'],
  );
});

test('a mark that nobody decided stops the release', () => {
  assert.throws(() => releasedFrom([passage('One')], new Map()), /not decided/);
});

test('a reason is one of the law’s, and words are in the passage', () => {
  assert.match(
    problemWithDecision(passage('One'), decided('withhold', [], 'because')) ?? '',
    /Select why/,
  );
  assert.match(problemWithDecision(passage('One'), decided('redact')) ?? '', /Enter the words/);
  assert.equal(problemWithDecision(passage('One'), decided('redact', ['one AND'])), undefined);
});

test('a name is found as a word, not within another', () => {
  assert.ok(names('saw Zoë.', 'Zoë'));
  assert.ok(names('Mary-Ann’s', 'Mary-Ann'));
  assert.ok(!names('Annette', 'Ann'));
  assert.ok(!names('Zoëlle', 'Zoë'));
});
