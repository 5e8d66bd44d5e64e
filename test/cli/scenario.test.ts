import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stile } from './support.ts';

const protocol = 'protocols/cheshire-east/2023';
const outside = mkdtempSync(join(tmpdir(), 'stile-cli-'));

function story(name: string, text: string): string {
  const path = join(outside, `${name}.yaml`);
  writeFileSync(path, text);
  return path;
}

const good = story(
  'good',
  `scenario: A visit is recorded
family: { children: [ { name: Ava, born: 2017-03-01 } ] }
steps:
  - { at: 2026-03-02 10:00, as: social-worker, do: record home-visit, then: { holder: social-worker } }
`,
);

describe('stile scenario run', () => {
  test('tells every story of the repository', () => {
    const { code, out } = stile('scenario', 'run', 'protocols');
    assert.equal(code, 0, out);
    assert.match(out, /\n\d+ scenarios, 0 differ\n$/);
  });

  test('runs a story that is kept elsewhere with --protocol', () => {
    const { code, out } = stile('scenario', 'run', good, '--protocol', protocol);
    assert.equal(code, 0);
    assert.match(out, /^ok +A visit is recorded/);
    assert.equal(stile('scenario', 'run', good).code, 2);
    assert.match(stile('scenario', 'run', good).err, /--protocol DIR/);
  });

  test('names the file, the step, what was expected and what happened', () => {
    const path = story(
      'wrong',
      `scenario: The lead holds the family
family: { children: [ { name: Ava, born: 2017-03-01 } ] }
steps:
  - { at: 2026-03-02 10:00, as: social-worker, do: record home-visit }
  - at: 2026-03-02 11:00
    as: social-worker
    do: record home-visit
    then: { holder: lead, on-file: { home-visit: 3 } }
`,
    );
    const { code, out } = stile('scenario', 'run', path, good, '--protocol', protocol);
    assert.equal(code, 1);
    assert.match(out, /DIFFERS The lead holds the family/);
    assert.match(
      out,
      /wrong\.yaml:5, step 2\n +expected {2}Holder: lead\n +happened {2}social-worker/,
    );
    assert.match(out, /expected {2}Records of home-visit: 3\n +happened {2}2/);
    assert.match(out, /2 scenarios, 1 differ/);
    const { reports } = JSON.parse(
      stile('scenario', 'run', path, '--protocol', protocol, '--json').out,
    );
    assert.equal(reports[0].differences[0].step, 2);
    assert.equal(reports[0].differences[0].line, 5);
  });

  test('finds a word that is no word of a scenario, with its place', () => {
    const path = story(
      'misspelt',
      `scenario: Misspelt
family: { children: [ { name: Ava } ] }
steps:
  - { at: 2026-03-02 10:00, as: social-worker, do: record home-visit, them: { holder: lead } }
`,
    );
    const { code, out } = stile('scenario', 'run', path, '--protocol', protocol);
    assert.equal(code, 1);
    assert.match(out, /misspelt\.yaml:4/);
    assert.match(out, /has no word "them"\. Did you mean "then"\?/);
  });

  for (const [what, line, says] of [
    ['an act', 'do: reccord home-visit', /There is no act "reccord home-visit"/],
    ['a kind of evidence', 'do: record home-vist', /Did you mean "home-visit"\?/],
    ['a step', 'do: transfer-to-led', /Did you mean "transfer-to-lead"\?/],
    [
      'a pathway',
      'do: start step-down-from-assesment',
      /Did you mean "step-down-from-assessment"\?/,
    ],
    [
      'a date',
      'do: record home-visit, happened: 2026-02-31',
      /31 February 2026 is not a real date/,
    ],
  ] as const) {
    test(`says what is wrong with ${what}`, () => {
      const path = story(
        'mistake',
        `scenario: Mistaken
family: { children: [ { name: Ava } ] }
steps:
  - { at: 2026-03-02 10:00, as: social-worker, ${line} }
`,
      );
      const { code, out } = stile('scenario', 'run', path, '--protocol', protocol);
      assert.equal(code, 1);
      assert.match(out, says);
    });
  }

  test('a file that is not there is bad input', () => {
    const { code, err } = stile('scenario', 'run', 'nowhere.yaml');
    assert.deepEqual({ code, err }, { code: 2, err: 'There is no nowhere.yaml.\n' });
  });
});

describe('stile scenario coverage', () => {
  test('counts what the stories of a policy show, and has nothing missing', () => {
    const { code, out } = stile('scenario', 'coverage', 'protocols/halton/undated');
    assert.equal(code, 0, out);
    assert.match(out, /^halton\/undated: \d+ stories\n {2}must (\d+) of \1\n/);
    assert.doesNotMatch(out, /MISSING/);
  });

  test('says why a clause is not shown, and gives each clause with its stories to machines', () => {
    const { out } = stile('scenario', 'coverage', 'protocols/cheshire-east/2020');
    assert.match(out, /not shown: CE20-12: holding\. A mailbox/);
    const [report] = JSON.parse(
      stile('scenario', 'coverage', 'protocols/cheshire-east/2020', '--json').out,
    );
    const told = report.clauses.find(({ clause }: { clause: string }) => clause === 'CE20-39');
    assert.ok(told.refused.length > 0);
    assert.ok(told.cited.length > 0);
    assert.ok(told.refused[0].step > 0);
  });

  test('asks for a folder of protocols', () => {
    assert.equal(stile('scenario', 'coverage', 'docs').code, 2);
    assert.match(stile('scenario', 'coverage', 'docs').err, /There is no protocol in docs/);
  });
});
