/**
 * The same words mean different rules in different policies: for each such trap, and for each policy that is concerned, a
 * story that bears its tag and really shows the clause. And each worked example of the catalogue, through the protocols.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatLocal } from '../../src/core/calendar/time.ts';
import { rulesOf } from '../../src/simulation/rules.ts';
import type { Pairs, ScenarioStep, Word } from '../../src/simulation/scenario.ts';
import type { Way } from '../../src/simulation/showings.ts';
import { type Policy, policies, protocolOf, type Story, taggedStories } from './five-policies.ts';

const protocols = new Map(keysOf(policies).map((policy) => [policy, protocolOf(policy)]));
const tagged = new Map(
  [...protocols].map(([policy, protocol]) => [policy, taggedStories(policy, protocol)]),
);

/** A clause, and how a story with the trap's tag shows it. */
type Shown = readonly [clause: string, way: Way];

const traps: readonly (readonly [trap: string, ...shown: Shown[]])[] = [
  ['Who tells the Social Worker', ['CE20-39', 'refused'], ['CE23-129', 'refused']],
  ['24 hours, from what and by whom', ['CE20-86', 'dated'], ['CE23-120', 'dated']],
  [
    'The joint visit, soft or never in the way',
    ['CE20-40', 'refused'],
    ['CE23-057', 'left'],
    ['CE23-059', 'held'],
  ],
  [
    'How long the lead stays',
    ['CE20-72', 'refused'],
    ['CE23-103', 'left'],
    ['CE23-104', 'held'],
    ['HAL-64', 'held'],
    ['SWI-38', 'held'],
  ],
  [
    'Two weeks, at least or at most',
    ['HAL-43', 'refused'],
    ['HAL-57', 'refused'],
    ['HAL-28', 'dated'],
    ['CE23-077', 'refused'],
  ],
  [
    'What the meeting is for',
    ['SHR-036', 'held'],
    ['CE20-35', 'refused'],
    ['CE23-072', 'refused'],
    ['CE23-136', 'held'],
  ],
  ['When the minutes are due', ['CE23-042', 'dated'], ['SWI-86', 'dated'], ['HAL-39', 'held']],
  [
    'Consent given, sought, advised, aware',
    ['CE20-33', 'refused'],
    ['SWI-21', 'refused'],
    ['CE20-81', 'refused'],
    ['CE23-154', 'left'],
  ],
  ['How long an assessment may take', ['CE20-89', 'dated'], ['CE23-122', 'refused']],
  ['Three months, with a reason or only pointed out', ['CE20-75', 'refused'], ['CE23-112', 'left']],
  [
    'Who enters the case on the Early Help system',
    ['SHR-046', 'refused'],
    ['SHR-046', 'held'],
    ['SHR-076', 'refused'],
    ['SHR-072', 'held'],
  ],
  [
    'Who chooses the Lead Person',
    ['CE20-47', 'held'],
    ['CE20-38', 'held'],
    ['CE23-062', 'held'],
    ['CE23-129', 'held'],
    ['SHR-044', 'held'],
  ],
  ['What a level is called', ['CE20-44', 'held'], ['CE23-062', 'held'], ['HAL-40', 'held']],
  ['Where the boundary lies', ['CE20-43', 'held'], ['CE23-010', 'held'], ['HAL-62', 'left']],
];

describe('the traps', () => {
  for (const [index, [title, ...shown]] of traps.entries()) {
    const tag = `trap-${index + 1}`;
    test(`${tag}: ${title}`, () => {
      for (const [clause, way] of shown) {
        const policy = policyOf(clause);
        const stories = storiesOf(policy, tag);
        assert.ok(stories.length > 0, `no story of ${policies[policy]} has the tag ${tag}`);
        const files = stories.filter((story) => shows(policy, story, clause, way));
        const looked = stories.map(({ file }) => file).join(', ');
        assert.ok(files.length > 0, `${clause} is not shown ${way} by ${looked}`);
      }
    });
  }

  test('no story names a trap that there is not', () => {
    for (const [policy, stories] of tagged)
      for (const tag of stories.keys()) {
        const known = traps.some((_, index) => tag === `trap-${index + 1}`) || tag in vectors;
        assert.ok(known, `${policies[policy]} has a tag “${tag}”`);
      }
  });

  test('a level of the same name is on another side in another council, and the boundary is data', () => {
    const side = (policy: Policy, level: string) =>
      protocols.get(policy)?.levels.find(({ id, was }) => id === level || was === level)?.side;
    assert.equal(side('CE20', 'level-3'), 'early-help');
    assert.equal(side('CE23', 'Level 3'), 'early-help');
    assert.equal(side('HAL', 'level-3'), 'statutory');
    assert.equal(side('HAL', 'level-2'), 'early-help');
    assert.equal(side('CE20', 'level-4'), 'statutory');
  });
});

describe('across the boundary', () => {
  for (const policy of ['CE20', 'HAL'] as const)
    test(`${policies[policy]}: a family changes sides in a story about the boundary`, () => {
      const roles = protocols.get(policy)?.roles;
      const sides = storiesOf(policy, 'trap-14')
        .flatMap(({ happenings }) => happenings)
        .map(({ after }) => roles?.get(after.holder.role)?.side);
      assert.deepEqual(new Set(sides), new Set(['statutory', 'early-help']));
    });
});

/** What a tagged story says, on which day, and with which names. */
type Says =
  | { readonly due: string; readonly is: string }
  | { readonly agenda: string; readonly listed: string; readonly is: string }
  | { readonly refused: string; readonly on: string }
  | { readonly taken: string; readonly on: string }
  | { readonly contact: string; readonly at: string };

const vectors: Readonly<Record<string, readonly [clause: string, ...says: Says[]]>> = {
  V1: ['CE20-39', { due: 'social-worker-told', is: '2026-04-07' }],
  V2: ['CE20-40', { due: 'joint-visit', is: '2026-04-13' }],
  V3: ['CE23-042', { due: 'minutes', is: '2026-04-08' }],
  V4: ['SWI-86', { due: 'minutes', is: '2026-04-10' }],
  V5: ['CE20-86', { due: 'create-within-24-hours', is: '2026-03-29 13:00' }],
  V6: ['CE23-120', { due: 'send-within-24-hours', is: '2026-10-25 11:00' }],
  V7: ['CE20-66', { due: 'pass-within-hour', is: '2026-03-29 02:30' }],
  V8: ['CE20-72', { due: 'four-weeks', is: '2026-04-06' }],
  V9: [
    'CE20-75',
    { refused: 'three-months', on: '2026-02-27' },
    { taken: 'set-out-reasons', on: '2026-02-28' },
  ],
  V10: ['HAL-28', { due: 'documents-before-review', is: '2026-04-01' }],
  V11: [
    'HAL-43',
    { refused: 'two-weeks-notice-kept', on: '2026-03-04' },
    { due: 'meeting-within-two-weeks', is: '2026-03-18' },
  ],
  V12: [
    'SWI-47',
    { agenda: 'transfer-meeting', listed: '2026-03-05T16:00:00', is: '2026-03-10' },
    { agenda: 'transfer-meeting', listed: '2026-03-05T16:00:01', is: '2026-03-17' },
  ],
  V13: ['SWI-72', { due: 'first-taf-review', is: '2026-04-17' }],
  V14: [
    'CE23-077',
    { taken: 'transfer-to-lead', on: '2026-03-29' },
    { refused: 'visit-recent', on: '2026-03-30' },
  ],
  V15: [
    'CE23-019',
    { contact: '0300 123 5012', at: '2026-03-05T16:45' },
    { contact: '0300 123 5022', at: '2026-03-06T16:45' },
    { contact: '0300 123 5022', at: '2026-03-09T08:29' },
    { contact: '0300 123 5022', at: '2026-04-06T10:00' },
  ],
  V16: ['CE23-137', { agenda: 'jam', listed: '2026-03-11', is: '2026-03-12' }],
  V17: ['CE20-89', { due: 'assessment-15-days', is: '2026-04-22' }],
  V18: [
    'CE23-122',
    { taken: 'start-assessment', on: '2026-03-04' },
    { due: 'assessment-agreed-time', is: '2026-05-07' },
    { refused: 'within-45-days', on: '2026-03-04' },
  ],
};

describe('the worked examples, through the protocols', () => {
  test('there are 18', () => assert.equal(Object.keys(vectors).length, 18));
  for (const [vector, [clause, ...said]] of Object.entries(vectors)) {
    test(`${vector}: ${clause}`, () => {
      const policy = policyOf(clause);
      const stories = storiesOf(policy, vector);
      assert.ok(stories.length > 0, `no story of ${policies[policy]} has the tag ${vector}`);
      const exercised = stories.some(({ showings }) =>
        showings.some(({ key }) => keysFor(policy, clause).has(key)),
      );
      assert.ok(exercised, `${clause} is exercised`);
      for (const each of said) {
        const found = stories.some(({ scenario }) =>
          scenario.steps.some((step) => says(step, each)),
        );
        assert.ok(found, `a story says ${JSON.stringify(each)}`);
      }
    });
  }
});

function says(step: ScenarioStep, said: Says): boolean {
  const at = formatLocal(step.at);
  if ('due' in said) return has(step.expected?.due, said.due, said.is);
  if ('agenda' in said)
    return at.startsWith(said.listed) && has(step.expected?.agenda, said.agenda, said.is);
  if ('contact' in said)
    return at.startsWith(said.at) && step.expected?.contact?.text === said.contact;
  if ('taken' in said) {
    const taken = step.act?.is === 'step' && step.act.step.text === said.taken;
    return taken && step.refused === undefined && at.startsWith(said.on);
  }
  const { refused } = step;
  const stopped =
    refused?.is === 'gates' && refused.gates.some(({ text }) => text === said.refused);
  return stopped && at.startsWith(said.on);
}

function has(pairs: Pairs<Word> | undefined, name: string, value: string): boolean {
  return (pairs ?? []).some(([word, is]) => word.text === name && is.text === value);
}

/** Stories of a policy with a tag, all of which must be true. */
function storiesOf(policy: Policy, tag: string): readonly Story[] {
  const stories = tagged.get(policy)?.get(tag) ?? [];
  for (const { file, ok } of stories) assert.ok(ok, `${file} agrees`);
  return stories;
}

function shows(policy: Policy, { showings }: Story, clause: string, way: Way): boolean {
  const own = keysFor(policy, clause);
  return showings.some((showing) => showing.way === way && own.has(showing.key));
}

function keysFor(policy: Policy, clause: string): ReadonlySet<string> {
  const protocol = protocols.get(policy);
  assert.ok(protocol);
  return new Set(
    rulesOf(protocol)
      .filter(({ clauses }) => clauses.some((each) => each === clause))
      .map(({ key }) => key),
  );
}

function policyOf(clause: string): Policy {
  const found = keysOf(policies).find((each) => clause.startsWith(`${each}-`));
  assert.ok(found, clause);
  return found;
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  // Object.keys forgets what the keys are.
  return Object.keys(record) as K[];
}
