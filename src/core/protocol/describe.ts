/** Parts of a protocol in a few plain words, so that two versions can be compared by what they say. */
import { periodInWords } from '../calendar/period.ts';
import type {
  Clock,
  ClockId,
  Condition,
  EvidenceKind,
  Field,
  FieldTest,
  Forum,
  Gate,
  Holds,
  Moment,
  Pathway,
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
      return `no later than ${nthInWords(clock.due.count)} ${momentInWords(protocol, undefined, clock.due.moment)}`;
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

/** "the 3rd". */
export function nthInWords(count: number): string {
  const last = count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10;
  return `the ${count}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}

export function momentInWords(
  protocol: Protocol,
  pathway: Pathway | undefined,
  moment: Moment,
): string {
  switch (moment.of) {
    case 'step': {
      const step = pathway?.steps.get(moment.step);
      const outcome = step?.outcomes.find((each) => each.id === moment.outcome);
      return `“${step?.title ?? moment.step}”${outcome === undefined ? '' : ` (${outcome.title})`}`;
    }
    case 'stage':
      return `reaching “${pathway?.stages.get(moment.stage)?.title ?? moment.stage}”`;
    case 'evidence': {
      const tests = testsInWords(protocol, moment.kind, moment.with);
      const what = `${nounOf(protocol, moment.kind)}${tests === '' ? '' : ` with ${tests}`}`;
      if (moment.count !== undefined) return `${what}, ${nthInWords(moment.count)}`;
      return moment.last === undefined ? what : `${what}, ${moment.last} in a row`;
    }
    case 'passed':
      return `${periodInWords(moment.period)} after ${momentInWords(protocol, pathway, moment.since)}`;
    case 'level':
      return `the level becoming “${levelTitle(protocol, moment.level)}”`;
    case 'field':
      return fieldInWords(protocol, moment.kind, moment.field);
    case 'consent':
      return `consent to “${protocol.consents.get(moment.scope)?.title ?? moment.scope}” being ${moment.status}`;
    case 'assigned':
      return `naming the ${rolesInWords(protocol, [moment.role])}`;
    case 'listed':
      return `being listed for the ${protocol.forums.get(moment.forum)?.short ?? moment.forum}`;
    case 'sitting':
      return `the ${protocol.forums.get(moment.forum)?.short ?? moment.forum}`;
    case 'started':
      return 'the start';
    case 'ended':
      return 'the end';
    case 'obligation-started':
      return 'the start of the duty';
  }
}

export function conditionInWords(protocol: Protocol, condition: Condition): string {
  switch (condition.is) {
    case 'evidence': {
      const tests = testsInWords(protocol, condition.kind, condition.with);
      const parts = [
        nounOf(protocol, condition.kind),
        condition.count > 1 ? `${condition.count} times` : '',
        condition.eachChild ? 'for each child' : '',
        condition.within === undefined ? '' : `from the last ${periodInWords(condition.within)}`,
        condition.since === undefined
          ? ''
          : `since ${momentInWords(protocol, undefined, condition.since)}`,
        condition.by.length === 0 ? '' : `recorded by ${rolesInWords(protocol, condition.by)}`,
        tests === '' ? '' : `with ${tests}`,
        condition.last === undefined || condition.last === 1
          ? ''
          : `in each of the last ${condition.last}`,
      ];
      return parts.filter((part) => part !== '').join(' ');
    }
    case 'consent': {
      const signed =
        condition.signedBy === undefined
          ? ''
          : `, signed by ${condition.signedBy.relations.join(' or ') || 'a member of the family'}${condition.signedBy.inHousehold ? ' who lives in the household' : ''}${agedInWords(condition.signedBy.aged)}`;
      return `consent to “${protocol.consents.get(condition.scope)?.title ?? condition.scope}” ${condition.status.join(' or ')}${signed}`;
    }
    case 'disclosure':
      return `a disclosure${condition.consulted.length === 0 ? '' : ` with ${rolesInWords(protocol, condition.consulted)} consulted`}`;
    case 'assigned':
      return `a named ${rolesInWords(protocol, [condition.role])}`;
    case 'employer':
      return condition.employer === 'authority'
        ? 'a person who works for the authority'
        : 'a person who works for a partner';
    case 'transfer':
      return `“${protocol.pathways.get(condition.pathway)?.title ?? condition.pathway}” ${condition.state}${condition.within === undefined ? '' : ` within the last ${periodInWords(condition.within)}`}`;
    case 'obligation':
      return `the duty “${protocol.obligations.get(condition.obligation)?.title ?? condition.obligation}” ${condition.state}`;
    case 'elapsed':
      return `${periodInWords(condition.period)} since ${momentInWords(protocol, undefined, condition.since)}`;
    case 'timing':
      return `${momentInWords(protocol, undefined, condition.date)} at ${condition.at} ${periodInWords(condition.period)} ${condition.side} ${momentInWords(protocol, undefined, condition.of)}`;
    case 'order':
      return `${momentInWords(protocol, undefined, condition.first)} before ${momentInWords(protocol, undefined, condition.then)}`;
    case 'age':
      return `every child aged ${condition.from} to under ${condition.under}`;
    case 'not-before':
      return `the earliest day of “${clockTitle(protocol, condition.clock)}”`;
    case 'level':
      return `the recorded level ${condition.levels.map((level) => `“${levelTitle(protocol, level)}”`).join(' or ')}`;
    case 'all':
      return condition.of.map((part) => conditionInWords(protocol, part)).join(', and ');
    case 'any':
      return `either ${condition.of.map((part) => conditionInWords(protocol, part)).join(', or ')}`;
    case 'not':
      return `not ${conditionInWords(protocol, condition.of)}`;
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

function testsInWords(protocol: Protocol, kind: EvidenceKind, tests: readonly FieldTest[]): string {
  return tests
    .map(({ field, test }) => `${labelOf(protocol, kind, field)} ${testInWords(test)}`)
    .join(' and ');
}

function testInWords(test: FieldTest['test']): string {
  switch (test.is) {
    case 'given':
      return 'answered';
    case 'one-of':
      return test.values.join(' or ');
    case 'at-least':
      return `at least ${test.value}`;
    case 'at-most':
      return `at most ${test.value}`;
  }
}

/** "; a child signs from age 16, for themselves"; nothing where no age is given. */
export function agedInWords(aged: number | undefined): string {
  return aged === undefined ? '' : `; a child signs from age ${aged}, for themselves`;
}

export function levelTitle(protocol: Protocol, id: string): string {
  return protocol.levels.find((level) => level.id === id)?.title ?? id;
}

/** The title of a clock of a pathway. */
export function clockTitle(protocol: Protocol, id: ClockId): string {
  for (const { clocks } of protocol.pathways.values()) {
    const title = clocks.get(id)?.title;
    if (title !== undefined) return title;
  }
  return id;
}

function nounOf(protocol: Protocol, kind: EvidenceKind): string {
  return protocol.evidence.get(kind)?.noun ?? kind;
}

function labelOf(protocol: Protocol, kind: EvidenceKind, field: string): string {
  const label =
    protocol.evidence.get(kind)?.fields.find((each) => each.id === field)?.label ?? field;
  return `“${label}”`;
}

function fieldInWords(protocol: Protocol, kind: EvidenceKind, field: string): string {
  return `${labelOf(protocol, kind, field)} (${protocol.evidence.get(kind)?.title ?? kind})`;
}
