/** What a condition is made of. */
import type { Condition, EvidenceDefinition, EvidenceKind, Moment, RoleId } from './protocol.ts';

type Evidence = ReadonlyMap<EvidenceKind, EvidenceDefinition>;

/** The moments a condition hangs on, conditions within it included. */
export function momentsIn(condition: Condition): readonly Moment[] {
  switch (condition.is) {
    case 'evidence':
    case 'consent':
    case 'elapsed':
      return condition.since === undefined ? [] : [condition.since];
    case 'timing':
      return [condition.date, condition.of];
    case 'order':
      return [condition.first, condition.then];
    case 'all':
    case 'any':
      return condition.of.flatMap(momentsIn);
    case 'not':
      return momentsIn(condition.of);
    case 'disclosure':
    case 'assigned':
    case 'employer':
    case 'transfer':
    case 'obligation':
    case 'age':
    case 'not-before':
    case 'level':
      return [];
  }
}

/** The conditions that hold nothing themselves, of all within `all`, `any` and `not`. */
export function leavesIn(condition: Condition): readonly Condition[] {
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(leavesIn);
  return condition.is === 'not' ? leavesIn(condition.of) : [condition];
}

/** The kinds of evidence a condition looks for or hangs on, conditions within it included. */
export function kindsIn(condition: Condition): readonly EvidenceKind[] {
  const inMoments = momentsIn(condition).flatMap(kindsOfMoment);
  return [...lookedFor(condition), ...inMoments];
}

function lookedFor(condition: Condition): readonly EvidenceKind[] {
  if (condition.is === 'evidence') return [condition.kind];
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(lookedFor);
  return condition.is === 'not' ? lookedFor(condition.of) : [];
}

function kindsOfMoment(moment: Moment): readonly EvidenceKind[] {
  if (moment.of === 'passed') return kindsOfMoment(moment.since);
  return moment.of === 'evidence' || moment.of === 'field' ? [moment.kind] : [];
}

/**
 * Who can meet a condition: the roles that may record the evidence it needs. What a `not` holds is not needed,
 * and a moment that something is counted from is not what is missing.
 */
export function whoCanMeet(condition: Condition, evidence: Evidence): readonly RoleId[] {
  switch (condition.is) {
    case 'evidence':
      return condition.by.length > 0 ? condition.by : recorders(condition.kind, evidence);
    case 'order':
      return unique(
        [condition.first, condition.then].flatMap((moment) =>
          kindsOfMoment(moment).flatMap((kind) => recorders(kind, evidence)),
        ),
      );
    case 'timing':
      return unique(kindsOfMoment(condition.date).flatMap((kind) => recorders(kind, evidence)));
    case 'all':
    case 'any':
      return unique(condition.of.flatMap((each) => whoCanMeet(each, evidence)));
    case 'consent':
    case 'disclosure':
    case 'assigned':
    case 'employer':
    case 'transfer':
    case 'obligation':
    case 'elapsed':
    case 'age':
    case 'not-before':
    case 'level':
    case 'not':
      return [];
  }
}

function recorders(kind: EvidenceKind, evidence: Evidence): readonly RoleId[] {
  return unique(kindsThatAre(kind, evidence).flatMap((each) => evidence.get(each)?.by ?? []));
}

/** The kind itself and every kind that counts as it, directly or through others. */
export function kindsThatAre(kind: EvidenceKind, evidence: Evidence): readonly EvidenceKind[] {
  const found = new Set([kind]);
  for (const each of found) {
    for (const [id, definition] of evidence) if (definition.countsAs.includes(each)) found.add(id);
  }
  return [...found];
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
