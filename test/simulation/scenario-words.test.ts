import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readScenario } from '../../src/simulation/read-scenario.ts';
import { expectation } from '../../src/simulation/read-then.ts';
import { namedActs, plainActs } from '../../src/simulation/scenario.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'scenarios.md'), 'utf8');

function problems(text: string): readonly string[] {
  const read = readScenario({ path: 'story.yaml', text });
  return read.ok
    ? []
    : read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const story = (steps: string): string =>
  `scenario: A story\nfamily: { children: [ { name: Ava } ] }\nsteps:\n${steps}`;

describe('the words of a scenario', () => {
  test('the page explains every act', () => {
    for (const act of [...namedActs, ...plainActs])
      assert.match(page, new RegExp(`^\\| \`${act}( [A-Z]+)?\``, 'm'), act);
  });

  test('the page explains every word of then', () => {
    const words = expectation.wants.replace(/^.*: /, '').split(', ');
    assert.ok(words.length > 20);
    for (const word of words) assert.match(page, new RegExp(`^\\|.*\`${word}\`.* \\|`, 'm'), word);
  });

  test('a step without do cannot be refused, and a step with do needs somebody', () => {
    assert.match(
      problems(story('  - { at: 2026-03-02 10:00, refused: role }'))[0] ?? '',
      /^4:.*without "do"/,
    );
    assert.match(
      problems(story('  - { at: 2026-03-02 10:00, do: raise concern }'))[0] ?? '',
      /needs "as"/,
    );
  });

  test('steps are in order of time', () => {
    const steps = '  - at: 2026-03-02 10:00\n  - at: 2026-03-02 09:59\n';
    assert.deepEqual(problems(story(steps)), ['5:5 Step 2 is earlier than the step before it']);
  });

  test('every mistake is found at once, each with its place', () => {
    const steps = '  - { at: 2026-02-31 10:00 }\n  - { at: 2026-03-02 10:00, wiht: {} }\n';
    const found = problems(story(steps));
    assert.match(found[0] ?? '', /^4:.*31 February 2026 is not a real date/);
    assert.match(found[1] ?? '', /^5:.*"wiht"\. Did you mean "with"\?/);
  });

  test('a file that is no story is said to be none', () => {
    for (const text of ['', '- a\n', 'scenario: [', 'scenario: only a title'])
      assert.ok(problems(text).length > 0, text);
  });
});
