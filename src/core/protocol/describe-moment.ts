/** Moments of a policy in words, for people who read it rather than a family's page: on its pages, drawn, and compared. */
import { lengthInWords } from '../calendar/period.ts';
import { list } from './list.ts';
import type {
  EvidenceDefinition,
  FieldTest,
  Moment,
  Pathway,
  Protocol,
  RoleId,
} from './protocol.ts';

/** Where a step or stage is looked for: in the pathways of the rule that names it, or else in all. */
export interface Within {
  readonly protocol: Protocol;
  readonly pathways?: readonly Pathway[] | undefined;
}

/** "the step “Book onto the next meeting”", "a visit to the family". */
export function momentInWords(moment: Moment, within: Within): string {
  const { protocol } = within;
  const pathways = within.pathways ?? [...protocol.pathways.values()];
  switch (moment.of) {
    case 'step': {
      const step = first(pathways, (pathway) => pathway.steps.get(moment.step));
      const outcome = step?.outcomes.find((each) => each.id === moment.outcome);
      const ending = outcome === undefined ? '' : `, with the outcome “${outcome.title}”`;
      return `the step “${step?.title ?? moment.step}”${ending}`;
    }
    case 'stage': {
      const stage = first(pathways, (pathway) => pathway.stages.get(moment.stage));
      return `the start of the stage “${stage?.title ?? moment.stage}”`;
    }
    case 'evidence': {
      const definition = protocol.evidence.get(moment.kind);
      const what = withTests(definition?.noun ?? moment.kind, moment.with, definition);
      if (moment.count !== undefined) return `${what}, ${nthInWords(moment.count)} time`;
      return moment.last === undefined ? what : `${what}, ${moment.last} in a row`;
    }
    case 'passed':
      return `${lengthInWords(moment.period)} after ${momentInWords(moment.since, within)}`;
    case 'level':
      return `the recorded level becoming “${levelTitle(protocol, moment.level)}”`;
    case 'field': {
      const definition = protocol.evidence.get(moment.kind);
      const field = definition?.fields.find((each) => each.id === moment.field);
      return `the date in “${field?.label ?? moment.field}” (${definition?.title ?? moment.kind})`;
    }
    case 'consent':
      return `the family’s answer on “${protocol.consents.get(moment.scope)?.title ?? moment.scope}”: ${moment.status.replace('-', ' ')}`;
    case 'assigned':
      return `the naming of the ${roleTitle(protocol, moment.role)}`;
    case 'listed':
      return `the case being listed for the ${protocol.forums.get(moment.forum)?.short ?? moment.forum}`;
    case 'sitting':
      return `the sitting of the ${protocol.forums.get(moment.forum)?.short ?? moment.forum}`;
    case 'started':
      return 'the start of the transfer';
    case 'ended':
      return 'the end of the transfer';
    case 'obligation-started':
      return 'the start of the duty';
  }
}

/** "A, or B": any one of the moments will do. */
export function anyMoment(moments: readonly Moment[], within: Within): string {
  return list(
    moments.map((moment) => momentInWords(moment, within)),
    'or',
  );
}

/** "“Outcome” answered “Yes” or “No”". */
export function testInWords(
  { field, test }: FieldTest,
  definition: EvidenceDefinition | undefined,
): string {
  const known = definition?.fields.find((each) => each.id === field);
  const label = `“${known?.label ?? field}”`;
  switch (test.is) {
    case 'given':
      return `${label} filled in`;
    case 'at-least':
      return `${label} at least ${test.value}`;
    case 'at-most':
      return `${label} at most ${test.value}`;
    case 'one-of': {
      const answers = test.values.map(
        (value) =>
          known?.options.find((option) => option.value === value)?.label ??
          (value === 'yes' ? 'Yes' : value === 'no' ? 'No' : value),
      );
      return `${label} answered ${list(
        answers.map((answer) => `“${answer}”`),
        'or',
      )}`;
    }
  }
}

/** "a visit to the family, with “Child seen” answered “Yes”". */
export function withTests(
  noun: string,
  tests: readonly FieldTest[],
  definition: EvidenceDefinition | undefined,
): string {
  if (tests.length === 0) return noun;
  return `${noun}, with ${list(tests.map((test) => testInWords(test, definition)))}`;
}

export function roleTitle(protocol: Protocol, role: RoleId): string {
  return protocol.roles.get(role)?.title ?? role;
}

/** "Social Worker or Team Manager". */
export function roleTitles(
  protocol: Protocol,
  roles: readonly RoleId[],
  last: 'or' | 'and' = 'or',
): string {
  return list(
    roles.map((role) => roleTitle(protocol, role)),
    last,
  );
}

function first<T>(
  pathways: readonly Pathway[],
  find: (pathway: Pathway) => T | undefined,
): T | undefined {
  for (const pathway of pathways) {
    const found = find(pathway);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** "the 3rd". */
export function nthInWords(count: number): string {
  const last = count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10;
  return `the ${count}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}

export function levelTitle(protocol: Protocol, id: string): string {
  return protocol.levels.find((level) => level.id === id)?.title ?? id;
}
