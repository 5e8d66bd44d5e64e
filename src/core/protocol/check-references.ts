/** Whether everything that is named exists, with what was probably meant when it does not. */
import { kindsThatAre } from './conditions.ts';
import { didYouMean } from './did-you-mean.ts';
import { allowedValues, notAmong } from './field-values.ts';
import type { Problem } from './problem.ts';
import type {
  EvidenceDefinition,
  EvidenceKind,
  Field,
  Level,
  Role,
  RoleId,
  Service,
} from './protocol.ts';
import {
  type FieldUse,
  type Log,
  namesOf,
  noSuch,
  type Owner,
  type PlainKind,
  type Use,
} from './reading.ts';

/** What has been read so far; what could not be read is missing and has been noted. */
export interface Known {
  readonly log: Log;
  readonly evidence: ReadonlyMap<EvidenceKind, EvidenceDefinition>;
  readonly roles: ReadonlyMap<RoleId, Role>;
  readonly services: ReadonlyMap<string, Service>;
  readonly levels: readonly Level[];
}

/** The problems of every name that was used. */
export function checkReferences(known: Known): readonly Problem[] {
  const pathwaysUsing = whoUsesGates(known.log);
  return known.log.uses.flatMap((use) => {
    const messages = check(use, known, pathwaysUsing);
    return messages.map((each) => {
      const { file, line, column } = each.at ?? use.at;
      return { file, line, column, message: each.message };
    });
  });
}

type Found = readonly { readonly message: string; readonly at?: Use['at'] }[];
const fine: Found = [];

function check(use: Use, known: Known, pathwaysUsing: PathwaysUsing): Found {
  const { log } = known;
  switch (use.kind) {
    case 'stage':
    case 'step':
    case 'own clock':
      return inPathways(use, log, pathwaysUsing);
    case 'outcome':
      return outcomeOf(use, log, pathwaysUsing);
    case 'field':
      return fieldOf(use, known);
    case 'test':
      return testOf(use, known);
    default: {
      // A whole section that is missing has been noted; its names need not be, one by one.
      if (
        use.kind !== 'recipient' &&
        needed.includes(use.kind) &&
        namesOf(log, use.kind).size === 0
      )
        return fine;
      const names = plainNames(use.kind, known);
      const what = use.kind === 'recipient' ? 'team, service, role, forum or contact' : use.kind;
      return names.has(use.name) ? fine : [{ message: noSuch(what, use.name, names.keys()) }];
    }
  }
}

const needed: readonly Use['kind'][] = ['role', 'evidence', 'pathway', 'clause'];

function plainNames(
  kind: PlainKind,
  { log, roles }: Known,
): ReadonlyMap<string, unknown> | Set<string> {
  if (kind === 'clock') return new Set(inAnyOwner(log, 'clock/'));
  if (kind !== 'recipient') return namesOf(log, kind);
  const teams = [...roles.values()].flatMap(({ team }) => (team === undefined ? [] : [team]));
  const others = (['service', 'role', 'forum', 'contact'] as const).flatMap((each) => [
    ...namesOf(log, each).keys(),
  ]);
  return new Set([...others, ...teams]);
}

function inAnyOwner(log: Log, prefix: string): readonly string[] {
  return [...log.names].flatMap(([key, names]) =>
    key.startsWith(prefix) ? [...names.keys()] : [],
  );
}

type PathwaysUsing = (owner: Owner) => readonly string[] | undefined;

/** The pathways whose steps use a gate or a list of gates; all pathways when none does. */
function whoUsesGates(log: Log): PathwaysUsing {
  const users = {
    gate: new Map<string, Set<string>>(),
    'gate list': new Map<string, Set<string>>(),
  };
  const note = (kind: 'gate' | 'gate list', name: string, ids: Iterable<string>) => {
    const known = users[kind].get(name) ?? new Set();
    for (const id of ids) known.add(id);
    users[kind].set(name, known);
  };
  for (const use of log.uses)
    if ((use.kind === 'gate' || use.kind === 'gate list') && use.owner.in === 'pathways')
      note(use.kind, use.name, use.owner.ids);
  for (const use of log.uses)
    if (use.kind === 'gate' && use.owner.in === 'gate list')
      note('gate', use.name, users['gate list'].get(use.owner.id) ?? []);
  return (owner) => {
    if (owner.in === 'nowhere') return undefined;
    if (owner.in === 'pathways') return owner.ids;
    const ids = users[owner.in].get(owner.id) ?? new Set();
    return ids.size > 0 ? [...ids] : [...namesOf(log, 'pathway').keys()];
  };
}

function inPathways(
  use: Extract<Use, { kind: 'stage' | 'step' | 'own clock' }>,
  log: Log,
  pathwaysUsing: PathwaysUsing,
): Found {
  const pathways = pathwaysUsing(use.owner);
  // A pathway that is not there has been noted where it is named.
  if (pathways === undefined || !pathways.every((id) => namesOf(log, 'pathway').has(id)))
    return fine;
  const what = use.kind === 'own clock' ? 'clock' : use.kind;
  const scopeOf = (id: string): string => (what === 'clock' ? `pathway ${id}` : id);
  const names = pathways.flatMap((id) => [...namesOf(log, what, scopeOf(id)).keys()]);
  if (names.includes(use.name)) return fine;
  return [
    {
      message: `There is no ${what} "${use.name}" in ${pathwaysInWords(pathways)}.${didYouMean(use.name, names)}`,
    },
  ];
}

function outcomeOf(
  use: Extract<Use, { kind: 'outcome' }>,
  log: Log,
  pathwaysUsing: PathwaysUsing,
): Found {
  const pathways = (pathwaysUsing(use.owner) ?? []).filter((id) =>
    namesOf(log, 'step', id).has(use.step),
  );
  const names = pathways.flatMap((id) => [...namesOf(log, 'outcome', `${id}.${use.step}`).keys()]);
  // A step that is not there has been noted where it is named.
  if (pathways.length === 0 || names.includes(use.name)) return fine;
  return [
    {
      message: `There is no outcome "${use.name}" of step "${use.step}".${didYouMean(use.name, names)}`,
    },
  ];
}

function pathwaysInWords(ids: readonly string[]): string {
  const quoted = ids.map((id) => `"${id}"`);
  return quoted.length === 1 ? `pathway ${quoted[0]}` : `any of the pathways ${quoted.join(', ')}`;
}

const suitable: Record<Exclude<FieldUse, 'anything'>, readonly Field['type'][]> = {
  'a moment': ['date', 'date-time'],
  'a due date': ['date', 'date-time', 'period'],
  'naming a person': ['practitioner'],
  'recording a level': ['level'],
};

function fieldOf(use: Extract<Use, { kind: 'field' }>, known: Known): Found {
  const fields = fieldsOf(use.evidence, known);
  if (fields === undefined) return fine;
  const named = fields.filter(({ id }) => id === use.name);
  if (named.length === 0) return [{ message: noField(use.name, use.evidence, fields) }];
  const { suits } = use;
  if (suits === 'anything' || named.some(({ type }) => suitable[suits].includes(type))) return fine;
  const wanted = suitable[suits].join(' or ');
  return [
    {
      message: `field "${use.name}" of evidence "${use.evidence}" is of type ${named[0]?.type}. For ${suits} it should be of type ${wanted}`,
    },
  ];
}

function testOf(use: Extract<Use, { kind: 'test' }>, known: Known): Found {
  const fields = fieldsOf(use.evidence, known);
  if (fields === undefined) return fine;
  const named = fields.filter(({ id }) => id === use.field);
  const [field] = named;
  if (field === undefined) return [{ message: noField(use.field, use.evidence, fields) }];
  const { test } = use;
  if (test.is === 'given') return fine;
  if (test.is === 'number') {
    if (field.type === 'number') return fine;
    return [
      {
        message: `field "${use.field}" of evidence "${use.evidence}" is of type ${field.type}: at-least and at-most are for numbers`,
      },
    ];
  }
  const lists = named.map((each) => allowedIn(each, known));
  if (lists.includes(undefined)) return fine;
  const allowed = [...new Set(lists.flatMap((each) => each ?? []))];
  return test.values.flatMap(({ text, at }) =>
    allowed.includes(text) ? [] : [{ message: notAmong(use.field, text, allowed), at }],
  );
}

/** The values a field can have, where they are known: its options, or the levels and services of the protocol. */
function allowedIn(field: Field, { levels, services }: Known): readonly string[] | undefined {
  if (field.type === 'level') return levels.map(({ id }) => id);
  if (field.type === 'service') return [...services.keys()];
  return allowedValues(field);
}

/** The fields of a kind and of the kinds that count as it; nothing when the kind is unknown or could not be read. */
function fieldsOf(kind: string, { evidence, log }: Known): readonly Field[] | undefined {
  // Whether there is such a kind is what is being asked.
  const kinds = kindsThatAre(kind as EvidenceKind, evidence);
  const read = kinds.flatMap((each) => evidence.get(each) ?? []);
  const whole = read.length === kinds.length && evidence.size === namesOf(log, 'evidence').size;
  return whole ? read.flatMap(({ fields }) => fields) : undefined;
}

function noField(field: string, evidence: string, fields: readonly Field[]): string {
  return `evidence "${evidence}" has no field "${field}".${didYouMean(
    field,
    fields.map(({ id }) => id),
  )}`;
}
