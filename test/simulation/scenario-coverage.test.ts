import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rulesOf } from '../../src/simulation/rules.ts';
import { scenarioCoverage, type ToldStory } from '../../src/simulation/scenario-coverage.ts';
import type { Showing } from '../../src/simulation/showings.ts';
import { anytown } from '../protocol/anytown.ts';
import { protocolOf } from '../protocol/change.ts';

const protocol = protocolOf(anytown);

function story(...shown: readonly (readonly [key: string, way: Showing['way']])[]): ToldStory {
  const report = { file: 'a.yaml', title: 'A story', clauses: [], tags: [] };
  return { report, showings: shown.map(([key, way]) => ({ key, way, step: 3 })) };
}

function clause(id: string, ...stories: readonly ToldStory[]) {
  const found = scenarioCoverage(protocol, stories).clauses.find((each) => each.clause === id);
  assert.ok(found, id);
  return found;
}

const gate = [...protocol.gates.values()].find(
  ({ id, holds, clauses }) =>
    holds === 'block' &&
    clauses.some((each) => {
      const { modality, treatment } = protocol.clauses.get(each) ?? {};
      return modality === 'must' && treatment === 'enforced' && id !== '';
    }),
);
assert.ok(gate);
const [gated] = gate.clauses;
assert.ok(gated);

describe('what stories show of a protocol', () => {
  test('nothing is shown without a story', () => {
    const shown = scenarioCoverage(protocol, []);
    assert.equal(shown.totals.must.shown, 0);
    assert.ok(shown.clauses.every(({ lacks }) => lacks.includes('holding')));
    assert.ok(shown.clocks.every(({ lacks }) => lacks.includes('date')));
  });

  test('a must that a gate holds lacks a refusal until the gate has stopped somebody', () => {
    const met = story([`gate ${gate.id}`, 'held']);
    assert.deepEqual(clause(gated, met).lacks, ['refused or flagged']);
    const both = clause(gated, met, story([`gate ${gate.id}`, 'refused']));
    assert.deepEqual(both.lacks, []);
    assert.deepEqual(both.refused, [{ file: 'a.yaml', step: 3 }]);
  });

  test('refusing a step to somebody else does not show its gate', () => {
    const step = rulesOf(protocol).find(
      ({ kind, clauses }) => kind === 'step' && clauses.includes(gated),
    );
    const others = story([`gate ${gate.id}`, 'held'], [step?.key ?? 'step none', 'refused']);
    assert.deepEqual(clause(gated, others).lacks, ['refused or flagged']);
  });

  test('a clause that is only guided is not asked of stories', () => {
    const treated = new Map(
      [...protocol.clauses.values()].map(({ id, treatment }) => [id, treatment]),
    );
    for (const { clause: id } of scenarioCoverage(protocol, []).clauses)
      assert.equal(treated.get(id), 'enforced');
  });

  test('a clock is shown by its date with days on the way that do not count, not by any date', () => {
    const { clocks } = scenarioCoverage(protocol, []);
    const [first] = clocks.filter(({ clock }) => {
      const [owner = '', id = ''] = clock.split('.');
      const all = [...protocol.pathways.values(), ...protocol.obligations.values()];
      const due = all
        .filter((each) => each.id === owner)
        .flatMap((each) => [...each.clocks.values()])
        .find((each) => each.id === id)?.due;
      return due?.is === 'period' && due.period.unit !== 'same day';
    });
    assert.ok(first);
    const lacks = (way: Showing['way']) =>
      scenarioCoverage(protocol, [story([`clock ${first.clock}`, way])]).clocks.find(
        ({ clock }) => clock === first.clock,
      )?.lacks;
    assert.deepEqual(lacks('date'), ['date']);
    assert.deepEqual(lacks('dated'), []);
  });

  test('a reason stands in for a story, and a reason for what is shown is needless', () => {
    const reasons = new Map([
      [String(gated), 'only a title'],
      ['NO-1', 'there is no such clause'],
    ]);
    const { clauses, totals, needless } = scenarioCoverage(protocol, [], reasons);
    assert.equal(clauses.find(({ clause: id }) => id === gated)?.because, 'only a title');
    assert.equal(totals.must.reasoned, 1);
    assert.deepEqual(needless, ['NO-1']);
  });
});
