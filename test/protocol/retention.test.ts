/** The section `retention` of the language. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anytown } from './anytown.ts';
import { problemsOf, protocolOf } from './change.ts';

const withRules = (text: string) => [...anytown, { path: 'retention.yaml', text }];
const head = (rules: string, roles = 'keepers: [team-manager], confirmers: [social-worker]') =>
  `retention: { says: From our schedule, ${roles}, rules: { ${rules} } }`;
const problems = (rules: string, roles?: string) =>
  problemsOf(withRules(head(rules, roles))).join('\n');

describe('Retention rules', () => {
  it('are read with what they count from; a policy without them has none', () => {
    assert.equal(protocolOf(anytown).retention, undefined);
    const { retention } = protocolOf(
      withRules(head('plain: { title: Plain, keep: 6 years, after: last-action, ours: yes }')),
    );
    assert.deepEqual(
      [...(retention?.rules.values() ?? [])].map(({ id, years, after }) => [id, years, after]),
      [['plain', 6, 'last-action']],
    );
  });

  it('say what was probably meant', () => {
    assert.match(
      problems('a: { title: A, keep: 6 years, after: last-acton, ours: yes }'),
      /Did you mean "last-action"/,
    );
    assert.match(problems('a: { title: A, keep: six, after: last-action, ours: yes }'), /6 years/);
    assert.match(problems('a: { title: A, keep: 0 years, after: death, ours: yes }'), /6 years/);
    assert.match(
      problems(
        'a: { title: A, keep: 1 year, after: death, ours: yes }',
        'keepers: [team-manger], confirmers: [team-manager]',
      ),
      /Did you mean "team-manager"/,
    );
    assert.match(
      problems(
        'a: { title: A, keep: 1 year, after: death, in-place-of: [b], ours: yes }, bb: { title: B, keep: 1 year, after: last-action, ours: yes }',
      ),
      /no retention rule "b"/,
    );
  });

  it('come from somewhere, and only death makes the time shorter', () => {
    assert.match(problems('a: { title: A, keep: 6 years, after: last-action }'), /names no clause/);
    assert.match(
      problems('a: { title: A, keep: 6 years, after: last-action, in-place-of: [a], ours: yes }'),
      /the longest rule wins/,
    );
    assert.match(
      problems(
        'a: { title: A, keep: 6 years, after: last-action, reached: { levels: [] }, ours: yes }',
      ),
      /empty list/,
    );
    assert.match(
      problems('a: { title: A, keep: 6 years, after: last-action, reached: {}, ours: yes }'),
      /names nothing|words with values/,
    );
  });
});
