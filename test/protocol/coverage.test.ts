import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coverage, summarise } from '../../src/core/protocol/coverage.ts';
import { anytown } from './anytown.ts';
import { changed, protocolOf } from './change.ts';

const clauses = 'clauses.yaml';

function rowOf(id: string, ...change: Parameters<typeof changed> | []) {
  const files = change.length === 0 ? anytown : changed(...change).files;
  const row = coverage(protocolOf(files)).find(({ clause }) => clause.id === id);
  assert.ok(row);
  return row;
}

describe('The coverage of a protocol', () => {
  it('has every clause with the places that cite it', () => {
    const row = rowOf('ANY-3');
    assert.deepEqual(row.where, [
      {
        clause: 'ANY-3',
        file: 'protocol.yaml',
        line: 18,
        place: 'role front-door',
        enforces: true,
      },
    ]);
    assert.equal(row.problem, undefined);
  });

  it('finds a clause that is said to be enforced and that nothing cites', () => {
    const row = rowOf(
      'ANY-12',
      clauses,
      'clauses:\n',
      'clauses:\n  ANY-12: { source: 12, says: New, kind: gate, modality: must, treatment: enforced }\n',
    );
    assert.equal(row.problem, 'Said to be enforced, but nothing cites it');
  });

  it('finds a clause that is said to be enforced and is only put into words', () => {
    const row = rowOf(
      'ANY-1',
      clauses,
      'modality: should, treatment: guided',
      'modality: should, treatment: enforced',
    );
    assert.equal(row.problem, undefined, 'the pathway cites it');
    const only = rowOf('ANY-8', 'gates.yaml', 'clauses: [ANY-8]', 'ours: yes');
    assert.equal(only.problem, 'Said to be enforced, but only words cite it');
  });

  it('finds a clause that is said to be guided and that nothing cites', () => {
    const row = rowOf('ANY-11', clauses, 'treatment: not-for-software', 'treatment: guided');
    assert.equal(row.problem, 'Said to be guided, but nothing cites it');
  });

  it('remarks on a strict clause that only a gate which lets everybody pass cites', () => {
    assert.equal(
      rowOf('ANY-8').note,
      'A clause that says must, but the only gates that cite it warn or show',
    );
    assert.equal(rowOf('ANY-8', 'gates.yaml', 'holds: warn', 'holds: block').note, undefined);
  });

  it('is summed up', () => {
    assert.deepEqual(summarise(coverage(protocolOf(anytown))), {
      clauses: 11,
      enforced: 9,
      guided: 1,
      notForSoftware: 1,
      problems: 0,
      notes: 1,
    });
  });
});
