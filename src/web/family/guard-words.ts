/** What the history says about who may see a family. */
import { momentInWords } from '../../core/calendar/words.ts';
import type { EventOf } from '../../core/family/events.ts';
import type {
  GuardEvent,
  ListedWorker,
  ReviewFinding,
} from '../../core/family/guard/guard-events.ts';
import { list } from '../kit/words.ts';

export const FINDINGS = {
  justified: 'Justified',
  'not-justified': 'Not justified',
} as const satisfies Record<ReviewFinding, string>;

export function tellGuard(event: EventOf<GuardEvent['type']>): {
  readonly title: string;
  readonly lines: readonly (string | undefined)[];
} {
  switch (event.type) {
    case 'AccessRestricted':
      return {
        title: 'Only named people may see this family',
        lines: [`Why: ${event.reason}`, ...listsInWords(event)],
      };
    case 'AccessListChanged':
      return {
        title: 'Who may see this family changed',
        lines: [`Why: ${event.reason}`, ...listsInWords(event)],
      };
    case 'RestrictionLifted':
      return {
        title: 'No longer restricted to named people',
        lines: [`Why: ${event.reason}`],
      };
    case 'UrgentAccessTaken':
      return {
        title: 'Urgent access taken',
        lines: [
          `Why: ${event.reason}`,
          `It lasts until ${momentInWords(event.until)}. To be reviewed by ${momentInWords(event.reviewBy)}.`,
        ],
      };
    case 'UrgentAccessReviewed':
      return {
        title: `Urgent access reviewed: ${FINDINGS[event.finding].toLowerCase()}`,
        lines: [event.note],
      };
  }
}

function listsInWords(lists: {
  readonly people: readonly ListedWorker[];
  readonly never: readonly ListedWorker[];
}): readonly (string | undefined)[] {
  const named = (people: readonly ListedWorker[]): string => list(people.map(({ name }) => name));
  return [
    `On the list: ${named(lists.people)}.`,
    lists.never.length === 0 ? undefined : `Must not see it: ${named(lists.never)}.`,
  ];
}
