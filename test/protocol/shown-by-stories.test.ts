/** The five policies and the small unitary: every enforced clause has a story that shows it kept and one that shows it broken, or a reason why not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reasonsIn } from '../../src/cli/scenario-coverage.ts';
import { checkNevers } from '../../src/core/protocol/check-nevers.ts';
import type {
  Gate,
  Never,
  Obligation,
  Pathway,
  Protocol,
  Step,
} from '../../src/core/protocol/protocol.ts';
import { newLog } from '../../src/core/protocol/reading.ts';
import { rulesOf } from '../../src/simulation/rules.ts';
import { coverStories } from '../../src/simulation/tell-story.ts';
import {
  bankHolidays,
  folderOf,
  protocolOf,
  type Shipped,
  shipped,
  sourcesOf,
} from './five-policies.ts';

for (const [policy, folder] of Object.entries(shipped)) {
  // Object.entries forgets what the keys are.
  const id = policy as Shipped;
  describe(`the stories of ${folder}`, () => {
    const protocol = protocolOf(id);

    test('show every clause and every clock, or there is a reason', () => {
      const reasons = reasonsIn(folderOf(id));
      const shown = coverStories(sourcesOf(id), { protocol, bankHolidays }, reasons);
      const missing = [
        ...shown.clauses.map((each) => ({ name: String(each.clause), ...each })),
        ...shown.clocks.map((each) => ({ name: each.clock, ...each })),
      ].filter(({ lacks, because }) => lacks.length > 0 && because === undefined);
      assert.deepEqual(
        missing.map(({ name, lacks }) => `${name}: ${lacks.join(', ')}`),
        [],
      );
      assert.deepEqual(shown.needless, []);
    });

    test('are looked through for every rule that enforces a clause', () => {
      const enforced = new Set(
        protocol.citations.filter(({ enforces }) => enforces).map(({ clause }) => clause),
      );
      const ruled = new Set(rulesOf(protocol).flatMap(({ clauses }) => clauses));
      assert.deepEqual(
        [...enforced].filter((clause) => !ruled.has(clause)),
        [],
      );
    });

    for (const [index, never] of protocol.nevers.entries())
      test(`a protocol is refused that breaks: ${never.says}`, () => {
        const broken = breaking(protocol, never);
        const problems = checkNevers({ ...broken, nevers: [never] }, newLog());
        assert.equal(problems.length, 1, `never ${index + 1}, ${never.never}`);
        assert.ok(problems[0]?.message.includes(never.says));
      });
  });
}

/** The protocol with one never broken. */
function breaking(protocol: Protocol, never: Never): Protocol {
  const evidenceGate = (
    kind: Gate['id'],
    of: Extract<Gate['needs'], { is: 'evidence' }>['kind'],
  ) => {
    const [some] = protocol.gates.values();
    assert.ok(some);
    const needs = {
      is: 'evidence',
      kind: of,
      with: [],
      by: [],
      within: undefined,
      since: undefined,
      count: 1,
      last: undefined,
      eachChild: false,
    } as const;
    return { ...some, id: kind, holds: 'block', when: undefined, needs } as const;
  };
  // A name that no gate of a policy bears.
  const added = 'a-gate-too-many' as Gate['id'];
  switch (never.never) {
    case 'gate':
      return {
        ...onStep(protocol, never, (step) => ({ ...step, gates: [...step.gates, added] })),
        gates: new Map([...protocol.gates, [added, evidenceGate(added, never.on)]]),
      };
    case 'ends-by-time':
      return onObligation(protocol, never.obligation, (duty) => ({
        ...duty,
        ends: [...duty.ends, { of: 'field', kind: protocol.interrupt.form, field: 'any' }],
      }));
    case 'asks-for':
      return onPathway(protocol, never.pathway, (pathway) => ({
        ...pathway,
        steps: new Map([...pathway.steps].map(([id, step]) => [id, { ...step, form: never.kind }])),
      }));
    case 'without-exception':
    case 'passes-silently':
      return {
        ...protocol,
        gates: new Map(
          [...protocol.gates].map(([id, gate]) => [
            id,
            id === never.gate ? { ...gate, holds: 'warn' as const } : gate,
          ]),
        ),
      };
    case 'step-by':
      return onStep(protocol, never, (step) => ({
        ...step,
        employer: undefined,
        gates: [],
        gateLists: [],
      }));
    case 'gates-interrupt':
      return onPathway(protocol, protocol.interrupt.pathway, (pathway) => ({
        ...pathway,
        start: { ...pathway.start, gates: [added] },
      }));
    case 'sets-state':
      return {
        ...protocol,
        evidence: new Map(
          [...protocol.evidence].map(([id, kind]) => [
            id,
            {
              ...kind,
              states: kind.states.map((state) =>
                id === never.kind && state.id === never.state
                  ? { ...state, by: [...state.by, never.role] }
                  : state,
              ),
            },
          ]),
        ),
      };
  }
}

function onPathway(
  protocol: Protocol,
  pathway: Pathway['id'],
  change: (pathway: Pathway) => Pathway,
): Protocol {
  const pathways = [...protocol.pathways].map(
    ([id, each]) => [id, id === pathway ? change(each) : each] as const,
  );
  return { ...protocol, pathways: new Map(pathways) };
}

function onStep(
  protocol: Protocol,
  at: { readonly pathway: Pathway['id']; readonly step: Step['id'] },
  change: (step: Step) => Step,
): Protocol {
  return onPathway(protocol, at.pathway, (pathway) => ({
    ...pathway,
    steps: new Map(
      [...pathway.steps].map(([id, step]) => [id, id === at.step ? change(step) : step]),
    ),
  }));
}

function onObligation(
  protocol: Protocol,
  obligation: Obligation['id'],
  change: (obligation: Obligation) => Obligation,
): Protocol {
  const obligations = [...protocol.obligations].map(
    ([id, each]) => [id, id === obligation ? change(each) : each] as const,
  );
  return { ...protocol, obligations: new Map(obligations) };
}
