/** The words that a small council's ten sentences ask for: their mistakes, their proofs, their differences. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare } from '../../src/core/protocol/compare/compare.ts';
import { coverage, summarise } from '../../src/core/protocol/coverage.ts';
import { prove } from '../../src/core/protocol/proof/proof.ts';
import { changed, problemsOf, protocolOf } from './change.ts';
import { smallUnitary } from './small-unitary.ts';

type Change = readonly [file: string, old: string, now: string];

const evidence = 'evidence.yaml';
const gates = 'gates.yaml';
const stepDown = 'pathways/step-down.yaml';
const plan = 'pathways/plan.yaml';
const concern = 'pathways/concern.yaml';

const mistakes: readonly (readonly [...Change, message: string])[] = [
  [stepDown, 'not-before: 6 weeks', 'not-befor: 6 weeks', 'Did you mean "not-before"?'],
  [
    stepDown,
    'not-before: 6 weeks',
    'not-before: «9 weeks',
    'clock "first-taf" of pathway "step-down" is due before it may happen: "not-before" is longer than "due"',
  ],
  [
    stepDown,
    'due: 8 weeks',
    'due: 8 weeks before',
    'so nothing can be too early. Leave out "not-before"',
  ],
  [
    stepDown,
    '        not-before: 6 weeks\n',
    '',
    'gate "six-weeks-passed" waits for clock "first-taf", which has no "not-before"',
  ],
  [
    gates,
    'not-before: first-taf',
    'not-before: «frist-taf',
    'There is no clock "frist-taf" in pathway "step-down". Did you mean "first-taf"?',
  ],
  [
    gates,
    'relations: [mother, father, parent, carer, child], aged: 16',
    'relations: [mother, father, parent, carer], aged: «16',
    'aged says from what age a child may sign, so relations must name child as well',
  ],
  [
    gates,
    'with: { state: final }, last: 1',
    'with: { state: «finished }, last: 1',
    'field "state" cannot be "finished". It is one of draft, final',
  ],
  [
    gates,
    'state: final, role',
    'state: «finl, role',
    'field "state" cannot be "finl". It is one of draft, final. Did you mean "final"?',
  ],
  [
    gates,
    'state: final, role: social-worker',
    'state: final, role: lead',
    'state "final" of evidence "early-help-plan" is open to role "lead". That must never be: "The social worker must not finalise the plan"',
  ],
  [evidence, 'from: draft }', 'from: «darft }', 'There is no state "darft". Did you mean "draft"?'],
  [
    evidence,
    'draft: { title: Draft, by: [social-worker, lead] }',
    'draft: { title: Draft, by: [social-worker, lead], from: final }',
    'every state follows another, so there is none to begin with',
  ],
  [
    evidence,
    '    group: plan\n',
    '    group: plan\n    by: «lead\n',
    'evidence "early-help-plan" has states, which say by whom. Leave out "by"',
  ],
  [
    evidence,
    '      plan: { label: The plan,',
    '      state: { label: Which?, type: text }\n      plan: { label: The plan,',
    'has states, which add a field "state". Give its own field another name',
  ],
  [
    evidence,
    '    noun: a review of the plan\n    group: meeting\n    by: [social-worker, lead]\n',
    '    noun: a review of the plan\n    group: meeting\n',
    'evidence "plan-review" needs "by": the roles that may record it, or "states"',
  ],
  [
    plan,
    'with: { change: no }, last: 3',
    'with: { change: no }, count: 3, last: «3',
    'has both "count" and "last". Write count: 3 for the third record, or last: 3 for three in a row',
  ],
  [plan, 'passed: 12 months', 'passed: «a year', '“a year” is not a length of time'],
  [
    plan,
    'sets-level: { field: level }',
    'sets-level: { field: «why }',
    'is of type long-text. For recording a level it should be of type level',
  ],
  [
    stepDown,
    'sets-level: targeted-early-help',
    'sets-level: «targeted-early-hlep',
    'There is no level "targeted-early-hlep". Did you mean "targeted-early-help"?',
  ],
  [
    concern,
    'to: with-last-team\n',
    'to: «with-last-teem\n',
    'There is no stage "with-last-teem" in pathway "concern". Did you mean "with-last-team"?',
  ],
  [
    concern,
    'to: with-last-team\n',
    'to: «taken-up\n',
    'A route leads straight to stage "taken-up", where the pathway has ended',
  ],
  [
    concern,
    'transfer-ended: step-down, within: 6 weeks',
    'transfer-ended: step-down, within: «6 working days',
    'Write a number of days, weeks or months',
  ],
];

describe('The small policy', () => {
  it('is sound, has no fault, and accounts for every clause', () => {
    const protocol = protocolOf(smallUnitary);
    assert.deepEqual(prove(protocol), []);
    assert.equal(summarise(coverage(protocol)).problems, 0);
  });

  for (const [file, old, now, message] of mistakes) {
    it(`says: ${message}`, () => {
      const { files, place } = changed(file, old, now, smallUnitary);
      const problems = problemsOf(files);
      const said = problems.find((problem) => problem.includes(message));
      assert.ok(said, problems.join('\n') || 'nothing was said');
      if (place !== undefined) assert.ok(said.startsWith(place), `${said} should be at ${place}`);
    });
  }
});

function faults(...[file, old, now]: Change): readonly string[] {
  return prove(protocolOf(changed(file, old, now, smallUnitary).files)).map(({ says }) => says);
}

describe('What is proved of them', () => {
  it('a step that waits for a clock that only the step itself would start', () => {
    const found = faults(stepDown, 'starts: { step: hand-over }', 'starts: { step: first-taf }');
    assert.ok(found.some((says) => /can never be done: it waits for “First Team/.test(says)));
  });

  it('a form that nobody who takes the step may record in any state', () => {
    const found = faults(stepDown, 'gates: [plan-drafted]', 'form: early-help-plan');
    assert.deepEqual(found, []);
    const worse = faults(stepDown, 'form: stopped', 'form: early-help-plan');
    assert.ok(worse.some((says) => says.includes('nobody who takes it may record')));
  });

  it('a concern that is routed to where every step is behind a gate', () => {
    const found = faults(
      concern,
      '        by: team-manager\n        outcomes:',
      '        by: team-manager\n        gates: family-agrees\n        outcomes:',
    );
    assert.ok(
      found.some((says) => says.includes('from “Back with the last team” is behind a gate')),
    );
  });

  it('a route for families that cannot be', () => {
    const found = faults(
      concern,
      'when: { transfer-ended: step-down, within: 6 weeks }',
      'when: { all: [ { transfer-ended: step-down, within: 6 weeks }, { not: { transfer-ended: step-down } } ] }',
    );
    assert.ok(found.some((says) => says.includes('never starts by “Straight back')));
  });

  it('drift at a stage that is only reached by a route', () => {
    const found = faults(
      concern,
      '        title: Back with the last team\n        holder: social-worker\n        untimed: { says: The policy sets no time, clauses: [SU-8] }\n',
      '        title: Back with the last team\n        holder: social-worker\n',
    );
    assert.ok(found.some((says) => says.startsWith('At “Back with the last team” no clock runs')));
  });
});

describe('What changed of them is told', () => {
  const differences: readonly (readonly [...Change, says: RegExp])[] = [
    [
      stepDown,
      'not-before: 6 weeks',
      'not-before: 4 weeks',
      /8 weeks, not before 4 weeks \(before: 8 weeks, not before 6 weeks\)/,
    ],
    [
      stepDown,
      'due: 8 weeks',
      'due: { count: 2, of: { evidence: plan-review } }',
      /no later than the 2nd a review of the plan/,
    ],
    [
      evidence,
      'by: lead, from: draft',
      'by: [lead, early-help-manager], from: draft',
      /states.*Final by Lead professional or Early Help manager/,
    ],
    [
      concern,
      'step-down, within: 6 weeks',
      'step-down, within: 8 weeks',
      /now starts at “Back with the last team”.*last 8 weeks/,
    ],
    [gates, 'aged: 16', 'aged: 15', /from age 15, for themselves/],
    [plan, 'last: 3', 'last: 4', /begins with.*4 in a row/],
    [plan, 'passed: 12 months', 'passed: 6 months', /6 months after the start/],
    [plan, '    when: { transfer-open: plan }\n', '', /applies.*to every family/],
    [
      stepDown,
      'sets-level: targeted-early-help',
      'sets-level: child-in-need',
      /records the level.*Child in need/,
    ],
  ];
  for (const [file, old, now, says] of differences) {
    it(`${old.trim()} becomes ${now === '' ? 'nothing' : now}`, () => {
      const after = protocolOf(changed(file, old, now, smallUnitary).files);
      const told = compare(protocolOf(smallUnitary), after).map((change) => change.says);
      assert.ok(
        told.some((each) => says.test(each)),
        told.join('\n') || 'nothing was told',
      );
    });
  }
});
