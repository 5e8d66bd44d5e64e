/** The section `pathways`: stages, steps and their outcomes. */
import { type Decoder, list, oneOf, some, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type {
  EvidenceKind,
  GateId,
  Outcome,
  Pathway,
  PathwayId,
  RoleId,
  Route,
  Stage,
  StageId,
  StartRule,
  Step,
  StepId,
} from './protocol.ts';
import { clocks } from './read-clocks.ts';
import { condition } from './read-conditions.ts';
import { employers } from './read-document.ts';
import { effectsOf, effectWords, fills, tells, withForm } from './read-effects.ts';
import { moment } from './read-moments.ts';
import { type Reading, tell } from './reading.ts';
import { textSchema } from './schema.ts';
import { citing, comesFromSomewhere, doubtful, nameOfA } from './words.ts';

const role = nameOfA<RoleId>('role');
const stageName = nameOfA<StageId>('stage');
const gateNames = list(nameOfA<GateId>('gate'));

const route: Decoder<Route> = record(
  {
    title: need(text),
    when: need(condition),
    to: need(stageName),
    tells: may(tells, []),
    ...doubtful,
  },
  (values, cx) => {
    const { ours: _, ...words } = values;
    return comesFromSomewhere(values, cx) ? words : undefined;
  },
);

const start: Decoder<StartRule> = record(
  {
    by: need(list(role)),
    gates: may(gateNames, []),
    fills: may(fills, []),
    routes: may(list(route), []),
    ...citing,
  },
  ({ ours: _, ...words }) => words,
);

const withoutRole = oneOf('unchanged', 'as-before');

const holder: Decoder<Stage['holder']> = {
  wants: 'a role, as-before, or unchanged in a pathway that runs beside',
  schema: () => textSchema,
  read: (node, cx) =>
    node.is === 'text' && ['unchanged', 'as-before'].includes(node.text.trim())
      ? withoutRole.read(node, cx)
      : role.read(node, cx),
};

const untimed: Decoder<NonNullable<Stage['untimed']>> = record(
  { says: need(text), ...citing },
  ({ says, clauses }) => ({ says, clauses }),
);

const wait: Decoder<NonNullable<Pathway['wait']>> = record(
  { from: need(moment), to: need(moment) },
  ({ from, to }) => ({ from, to }),
);

const stages = (pathway: string) =>
  mapOf<StageId, Stage>(
    { kind: 'stage', scope: () => pathway },
    (id) =>
      record(
        {
          title: need(text),
          kind: may(oneOf('normal', 'waiting', 'end'), 'normal'),
          holder: need(holder),
          hint: may(text),
          untimed: may(untimed),
          ...citing,
        },
        ({ ours: _, ...words }) => ({ id, ...words }),
      ),
    inPathway('stage', pathway),
  );

const outcomes = (step: string) =>
  mapOf<string, Outcome>({ kind: 'outcome', scope: () => step }, (id) =>
    record(
      {
        title: need(text),
        hint: may(text),
        to: need(stageName),
        gates: may(gateNames, []),
        ...effectWords,
        ...citing,
      },
      (values) => {
        const { title, hint, to, gates, clauses } = values;
        return { id, title, hint, to, gates, clauses, effects: effectsOf(values) };
      },
    ),
  );

const target: Decoder<StageId | 'stay'> = {
  wants: 'a stage of this pathway, or stay',
  schema: () => textSchema,
  read: (node, cx) =>
    node.is === 'text' && node.text.trim() === 'stay'
      ? { value: 'stay' }
      : stageName.read(node, cx),
};

const stepWords = (place: string) =>
  ({
    title: need(text),
    from: need(some(stageName)),
    to: may(target),
    by: need(list(role)),
    employer: may(employers),
    'other-than': may(list(nameOfA<StepId>('step')), []),
    form: may(nameOfA<EvidenceKind>('evidence')),
    gates: may(gateNames, []),
    'gate-lists': may(list(nameOfA<string>('gate list')), []),
    outcomes: may(outcomes(place)),
    'outcome-per': may(oneOf('family', 'child')),
    kind: may(oneOf('forward', 'back', 'end'), 'forward'),
    hint: may(text),
    ...effectWords,
    ...doubtful,
  }) as const;

const steps = (pathway: string) =>
  mapOf<StepId, Step>(
    { kind: 'step', scope: () => pathway },
    (id) =>
      withForm(
        record(stepWords(`${pathway}.${id}`), (values, cx): Step | undefined => {
          const { title, from, by, employer, gates, form, kind, hint, clauses, written, reading } =
            values;
          const outcomes = [...(values.outcomes?.values() ?? [])];
          const hasRoot = comesFromSomewhere(values, cx);
          if (values.to === undefined && outcomes.length === 0) {
            tell(
              cx,
              cx.at,
              `${cx.thing} leads nowhere. Give it "to": a stage, or stay, or give it "outcomes"`,
            );
            return undefined;
          }
          if (values['outcome-per'] !== undefined && outcomes.length === 0) {
            tell(cx, cx.at, `${cx.thing} has "outcome-per" but no outcomes`);
            return undefined;
          }
          if (!hasRoot) return undefined;
          return {
            id,
            title,
            from,
            to: values.to ?? 'stay',
            by,
            employer,
            otherThan: values['other-than'],
            gates,
            gateLists: values['gate-lists'],
            form,
            outcomes,
            outcomePer: values['outcome-per'] ?? 'family',
            effects: effectsOf(values),
            kind,
            hint,
            clauses,
            written,
            reading,
          };
        }),
      ),
    inPathway('step', pathway),
  );

/** The reader of the section. */
export const pathways = mapOf<PathwayId, Pathway>(
  { kind: 'pathway' },
  (id) =>
    record(
      {
        title: need(text),
        summary: need(text),
        direction: need(oneOf('up', 'down', 'beside')),
        start: need(start),
        stages: need(stages(id)),
        steps: need(steps(id)),
        clocks: may(clocks(id, 'pathway')),
        'before-handing-down': may(gateNames, []),
        wait: may(wait),
        'on-interrupt': may(oneOf('suspends', 'ends', 'continues'), 'suspends'),
        ...citing,
      },
      (values, cx): Pathway | undefined => {
        const {
          title,
          summary,
          direction,
          start,
          stages,
          steps,
          clocks,
          'on-interrupt': onInterrupt,
          'before-handing-down': beforeHandingDown,
          wait,
          clauses,
        } = values;
        const [first] = stages.keys();
        if (first === undefined) {
          tell(cx, cx.at, `${cx.thing} has no stages`);
          return undefined;
        }
        return {
          id,
          title,
          summary,
          direction,
          start,
          stages,
          first,
          steps,
          clocks: clocks ?? new Map(),
          onInterrupt,
          beforeHandingDown,
          wait,
          clauses,
        };
      },
    ),
  (cx, id) => ({ ...cx, place: `pathway ${id}`, owner: { in: 'pathways', ids: [id] } }),
);

function inPathway(kind: string, pathway: string): (cx: Reading, id: string) => Reading {
  return (cx, id) => ({ ...cx, place: `${kind} ${pathway}.${id}` });
}
