/** The page of the language names every word that the readers know, and its small example is the one that is tested. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { jsonSchema } from '../../src/core/protocol/json-schema.ts';
import type { Json } from '../../src/core/protocol/schema.ts';
import { smallUnitary } from './small-unitary.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/protocol-language.md'), 'utf8');
const reference = page.slice(page.indexOf('## Every word'));

/** Every word that may stand before a colon somewhere in a protocol. */
function wordsIn(schema: Json): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(wordsIn);
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' && typeof value === 'object' ? Object.keys(value ?? {}) : []),
    ...wordsIn(value),
  ]);
}

describe('The page of the language', () => {
  it('has every word in its reference', () => {
    const missing = [...new Set(wordsIn(jsonSchema()))].filter(
      (word) => !new RegExp(`(?<![a-z-])${word}(?![a-z-])`).test(reference),
    );
    assert.deepEqual(missing, []);
  });

  it('shows the small example as it is', () => {
    const files = smallUnitary.map(({ text }) => text).join('\n');
    for (const words of [
      'needs: { evidence: plan-review, with: { all-actions-done: yes }, last: 2 }',
      'final: { title: Final, by: lead, from: draft }',
      'needs: { not-before: first-taf }',
      'when: { transfer-ended: step-down, within: 6 weeks }',
      '{ passed: 12 months, since: started }',
      'sets-level: { field: level }',
    ]) {
      assert.ok(page.includes(words), `the page: ${words}`);
      assert.ok(files.includes(words), `the files: ${words}`);
    }
  });
});
