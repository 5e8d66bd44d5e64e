/** The sections `guidance` and `nevers`. */
import { type Decoder, flag, list, oneOf, some, text, unsuitable } from './decode.ts';
import { byWord, may, need, peek, record } from './decode-records.ts';
import { didYouMean } from './did-you-mean.ts';
import type {
  EvidenceKind,
  GateId,
  Guidance,
  Never,
  ObligationId,
  PathwayId,
  Place,
  RoleId,
  StepId,
} from './protocol.ts';
import { employers } from './read-document.ts';
import { stateField } from './read-states.ts';
import { label, type Owner, type Reading, tell, valueAt } from './reading.ts';
import { either, schemaOf, textSchema } from './schema.ts';
import { citing, comesFromSomewhere, nameOfA } from './words.ts';

type Named = Exclude<Place['at'], 'everywhere' | 'policy' | 'interrupt' | 'stage' | 'step'>;

function placed(at: Named): Decoder<readonly Place[]> {
  return record({ [at]: need(some(nameOfA<string>(at))) }, (r) =>
    (r[at] ?? []).map((id) => ({ at, id })),
  );
}

/** `pathway.stage` or `pathway.step`. */
function within(at: 'stage' | 'step'): Decoder<readonly Place[]> {
  const path: Decoder<string> = {
    wants: `a pathway and one of its ${at}s, joined by a full stop`,
    schema: () => ({ ...textSchema, description: path.wants }),
    read(node, cx) {
      const [pathway, name, ...more] = node.is === 'text' ? node.text.trim().split('.') : [];
      if (pathway === undefined || name === undefined || more.length > 0)
        return unsuitable(node, cx, path.wants);
      const owner = { in: 'pathways', ids: [pathway] } as const;
      cx.log.uses.push({ kind: 'pathway', name: pathway, at: node.at, owner });
      cx.log.uses.push({ kind: at, name, at: node.at, owner });
      return { value: `${pathway}.${name}` };
    },
  };
  return record({ [at]: need(some(path)) }, (r) => (r[at] ?? []).map((id) => ({ at, id })));
}

const places = byWord<readonly Place[]>('a place', {
  pathway: placed('pathway'),
  stage: within('stage'),
  step: within('step'),
  gate: placed('gate'),
  evidence: placed('evidence'),
  clock: placed('clock'),
  obligation: placed('obligation'),
  forum: placed('forum'),
  consent: placed('consent'),
  interrupt: record({ interrupt: need(flag) }, () => [{ at: 'interrupt', id: 'interrupt' }]),
});
const wide = oneOf('everywhere', 'policy');

const place: Decoder<readonly Place[]> = {
  wants: `everywhere, policy, or ${places.wants}`,
  schema: (defs) => either(schemaOf(wide, defs), schemaOf(places, defs)),
  read(node, cx) {
    if (node.is === 'map') return places.read(node, cx);
    const read = wide.read(node, cx);
    return read && { value: [{ at: read.value }] };
  },
};

export const guidance: Decoder<readonly Guidance[]> = list(
  record(
    { at: need(some(place)), says: need(text), href: may(text), ...citing },
    ({ at, says, href, clauses }): Guidance => ({
      places: at.flat(),
      says,
      href,
      clauses,
    }),
  ),
);

const kind = nameOfA<EvidenceKind>('evidence');
const pathway = nameOfA<PathwayId>('pathway');
const step = nameOfA<StepId>('step');
const common = { says: need(text), ...citing } as const;

const cases = {
  gate: record(
    {
      never: need(oneOf('gate')),
      pathway: need(pathway),
      step: need(step),
      on: need(kind),
      ...common,
    },
    rule,
  ),
  'ends-by-time': record(
    {
      never: need(oneOf('ends-by-time')),
      obligation: need(nameOfA<ObligationId>('obligation')),
      ...common,
    },
    rule,
  ),
  'asks-for': record(
    { never: need(oneOf('asks-for')), pathway: need(pathway), kind: need(kind), ...common },
    rule,
  ),
  'without-exception': record(
    {
      never: need(oneOf('without-exception')),
      pathway: need(pathway),
      step: need(step),
      gate: need(nameOfA<GateId>('gate')),
      ...common,
    },
    rule,
  ),
  'step-by': record(
    {
      never: need(oneOf('step-by')),
      pathway: need(pathway),
      step: need(step),
      employer: need(employers),
      ...common,
    },
    rule,
  ),
  'passes-silently': record(
    {
      never: need(oneOf('passes-silently')),
      pathway: need(pathway),
      step: need(step),
      gate: need(nameOfA<GateId>('gate')),
      ...common,
    },
    rule,
  ),
  'sets-state': record(
    {
      never: need(oneOf('sets-state')),
      kind: need(kind),
      state: need(text),
      role: need(nameOfA<RoleId>('role')),
      ...common,
    },
    (values, cx, node) => {
      cx.log.uses.push({
        kind: 'test',
        evidence: values.kind,
        field: stateField,
        at: valueAt(node, 'state'),
        test: {
          is: 'one-of',
          values: [{ text: values.state, at: valueAt(node, 'state') }],
        },
      });
      return rule(values, cx);
    },
  ),
  'gates-interrupt': record({ never: need(oneOf('gates-interrupt')), ...common }, rule),
} as const satisfies Record<Never['never'], Decoder<Never>>;

/** A rule without the word `ours`, which has done its work. */
function rule<T extends { readonly clauses: Never['clauses']; readonly ours: boolean }>(
  values: T,
  cx: Reading,
): Omit<T, 'ours'> | undefined {
  const { ours: _, ...never } = values;
  return comesFromSomewhere(values, cx) ? never : undefined;
}

const never: Decoder<Never> = {
  wants: `words with never: one of ${Object.keys(cases).join(', ')}`,
  schema: (defs) => either(...Object.values(cases).map((each) => schemaOf(each, defs))),
  read(node, cx) {
    const named = peek(node, 'never');
    const chosen = kindsOfNever.find((each) => each === named);
    const owner = ownerOf(peek(node, 'pathway'));
    if (chosen !== undefined)
      return cases[chosen].read(node, {
        ...cx,
        part: undefined,
        thing: `never "${chosen}"`,
        owner,
      });
    if (node.is !== 'map') return unsuitable(node, cx, never.wants);
    const entry = node.entries.find(({ key }) => key === 'never');
    const hint = named === undefined ? '' : didYouMean(named, kindsOfNever);
    const not = named === undefined ? '' : `, not "${named}"`;
    tell(
      cx,
      entry?.value.at ?? node.at,
      `${label(cx)} needs never: one of ${kindsOfNever.join(', ')}${not}${hint && `.${hint}`}`,
    );
    return undefined;
  },
};
const kindsOfNever = [
  'gate',
  'ends-by-time',
  'asks-for',
  'without-exception',
  'step-by',
  'passes-silently',
  'sets-state',
  'gates-interrupt',
] as const;

function ownerOf(pathway: string | undefined): Owner {
  return pathway === undefined ? { in: 'nowhere' } : { in: 'pathways', ids: [pathway] };
}

export const nevers: Decoder<readonly Never[]> = list(never);
