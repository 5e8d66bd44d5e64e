/** Parts of a protocol in a few plain words, so that two versions can be compared by what they say. */

import { periodInWords } from '../calendar/period.ts';
import { momentInWords, nthInWords } from './describe-moment.ts';
import type {
  Clock,
  EvidenceKind,
  Field,
  Forum,
  Gate,
  Holds,
  Protocol,
  RoleId,
  Tell,
} from './protocol.ts';

/** Titles of roles, "A or B"; "nobody" for none. */
export function rolesInWords(protocol: Protocol, roles: readonly RoleId[]): string {
  return roles.length === 0
    ? 'nobody'
    : roles.map((role) => protocol.roles.get(role)?.title ?? role).join(' or ');
}

export function recipientsInWords(protocol: Protocol, who: Tell['who']): string {
  return who
    .map((each) =>
      each === 'family'
        ? 'the family'
        : each === 'holder'
          ? 'whoever holds the family'
          : each === 'planned-visitors'
            ? 'planned visitors'
            : each === 'starter'
              ? 'whoever started it'
              : (protocol.roles.get(each)?.title ?? each),
    )
    .join(', ');
}

const strictness: Readonly<Record<Holds, string>> = {
  block: 'stops the step',
  'block-unless-exception': 'stops the step unless an exception is recorded',
  warn: 'warns and lets pass',
  show: 'is shown only',
};

export function holdsInWords(holds: Holds): string {
  return strictness[holds];
}

/** When a clock is due, with the least where it has one: "8 weeks, not before 6 weeks". */
export function dueInWords(protocol: Protocol, clock: Clock): string {
  const least =
    clock.notBefore === undefined ? '' : `, not before ${periodInWords(clock.notBefore)}`;
  return `${mostInWords(protocol, clock)}${least}`;
}

function mostInWords(protocol: Protocol, clock: Clock): string {
  switch (clock.due.is) {
    case 'count':
      return `no later than ${nthInWords(clock.due.count)} ${momentInWords(clock.due.moment, { protocol })}`;
    case 'undated':
      return 'as soon as possible (no time set)';
    case 'period':
      return periodInWords(clock.due.period);
    case 'field': {
      const limit =
        clock.due.limit === undefined ? '' : `, at most ${periodInWords(clock.due.limit)}`;
      return `the time agreed in ${fieldInWords(protocol, clock.due.kind, clock.due.field)}${limit}`;
    }
  }
}

export function exceptionInWords(protocol: Protocol, gate: Gate): string {
  if (gate.exception === undefined) return 'nobody';
  const second =
    gate.exception.second.length === 0
      ? ''
      : ` together with ${rolesInWords(protocol, gate.exception.second)}`;
  return `${rolesInWords(protocol, gate.exception.by)}${second}${gate.exception.until === 'required' ? ', with an end date' : ''}`;
}

export function rhythmInWords(forum: Forum): string {
  return forum.rhythm
    .map((span) => {
      const at = span.time === undefined ? '' : ` at ${span.time}`;
      const every =
        span.pattern.kind === 'monthly'
          ? `the ${span.pattern.ordinal} ${span.pattern.on} of the month`
          : `${span.pattern.everyWeeks === 2 ? 'every other' : 'every'} ${span.pattern.on.join(' and ')}`;
      return `${every}${at}${span.from === undefined ? '' : ` from ${span.from}`}${span.to === undefined ? '' : ` to ${span.to}`}`;
    })
    .join('; ');
}

export function fieldTypeInWords(field: Field): string {
  return `${field.type.replaceAll('-', ' ')}${field.required ? ', must be answered' : ', may be left out'}`;
}

function labelOf(protocol: Protocol, kind: EvidenceKind, field: string): string {
  const label =
    protocol.evidence.get(kind)?.fields.find((each) => each.id === field)?.label ?? field;
  return `“${label}”`;
}

function fieldInWords(protocol: Protocol, kind: EvidenceKind, field: string): string {
  return `${labelOf(protocol, kind, field)} (${protocol.evidence.get(kind)?.title ?? kind})`;
}
