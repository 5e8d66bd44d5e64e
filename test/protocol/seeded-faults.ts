/** Kinds of fault that a policy owner could write into a protocol without meaning to, each as an edit of a sound one. */
import type { Period } from '../../src/core/calendar/period.ts';
import type { Proof } from '../../src/core/protocol/proof/proof.ts';
import type {
  Clock,
  Condition,
  EvidenceDefinition,
  EvidenceKind,
  Gate,
  GateId,
  Obligation,
  Pathway,
  Protocol,
  Role,
  RoleId,
  Stage,
  StageId,
  Step,
  StepId,
} from '../../src/core/protocol/protocol.ts';

export interface SeededFault {
  readonly name: string;
  readonly found: Proof;
  /** The protocol with the fault in it; undefined where a policy has no place for it. */
  readonly seed: (protocol: Protocol) => Protocol | undefined;
}

const nobody = 'nobody-at-all' as RoleId;
const nowhere = 'nowhere-at-all' as StageId;
const ghostStep = 'never-taken' as StepId;
const ghostKind = 'never-recorded' as EvidenceKind;

export const seededFaults: readonly SeededFault[] = [
  fault('a gate before a safeguarding concern', 'interrupt open', (p) =>
    onInterrupt(p, (pathway) => ({
      ...pathway,
      start: { ...pathway.start, gates: [firstGate(p).id] },
    })),
  ),
  fault('a question that a concern must answer', 'interrupt open', (p) =>
    onEvidence(p, p.interrupt.form, (form) => ({
      ...form,
      fields: form.fields.map((field) => ({ ...field, required: true })),
    })),
  ),
  fault('every step on from a concern behind a gate', 'interrupt open', (p) =>
    onInterrupt(p, (pathway) =>
      onSteps(pathway, (step) =>
        step.from.includes(pathway.first) ? { ...step, gates: [blockingGate(p).id] } : step,
      ),
    ),
  ),
  fault('a concern that ends the moment it is raised', 'interrupt open', (p) =>
    onInterrupt(p, (pathway) =>
      onStage(pathway, pathway.first, (stage) => ({ ...stage, kind: 'end' })),
    ),
  ),
  fault('a second concern that ends the first', 'interrupt open', (p) =>
    onInterrupt(p, (pathway) => ({ ...pathway, onInterrupt: 'ends' })),
  ),
  fault('no contact for a concern', 'interrupt open', (p) => ({
    ...p,
    interrupt: { ...p.interrupt, contacts: [] },
  })),
  fault('contacts without a number', 'interrupt open', (p) => ({
    ...p,
    contacts: mapValues(p.contacts, (contact) => ({
      ...contact,
      phone: undefined,
      noNumber: undefined,
    })),
  })),
  fault('no number out of hours', 'interrupt open', (p) =>
    p.officeHours === undefined
      ? undefined
      : {
          ...p,
          contacts: mapValues(p.contacts, (contact) => ({ ...contact, hours: 'office' as const })),
        },
  ),
  fault('no number in office hours', 'interrupt open', (p) =>
    p.officeHours === undefined
      ? undefined
      : {
          ...p,
          contacts: mapValues(p.contacts, (contact) => ({
            ...contact,
            hours: 'out-of-office' as const,
          })),
        },
  ),
  fault('no pathway for a concern', 'interrupt open', (p) => ({
    ...p,
    pathways: without(p.pathways, p.interrupt.pathway),
  })),

  fault('a stage whose holder is left unchanged', 'one holder', (p) =>
    onMain(p, (pathway) =>
      onStage(pathway, pathway.first, (stage) => ({ ...stage, holder: 'unchanged' })),
    ),
  ),
  fault('a holder with nobody behind', 'one holder', (p) =>
    onHolder(p, (role) => ({ ...role, held: 'family', manager: undefined })),
  ),
  fault('a holder who manages itself', 'one holder', (p) =>
    onHolder(p, (role) => ({ ...role, held: 'family', manager: role.id })),
  ),
  fault('a holder who is no role', 'one holder', (p) =>
    onMain(p, (pathway) =>
      onStage(pathway, pathway.first, (stage) => ({ ...stage, holder: nobody })),
    ),
  ),

  fault('a step that nobody may take', 'roles can be held', (p) =>
    onMain(p, (pathway) => onFirstStep(pathway, (step) => ({ ...step, by: [] }))),
  ),
  fault('a step for a role that does not exist', 'roles can be held', (p) =>
    onMain(p, (pathway) => onFirstStep(pathway, (step) => ({ ...step, by: [nobody] }))),
  ),
  fault('a pathway that nobody may start', 'roles can be held', (p) =>
    onMain(p, (pathway) => ({ ...pathway, start: { ...pathway.start, by: [] } })),
  ),
  fault('a form that nobody may record', 'roles can be held', (p) =>
    onEvidence(p, first(p.evidence).id, (form) => ({ ...form, by: [] })),
  ),
  fault('a holder whom no step ever names', 'roles can be held', (p) => {
    const role = [...p.roles.values()].find(
      (each) =>
        each.held === 'family' &&
        [...p.pathways.values()].some((pathway) =>
          [...pathway.stages.values()].some((stage) => stage.holder === each.id),
        ),
    );
    if (role === undefined) return undefined;
    const drop = (fills: Step['effects']['fills']) =>
      fills.filter((filling) => filling.role !== role.id);
    return {
      ...p,
      pathways: mapValues(p.pathways, (pathway) =>
        onSteps(
          { ...pathway, start: { ...pathway.start, fills: drop(pathway.start.fills) } },
          (step) => ({
            ...step,
            effects: { ...step.effects, fills: drop(step.effects.fills) },
            outcomes: step.outcomes.map((outcome) => ({
              ...outcome,
              effects: { ...outcome.effects, fills: drop(outcome.effects.fills) },
            })),
          }),
        ),
      ),
    };
  }),

  fault('a stage to which no step leads any more', 'stages reachable and able to end', (p) =>
    onMain(p, (pathway) => {
      const target = [...pathway.stages.values()].find(
        (stage) => stage.id !== pathway.first && stage.kind !== 'end',
      );
      return target === undefined
        ? undefined
        : onSteps(pathway, (step) => redirect(step, target.id, step.from[0] ?? pathway.first));
    }),
  ),
  fault('a stage added and forgotten', 'stages reachable and able to end', (p) =>
    onMain(p, (pathway) => ({
      ...pathway,
      stages: new Map(pathway.stages).set(nowhere, { ...firstStage(pathway), id: nowhere }),
    })),
  ),
  fault('a stage without a way out', 'stages reachable and able to end', (p) =>
    onMain(p, (pathway) => ({
      ...pathway,
      steps: new Map([...pathway.steps].filter(([, step]) => !step.from.includes(pathway.first))),
    })),
  ),
  fault('a pathway that goes round for ever', 'stages reachable and able to end', (p) =>
    onMain(p, (pathway) => {
      const ends = [...pathway.stages.values()]
        .filter((stage) => stage.kind === 'end')
        .map((stage) => stage.id);
      return onSteps(pathway, (step) =>
        ends.reduce((turned, end) => redirect(turned, end, pathway.first), step),
      );
    }),
  ),

  fault('a stage that no longer admits it has no time', 'no drift', (p) =>
    onPathway(
      p,
      (pathway) => [...pathway.stages.values()].some((stage) => stage.untimed !== undefined),
      (pathway) => ({
        ...pathway,
        stages: mapValues(pathway.stages, (stage) => ({ ...stage, untimed: undefined })),
      }),
    ),
  ),
  fault('every clock of a pathway dropped', 'no drift', (p) =>
    onPathway(
      p,
      (pathway) =>
        pathway.direction !== 'beside' && pathway.clocks.size > 0 && onlyClockedStage(pathway),
      (pathway) => ({ ...pathway, clocks: new Map() }),
    ),
  ),

  fault('agreement no longer asked before handing down', 'agreed before handing down', (p) =>
    onDown(p, (pathway) =>
      onSteps(pathway, (step) => dropGates(step, p, pathway.beforeHandingDown)),
    ),
  ),
  fault('agreement only warned about', 'agreed before handing down', (p) =>
    onDownGates(p, (gate) => ({ ...gate, holds: 'warn' })),
  ),
  fault('agreement only shown', 'agreed before handing down', (p) =>
    onDownGates(p, (gate) => ({ ...gate, holds: 'show' })),
  ),
  fault('a pathway down that says nothing of agreement', 'agreed before handing down', (p) =>
    onDown(p, (pathway) => ({ ...pathway, beforeHandingDown: [] })),
  ),
  fault('a short cut to the end', 'agreed before handing down', (p) =>
    onDown(p, (pathway) => {
      const end = [...pathway.stages.values()].find((stage) => isEarlyHelp(p, stage));
      const [step] = pathway.steps.values();
      return end === undefined || step === undefined
        ? undefined
        : {
            ...pathway,
            steps: new Map(pathway.steps).set('short-cut' as StepId, {
              ...step,
              id: 'short-cut' as StepId,
              from: [pathway.first],
              to: end.id,
              outcomes: [],
              gates: [],
              gateLists: [],
            }),
          };
    }),
  ),

  fault('a gate that contradicts itself', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({
      ...gate,
      needs: { is: 'all', of: [gate.needs, { is: 'not', of: gate.needs }] },
    })),
  ),
  fault('a gate that is always met', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({
      ...gate,
      needs: { is: 'any', of: [gate.needs, { is: 'not', of: gate.needs }] },
    })),
  ),
  fault('a gate for families that cannot be', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({
      ...gate,
      when: { is: 'all', of: [gate.needs, { is: 'not', of: gate.needs }] },
    })),
  ),
  fault('a gate for an age that nobody has', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({ ...gate, needs: { is: 'age', from: 18, under: 18 } })),
  ),
  fault('a gate that wants two answers to one question', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({ ...gate, needs: bothAnswers(first(p.evidence).id) })),
  ),
  fault('a gate for what nobody records', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({ ...gate, needs: evidenceOf(ghostKind) })),
  ),
  fault(
    'a gate for a record by somebody who may not make it',
    'gates can be met and can fail',
    (p) =>
      onGate(p, plainGate(p), (gate) => ({
        ...gate,
        needs: { ...evidenceOf(first(p.evidence).id), by: [nobody] },
      })),
  ),
  fault('an exception that nobody may record', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({
      ...gate,
      exception: { by: [nobody], second: [], until: 'none', clauses: [] },
    })),
  ),
  fault('a second person who does not exist', 'gates can be met and can fail', (p) =>
    onGate(p, plainGate(p), (gate) => ({
      ...gate,
      exception: { by: [first(p.roles).id], second: [nobody], until: 'none', clauses: [] },
    })),
  ),
  fault('an exception that one person must make twice', 'gates can be met and can fail', (p) => {
    const single = [...p.roles.values()].find((role) => role.held === 'family');
    return single === undefined
      ? undefined
      : onGate(p, plainGate(p), (gate) => ({
          ...gate,
          exception: { by: [single.id], second: [single.id], until: 'none', clauses: [] },
        }));
  }),
  fault('two gates of a step that exclude each other', 'steps can be taken', (p) => {
    const gate = plainGate(p);
    const against: Gate = {
      ...gate,
      id: 'against' as GateId,
      when: undefined,
      holds: 'block',
      needs: { is: 'not', of: gate.needs },
    };
    const both: Protocol = {
      ...p,
      gates: new Map(p.gates)
        .set(against.id, against)
        .set(gate.id, { ...gate, holds: 'block', when: undefined }),
    };
    return onMain(both, (pathway) =>
      onFirstStep(pathway, (step) => ({ ...step, gates: [gate.id, against.id] })),
    );
  }),

  fault('a clock that starts on a step that is never taken', 'clocks start and stop', (p) =>
    onClock(p, (clock) => ({
      ...clock,
      starts: [{ of: 'step', step: ghostStep, outcome: undefined }],
    })),
  ),
  fault('a clock that starts on nothing', 'clocks start and stop', (p) =>
    onClock(p, (clock) => ({ ...clock, starts: [] })),
  ),
  fault('a clock that starts with what nobody records', 'clocks start and stop', (p) =>
    onClock(p, (clock) => ({ ...clock, starts: [{ of: 'evidence', kind: ghostKind, with: [] }] })),
  ),
  fault('a clock that stops on a stage that is never reached', 'clocks start and stop', (p) =>
    onClock(p, (clock) => ({ ...clock, stops: [{ of: 'stage', stage: nowhere }] })),
  ),
  fault('a clock that stops with what nobody records', 'clocks start and stop', (p) =>
    onClock(p, (clock) => ({ ...clock, stops: [{ of: 'evidence', kind: ghostKind, with: [] }] })),
  ),
  fault('a clock that only what came before can stop', 'clocks start and stop', (p) =>
    onMain(p, (pathway) => {
      const [clock] = pathway.clocks.values();
      const into = [...pathway.steps.values()].find(
        (step) => pathway.stages.get(step.to as StageId)?.kind === 'end',
      );
      const before = [...pathway.steps.values()].find(
        (step) => step.from.includes(pathway.first) && step.to !== 'stay' && step !== into,
      );
      if (clock === undefined || into === undefined || before === undefined) return undefined;
      return {
        ...pathway,
        clocks: new Map(pathway.clocks).set(clock.id, {
          ...clock,
          starts: [{ of: 'step', step: into.id, outcome: undefined }],
          stops: [{ of: 'step', step: before.id, outcome: undefined }],
        }),
      };
    }),
  ),
  fault('papers due before a case can be listed', 'deadlines can be met', (p) => {
    const [forum] = p.forums.values();
    const back: Period = { unit: 'months', count: 3, direction: 'before' };
    return forum === undefined
      ? undefined
      : onClock(p, (clock) => ({
          ...clock,
          starts: [{ of: 'sitting', forum: forum.id }],
          due: { is: 'period', period: back },
        }));
  }),

  fault('a duty that never begins', 'duties begin and end', (p) =>
    onDuty(p, (duty) => ({
      ...duty,
      starts: [{ of: 'step', step: ghostStep, outcome: undefined }],
    })),
  ),
  fault('a duty that never ends', 'duties begin and end', (p) =>
    onDuty(p, (duty) => ({ ...duty, ends: [], endBy: undefined })),
  ),
  fault('a duty that only nobody may end', 'duties begin and end', (p) =>
    onDuty(p, (duty) => ({
      ...duty,
      ends: [],
      endBy: { by: [nobody], agreedBy: [], form: undefined, title: 'End it', clauses: [] },
    })),
  ),
  fault('a duty of nobody', 'duties begin and end', (p) =>
    onDuty(p, (duty) => ({ ...duty, by: nobody })),
  ),
  fault('a duty for families that cannot be', 'duties begin and end', (p) =>
    onDuty(p, (duty) => ({ ...duty, when: { is: 'age', from: 5, under: 5 } })),
  ),
];

function fault(name: string, found: Proof, seed: SeededFault['seed']): SeededFault {
  return { name, found, seed };
}

function mapValues<K, V, W extends V>(
  map: ReadonlyMap<K, V>,
  alter: (value: V) => W,
): ReadonlyMap<K, W> {
  return new Map([...map].map(([key, value]) => [key, alter(value)]));
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return new Map([...map].filter(([each]) => each !== key));
}

function first<V>(map: ReadonlyMap<unknown, V>): V {
  const [value] = map.values();
  if (value === undefined) throw new Error('An empty protocol has no place for a fault');
  return value;
}

function firstGate(p: Protocol): Gate {
  return first(p.gates);
}

function blockingGate(p: Protocol): Gate {
  return [...p.gates.values()].find((gate) => gate.holds === 'block') ?? firstGate(p);
}

function plainGate(p: Protocol): Gate {
  return (
    [...p.gates.values()].find(
      (gate) =>
        gate.when === undefined && gate.needs.is === 'evidence' && gate.needs.last === undefined,
    ) ?? firstGate(p)
  );
}

function onPathway(
  p: Protocol,
  which: (pathway: Pathway) => boolean,
  alter: (pathway: Pathway) => Pathway | undefined,
): Protocol | undefined {
  const pathway = [...p.pathways.values()].find(which);
  const altered = pathway === undefined ? undefined : alter(pathway);
  return altered === undefined
    ? undefined
    : { ...p, pathways: new Map(p.pathways).set(altered.id, altered) };
}

function onMain(
  p: Protocol,
  alter: (pathway: Pathway) => Pathway | undefined,
): Protocol | undefined {
  return (
    onPathway(p, (pathway) => pathway.direction === 'down', alter) ??
    onPathway(p, (pathway) => pathway.direction === 'up', alter)
  );
}

function onDown(
  p: Protocol,
  alter: (pathway: Pathway) => Pathway | undefined,
): Protocol | undefined {
  return onPathway(
    p,
    (pathway) => pathway.direction === 'down' && pathway.beforeHandingDown.length > 0,
    alter,
  );
}

function onInterrupt(p: Protocol, alter: (pathway: Pathway) => Pathway): Protocol | undefined {
  return onPathway(p, (pathway) => pathway.id === p.interrupt.pathway, alter);
}

function onSteps(pathway: Pathway, alter: (step: Step) => Step): Pathway {
  return { ...pathway, steps: mapValues(pathway.steps, alter) };
}

function onFirstStep(pathway: Pathway, alter: (step: Step) => Step): Pathway {
  const step = [...pathway.steps.values()].find((each) => each.from.includes(pathway.first));
  return step === undefined
    ? pathway
    : { ...pathway, steps: new Map(pathway.steps).set(step.id, alter(step)) };
}

function onStage(pathway: Pathway, id: StageId, alter: (stage: Stage) => Stage): Pathway {
  return {
    ...pathway,
    stages: mapValues(pathway.stages, (stage) => (stage.id === id ? alter(stage) : stage)),
  };
}

function firstStage(pathway: Pathway): Stage {
  return first(pathway.stages);
}

function redirect(step: Step, from: StageId, to: StageId): Step {
  return {
    ...step,
    to: step.to === from ? to : step.to,
    outcomes: step.outcomes.map((outcome) => (outcome.to === from ? { ...outcome, to } : outcome)),
  };
}

function onEvidence(
  p: Protocol,
  id: EvidenceKind,
  alter: (form: EvidenceDefinition) => EvidenceDefinition,
): Protocol | undefined {
  const form = p.evidence.get(id);
  return form === undefined || form.fields.length === 0
    ? undefined
    : { ...p, evidence: new Map(p.evidence).set(id, alter(form)) };
}

function onHolder(p: Protocol, alter: (role: Role) => Role): Protocol | undefined {
  const pathway = [...p.pathways.values()].find((each) => each.direction !== 'beside');
  const holder = pathway === undefined ? undefined : firstStage(pathway).holder;
  const role = [...p.roles.values()].find((each) => each.id === holder);
  return role === undefined
    ? undefined
    : { ...p, roles: new Map(p.roles).set(role.id, alter(role)) };
}

function onGate(p: Protocol, gate: Gate, alter: (gate: Gate) => Gate): Protocol {
  return { ...p, gates: new Map(p.gates).set(gate.id, alter(gate)) };
}

function onDownGates(p: Protocol, alter: (gate: Gate) => Gate): Protocol | undefined {
  const pathway = [...p.pathways.values()].find(
    (each) => each.direction === 'down' && each.beforeHandingDown.length > 0,
  );
  const gate =
    pathway === undefined ? undefined : p.gates.get(pathway.beforeHandingDown[0] ?? ('' as GateId));
  return gate === undefined ? undefined : onGate(p, gate, alter);
}

function dropGates(step: Step, p: Protocol, gates: readonly GateId[]): Step {
  const keep = (ids: readonly GateId[]): readonly GateId[] =>
    ids.filter((id) => !gates.includes(id));
  const lists = step.gateLists.filter(
    (list) => !p.gateLists.get(list)?.gates.some((id) => gates.includes(id)),
  );
  return {
    ...step,
    gates: keep(step.gates),
    gateLists: lists,
    outcomes: step.outcomes.map((outcome) => ({ ...outcome, gates: keep(outcome.gates) })),
  };
}

function onClock(p: Protocol, alter: (clock: Clock) => Clock): Protocol | undefined {
  return onPathway(
    p,
    (pathway) => pathway.clocks.size > 0,
    (pathway) => {
      const clock = first(pathway.clocks);
      return { ...pathway, clocks: new Map(pathway.clocks).set(clock.id, alter(clock)) };
    },
  );
}

function onDuty(p: Protocol, alter: (duty: Obligation) => Obligation): Protocol | undefined {
  if (p.obligations.size === 0) return undefined;
  const duty = first(p.obligations);
  return { ...p, obligations: new Map(p.obligations).set(duty.id, alter(duty)) };
}

function isEarlyHelp(p: Protocol, stage: Stage): boolean {
  return [...p.roles.values()].some(
    (role) => role.id === stage.holder && role.side === 'early-help',
  );
}

/** Whether some stage is covered by a clock alone: dropping the clocks must then show. */
function onlyClockedStage(pathway: Pathway): boolean {
  const clocked = new Set(
    [...pathway.clocks.values()].flatMap((clock) =>
      clock.starts.flatMap((moment) => {
        if (moment.of === 'stage') return [moment.stage];
        return moment.of === 'step' ? targets(pathway, moment.step) : [];
      }),
    ),
  );
  return [...clocked].some((id) => {
    const stage = [...pathway.stages.values()].find((each) => each.id === id);
    return stage !== undefined && stage.kind !== 'end' && stage.untimed === undefined;
  });
}

function targets(pathway: Pathway, id: StepId): readonly string[] {
  const step = pathway.steps.get(id);
  return step === undefined ? [] : [step.to, ...step.outcomes.map((outcome) => outcome.to)];
}

function evidenceOf(kind: EvidenceKind): Extract<Condition, { readonly is: 'evidence' }> {
  return {
    is: 'evidence',
    kind,
    with: [],
    by: [],
    within: undefined,
    since: undefined,
    count: 1,
    last: undefined,
    eachChild: false,
  };
}

function bothAnswers(kind: EvidenceKind): Condition {
  const answer = (value: string): Condition => ({
    ...evidenceOf(kind),
    last: 1,
    with: [{ field: 'answer', test: { is: 'one-of', values: [value] } }],
  });
  return { is: 'all', of: [answer('yes'), answer('no')] };
}
