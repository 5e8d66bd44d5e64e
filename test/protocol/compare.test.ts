/** What changed between two versions is told in a policy owner's words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare } from '../../src/core/protocol/compare/compare.ts';
import type {
  Clock,
  Gate,
  GateId,
  Pathway,
  Protocol,
  RoleId,
  Step,
} from '../../src/core/protocol/protocol.ts';
import { published } from '../core/family/support.ts';

const protocol = published('cheshire-east/2023');

function said(after: Protocol): readonly string[] {
  return compare(protocol, after).map((change) => change.says);
}

function withPathway(alter: (pathway: Pathway) => Pathway): Protocol {
  return {
    ...protocol,
    pathways: new Map([...protocol.pathways].map(([id, pathway]) => [id, alter(pathway)])),
  };
}

function onClock(title: string, alter: (clock: Clock) => Clock): Protocol {
  return withPathway((pathway) => ({
    ...pathway,
    clocks: new Map(
      [...pathway.clocks].map(([id, clock]) => [id, clock.title === title ? alter(clock) : clock]),
    ),
  }));
}

function onStep(id: string, alter: (step: Step) => Step): Protocol {
  return withPathway((pathway) => ({
    ...pathway,
    steps: new Map(
      [...pathway.steps].map(([key, step]) => [key, step.id === id ? alter(step) : step]),
    ),
  }));
}

describe('Comparing two versions of a policy', () => {
  it('finds nothing between a version and itself', () => {
    assert.deepEqual(compare(protocol, protocol), []);
  });

  it('says that an older consent counts, and an older record, in the words of the policy pages', () => {
    const older = {
      ...protocol,
      gates: new Map(
        [...protocol.gates].map(([id, gate]): readonly [GateId, Gate] => {
          const { needs } = gate;
          if (needs.is === 'consent')
            return [id, { ...gate, needs: { ...needs, since: undefined } }];
          if (needs.is === 'evidence' && needs.last === 1)
            return [id, { ...gate, needs: { ...needs, last: undefined } }];
          return [id, gate];
        }),
      ),
    };
    const lines = said(older);
    assert.ok(
      lines.some((line) =>
        /given \(before: the family’s answer on .*: given, since a C/.test(line),
      ),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) => /answered “Yes” \(before: .* \(the latest counts\)\)/.test(line)),
    );
  });

  it('says that a clock became longer', () => {
    const longer = onClock('Minutes distributed', (clock) => ({
      ...clock,
      due: { is: 'period', period: { unit: 'working days', count: 5, direction: 'after' } },
    }));
    assert.deepEqual(said(longer), [
      'Step down from a Children and Families Assessment: “Minutes distributed”: 5 working days (before: 2 working days).',
    ]);
  });

  it('says that somebody else now does a step', () => {
    const chair = onStep('jam-decides', (step) => ({ ...step, by: ['team-manager' as RoleId] }));
    assert.ok(
      said(chair).some((says) =>
        /is for: Social Care Team Manager \(before: Chair of the Joint Allocation Meeting\)\.$/.test(
          says,
        ),
      ),
    );
  });

  it('says that a gate is new, and where it now stands', () => {
    const gate: Gate = {
      ...[...protocol.gates.values()][0],
      id: 'new-gate',
      title: 'School told',
    } as Gate;
    const gated: Protocol = {
      ...onStep('close-social-care', (step) => ({
        ...step,
        gates: [...step.gates, 'new-gate' as GateId],
      })),
      gates: new Map(protocol.gates).set('new-gate' as GateId, gate),
    };
    assert.ok(said(gated).some((says) => says.startsWith('New gate: “School told”')));
    assert.ok(said(gated).some((says) => says.includes('now asks for “School told”')));
  });

  it('says that a gate became softer', () => {
    const soft: Protocol = {
      ...protocol,
      gates: new Map(
        [...protocol.gates].map(([id, gate]) => [
          id,
          id === 'visit-recent' ? { ...gate, holds: 'warn' } : gate,
        ]),
      ),
    };
    assert.deepEqual(said(soft), [
      '“Visit to the family in the last 4 weeks”: warns and lets pass (before: stops the step).',
    ]);
  });

  it('says what is gone, and both ways round tell the same number of things', () => {
    const [first] = protocol.pathways.keys();
    const fewer: Protocol = {
      ...protocol,
      pathways: new Map([...protocol.pathways].filter(([id]) => id !== first)),
    };
    assert.equal(compare(protocol, fewer).filter((change) => change.kind === 'removed').length, 1);
    assert.equal(compare(fewer, protocol).filter((change) => change.kind === 'added').length, 1);
  });

  it('never says undefined, nor a name that people do not see', () => {
    const bare: Protocol = {
      ...protocol,
      obligations: new Map(),
      contacts: new Map(),
      services: new Map(),
    };
    const all = [...compare(bare, protocol), ...compare(protocol, bare)];
    assert.ok(all.length > 8);
    for (const { says } of all) assert.doesNotMatch(says, /undefined|\[object|“[a-z]+-[a-z-]+”/);
  });
});
