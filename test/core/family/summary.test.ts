/** What is left out of a summary is not in it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashOfSummary } from '../../../src/cases/hash-summary.ts';
import { redact } from '../../../src/core/family/sharing/summary.ts';

const sections = [
  {
    id: 'people',
    heading: 'The family',
    entries: [
      { id: 'c1', title: 'Ava Price', lines: ['Born 1 March 2017'] },
      { id: 'a1', title: 'Carly Price', lines: ['mother', 'Works at O’Neill’s (nights)'] },
    ],
  },
  {
    id: 'records',
    heading: 'Records',
    entries: [{ id: 'e1', title: 'A visit', lines: ['Ann, Annabel and ANN  LEE'] }],
  },
];
const nothing = { entries: new Set<string>(), words: [] };

describe('A summary', () => {
  it('is whole where nothing is left out', () => {
    assert.deepEqual(redact(sections, nothing), { sections, leftOut: 0 });
  });
  it('has no entry that is left out, and no section without entries', () => {
    const made = redact(sections, { ...nothing, entries: new Set(['e1', 'c1']) });
    assert.deepEqual(
      made.sections.map(({ id }) => id),
      ['people'],
    );
    assert.doesNotMatch(JSON.stringify(made), /Ava|A visit|Annabel/);
    assert.equal(made.leftOut, 2);
  });
  it('has whole words left out wherever they stand, in capitals or not, the longest first', () => {
    const made = redact(sections, { ...nothing, words: ['ann', ' Ann Lee ', 'price', ''] });
    const text = JSON.stringify(made.sections);
    assert.match(text, /\[left out\], Annabel and \[left out\]"/);
    assert.doesNotMatch(text, /Price/);
    assert.equal(made.leftOut, 4);
  });
  it('takes what is typed as words and not as a pattern', () => {
    const made = redact(sections, { ...nothing, words: ['.*', '(nights)', 'O’Neill’s'] });
    const text = JSON.stringify(made.sections);
    assert.doesNotMatch(text, /nights|Neill/);
    assert.match(text, /Ava Price/);
  });
  it('takes any sign there is in the words, as in the names of many families', () => {
    const text = 'Carly Price-Jones, known as C.J.';
    const hyphened = [
      { id: 'people', heading: 'F', entries: [{ id: 'a1', title: text, lines: [] }] },
    ];
    const signs = String.raw`-\/^$.*+?()[]{}|#&~!"'<>=%:;,@_` + '`';
    const made = redact(hyphened, { ...nothing, words: ['Price-Jones', 'c.j.', signs] });
    assert.doesNotMatch(JSON.stringify(made.sections), /Price|C\.J/);
  });
  it('has another checksum when anything in it is another', () => {
    const hash = hashOfSummary('For school', sections);
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.notEqual(hash, hashOfSummary('For health', sections));
    const made = redact(sections, { ...nothing, words: ['mother'] });
    assert.notEqual(hash, hashOfSummary('For school', made.sections));
  });
});
