/**
 * A connection remembers a statement by its name and refuses another text under it: two statements of one name work
 * until both come to the same connection, and then one of them fails for as long as it lives.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSources, type Source } from './source-text.ts';

test('every statement has a name of its own', () => {
  const sources = readSources('src/store');
  const names = sources.flatMap(namesIn);
  assert.ok(names.length > 100, `only ${names.length} names are found`);
  assert.deepEqual(twiceIn(names), []);
});

test('a name that is given twice is found, wherever it is given', () => {
  const source = (text: string): Source => ({
    path: 'src/store/a.ts',
    text,
    code: text,
    literals: [],
  });
  const query = source("{\n  name: 'find-one',\n  text: 'SELECT 1',\n}");
  const run = source("return run(db, 'find-one', one, [authority]);");
  assert.deepEqual(twiceIn([query, run].flatMap(namesIn)), ['find-one']);
  assert.deepEqual(twiceIn([query].flatMap(namesIn)), []);
});

/** In the object of a statement, or handed to a function that makes it. */
function namesIn({ code }: Source): readonly string[] {
  return [...code.matchAll(/\bname: '([a-z0-9-]+)',\s*text\b|\brun\(\w+, '([a-z0-9-]+)'/g)].map(
    ([, own, handed]) => own ?? handed ?? '',
  );
}

function twiceIn(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}
