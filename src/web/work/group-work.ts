/** Sorts what waits for somebody by how urgent it is, and puts each clock in words. */
import type { MyWork } from '../../cases/queries/list-my-work.ts';
import type { Due } from '../../core/calendar/due.ts';
import { dayOf, endOfDay, type Instant } from '../../core/calendar/time.ts';
import { clockInWords, dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { age, isSoon } from '../clocks/clock-words.ts';
import { roleTitle } from '../family/names.ts';
import { list } from '../kit/words.ts';
import type { Urgency, WorkItem } from '../kit/work-list.tsx';

export type StoredWork = MyWork['mine'][number];
type StoredItem = StoredWork;
export type Groups = Readonly<Record<Urgency, readonly WorkItem[]>>;

export interface WorkScene {
  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
  readonly worker: string;
}

/** What is mine by urgency, soonest first, and what others owe. */
export function groupWork(
  scene: WorkScene,
  mine: readonly StoredItem[],
  waiting: readonly StoredItem[],
): Groups {
  const groups: Record<Urgency, WorkItem[]> = { overdue: [], soon: [], later: [], waiting: [] };
  const own = new Set(mine.map((item) => `${item.family} ${item.key}`));
  for (const item of withoutRepeats(mine)) groups[urgencyOf(scene, item)].push(rowOf(scene, item));
  for (const item of withoutRepeats(waiting))
    if (!own.has(`${item.family} ${item.key}`)) groups.waiting.push(waitingRow(scene, item));
  return groups;
}

/** A stage says nothing that its own clock does not say better; and one line a duty is enough. */
function withoutRepeats(items: readonly StoredItem[]): readonly StoredItem[] {
  const clocked = new Set(
    items
      .filter((item) => item.kind === 'clock')
      .map((item) => `${item.family} ${item.transfer ?? ''}`),
  );
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = `${item.family} ${item.kind === 'stage' ? item.key : item.title}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return !(item.kind === 'obligation' && clocked.has(`${item.family} ${item.transfer ?? ''}`));
  });
}

function urgencyOf({ calendar, now }: WorkScene, item: StoredItem): Urgency {
  if (item.due === null) return 'later';
  if (item.due < now) return item.strength === 'reminder' ? 'soon' : 'overdue';
  return isSoon(dueOf(item.due), now, calendar) ? 'soon' : 'later';
}

function rowOf(scene: WorkScene, item: StoredItem): WorkItem {
  const you = item.worker === scene.worker;
  return {
    ...lineOf(scene, item, `Waiting ${waited(scene, item)}`),
    // Only what is not plainly one's own is marked.
    role: you ? undefined : { text: 'Team', colour: 'grey' },
  };
}

function waitingRow(scene: WorkScene, item: StoredItem): WorkItem {
  const who = item.name ?? roleTitle(scene.protocol, item.role);
  const line = lineOf(scene, item, `Waiting ${waited(scene, item)} on ${who}`);
  return item.due === null ? line : { ...line, clock: `${line.clock}. Waiting on ${who}` };
}

function waited({ now }: WorkScene, item: StoredItem): string {
  return age({ at: item.since, day: dayOf(item.since), dayOnly: false }, now);
}

function lineOf(scene: WorkScene, item: StoredItem, undated: string): WorkItem {
  const { calendar, now } = scene;
  const due = item.due === null ? undefined : dueOf(item.due);
  const words =
    due === undefined
      ? undated
      : item.strength === 'reminder' && due.at < now
        ? 'Time to look at this again'
        : // The date itself stands above the words.
          clockInWords(due, now, calendar).replace(/, by .*$/, '');
  const { what, note } = subjectOf(scene, item);
  return {
    href: `/families/${encodeURIComponent(item.family)}${item.transfer === null ? '' : `#transfer-${item.transfer}`}`,
    what,
    family: `${item.familyName}, ${item.reference}`,
    date: due === undefined ? undefined : dateOf(due),
    clock: words,
    note,
  };
}

/** What is to be done. A stage alone says where the family is; the steps that lead on from it say what is needed. */
function subjectOf(
  { protocol }: WorkScene,
  item: StoredItem,
): { readonly what: string; readonly note: string | undefined } {
  const about = item.transferTitle ?? undefined;
  if (item.kind !== 'stage')
    return { what: item.title, note: about === item.title ? undefined : about };
  const pathway = [...protocol.pathways.values()].find((each) => each.title === item.transferTitle);
  const steps = [...(pathway?.steps.values() ?? [])].filter(
    (step) => step.kind === 'forward' && step.from.some((stage) => stage === item.stage),
  );
  const own = steps.filter((step) => step.by.some((role) => role === item.role));
  const titles = (own.length > 0 ? own : steps).map((step) => step.title);
  const [first] = titles;
  if (first === undefined) return { what: item.title, note: about };
  const stage = `Stage: ${item.title}`;
  return {
    what: titles.length > 2 ? `Decide what is next: ${item.title}` : list(titles, 'or'),
    note: about === undefined ? stage : `${about}. ${stage}`,
  };
}

/**
 * The index keeps only the moment. What ends with a day was counted in days, and working days are what people plan
 * in; what ends at another time runs by the clock. The exact count stands on the family's page.
 */
function dueOf(at: Instant): Due {
  const day = dayOf(at);
  const counted = endOfDay(day) === at;
  return {
    at,
    day,
    start: at,
    period: { unit: counted ? 'working days' : 'hours', count: 1, direction: 'after' },
    notCounted: [],
    calendarVersion: '',
  };
}

function dateOf(due: Due): string {
  return due.period.unit === 'hours' ? momentInWords(due.at) : dayInWords(due.day);
}
