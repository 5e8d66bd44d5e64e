/** The schema for editors: every protocol that loads fits it, and it is published as it is. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/core/protocol/json-schema.ts';
import { sectionNames } from '../../src/core/protocol/sections.ts';
import { anytown } from './anytown.ts';
import { misfits } from './fits-schema.ts';

const root = join(import.meta.dirname, '../../..');
const schema = jsonSchema();
const files = globSync('protocols/*/*/{*,pathways/*}.yaml', { cwd: root })
  .filter((path) => !path.endsWith('demonstration.yaml'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('The JSON Schema of the language', () => {
  it('knows every section', () => {
    assert.deepEqual(
      Object.keys(Object(schema.properties)).toSorted(),
      [...sectionNames].toSorted(),
    );
  });

  for (const { path, text } of [...files, ...anytown]) {
    it(`fits ${path}`, () => {
      assert.deepEqual(misfits(parse(text), schema), []);
    });
  }

  it('does not fit a word that is misspelt, a word that is missing, or a value that cannot be', () => {
    const gate = (words: string): string =>
      `gates: { agreed: { title: Agreed, needs: { assigned: lead }, ${words} } }`;
    assert.deepEqual(misfits(parse(gate('holds: block')), schema), []);
    assert.notDeepEqual(misfits(parse(gate('holds: blocks')), schema), []);
    assert.notDeepEqual(misfits(parse(gate('hold: block')), schema), []);
    assert.notDeepEqual(misfits(parse('gates: { agreed: { title: Agreed } }'), schema), []);
    assert.notDeepEqual(misfits(parse('gate: {}'), schema), []);
  });

  it('is published in docs as it is; "node dist/test/protocol/write-schema.js" writes it anew', () => {
    const published = readFileSync(join(root, 'docs/protocol.schema.json'), 'utf8');
    assert.deepEqual(JSON.parse(published), JSON.parse(JSON.stringify(schema)));
  });
});
