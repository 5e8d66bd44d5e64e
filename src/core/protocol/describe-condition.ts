/** Conditions of a policy in words. */
import { lengthInWords, type Period, periodInWords } from '../calendar/period.ts';
import {
  levelTitle,
  momentInWords,
  roleTitle,
  roleTitles,
  testInWords,
  type Within,
} from './describe-moment.ts';
import { list } from './list.ts';
import type { ClockId, Condition, Protocol } from './protocol.ts';

/** What is looked for, in one phrase. */
export function conditionInWords(condition: Condition, within: Within): string {
  const { protocol } = within;
  const named = (id: string, titles: ReadonlyMap<string, { readonly title: string }>): string =>
    `“${titles.get(id)?.title ?? id}”`;
  switch (condition.is) {
    case 'evidence':
      return evidenceInWords(condition, within);
    case 'consent': {
      const signer = condition.signedBy;
      const signed =
        signer === undefined
          ? ''
          : `, signed by ${signer.relations.length === 0 ? 'a member of the family' : list(signer.relations, 'or')}${signer.inHousehold ? ' who lives in the household' : ''}${agedInWords(signer.aged)}`;
      const since =
        condition.since === undefined ? '' : `, since ${momentInWords(condition.since, within)}`;
      const answers = list(
        condition.status.map((status) => status.replace('-', ' ')),
        'or',
      );
      return `the family’s answer on ${named(condition.scope, protocol.consents)}: ${answers}${signed}${since}`;
    }
    case 'disclosure': {
      const consulted =
        condition.consulted.length === 0
          ? ''
          : `, with ${roleTitles(protocol, condition.consulted)} consulted`;
      return `a disclosure of information recorded${consulted}`;
    }
    case 'assigned':
      return `somebody named as ${roleTitle(protocol, condition.role)}`;
    case 'employer':
      return condition.employer === 'authority'
        ? 'done by somebody who works for the local authority'
        : 'done by somebody who works for a partner agency';
    case 'transfer':
      return `${named(condition.pathway, protocol.pathways)} ${condition.state === 'open' ? 'is open' : 'has ended'}${condition.within === undefined ? '' : ` within the last ${lengthOf(condition.within)}`}`;
    case 'obligation':
      return `the duty ${named(condition.obligation, protocol.obligations)} ${condition.state === 'open' ? 'is open' : 'has ended'}`;
    case 'elapsed':
      return `${lengthOf(condition.period)} since ${momentInWords(condition.since, within)}`;
    case 'timing':
      return `${momentInWords(condition.date, within)} at ${condition.at} ${lengthOf(condition.period)} ${condition.side} ${momentInWords(condition.of, within)}`;
    case 'order':
      return `${momentInWords(condition.first, within)}, before ${momentInWords(condition.then, within)}`;
    case 'not-before':
      return `the earliest day of ${named(clockTitle(protocol, condition.clock), new Map())} has come`;
    case 'level':
      return `the recorded level is ${list(
        condition.levels.map((level) => `“${levelTitle(protocol, level)}”`),
        'or',
      )}`;
    case 'age':
      return `each child aged ${condition.from} to under ${condition.under}`;
    case 'all':
      return condition.of.map((part) => conditionInWords(part, within)).join(', and ');
    case 'any':
      return `either ${condition.of.map((part) => conditionInWords(part, within)).join(', or ')}`;
    case 'not':
      return `not ${conditionInWords(condition.of, within)}`;
  }
}

function evidenceInWords(
  condition: Extract<Condition, { readonly is: 'evidence' }>,
  within: Within,
): string {
  const { protocol } = within;
  const definition = protocol.evidence.get(condition.kind);
  const noun = definition?.noun ?? condition.kind;
  const tests = condition.with.map((test) => testInWords(test, definition));
  const parts = [
    condition.eachChild ? 'for each child' : '',
    condition.count > 1 ? `at least ${condition.count} of them` : '',
    condition.within === undefined ? '' : `from the last ${lengthOf(condition.within)}`,
    condition.since === undefined ? '' : `since ${momentInWords(condition.since, within)}`,
    condition.by.length === 0 ? '' : `recorded by ${roleTitles(protocol, condition.by)}`,
    tests.length === 0 ? '' : `with ${list(tests)}`,
    condition.last === undefined
      ? ''
      : condition.last === 1
        ? '(the latest counts)'
        : `(the latest ${condition.last} count)`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? noun : `${noun}, ${parts.join(', ').replace(', (', ' (')}`;
}

function lengthOf(period: Period): string {
  return period.unit === 'same day' ? periodInWords(period) : lengthInWords(period);
}

/** "; a child signs from age 16, for themselves"; nothing where no age is given. */
export function agedInWords(aged: number | undefined): string {
  return aged === undefined ? '' : `; a child signs from age ${aged}, for themselves`;
}

/** The title of a clock of a pathway. */
function clockTitle(protocol: Protocol, id: ClockId): string {
  for (const { clocks } of protocol.pathways.values()) {
    const title = clocks.get(id)?.title;
    if (title !== undefined) return title;
  }
  return id;
}
