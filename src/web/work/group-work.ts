/** Sorts what waits for somebody by how urgent it is, and puts each clock in words. */
import type { Due } from '../../core/calendar/due.ts';
import { isElapsed, type Period } from '../../core/calendar/period.ts';
import { dayOf, endOfDay, type Instant } from '../../core/calendar/time.ts';
import { clockInWords, dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { isWorkingDay, type WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { age, isSoon } from '../clocks/clock-words.ts';
import { roleTitle } from '../family/names.ts';
import { list } from '../kit/words.ts';
import type { Urgency, WorkItem } from '../kit/work-list.tsx';
import {
  clockOf,
  type Folded,
  foldWork,
  pathwayOf,
  type StoredWork,
  stepsAt,
} from './fold-work.ts';

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
  mine: readonly StoredWork[],
  waiting: readonly StoredWork[],
): Groups {
  const groups: Record<Urgency, WorkItem[]> = { overdue: [], soon: [], later: [], waiting: [] };
  const own = new Set(mine.map((item) => `${item.family} ${item.key}`));
  for (const folded of foldWork(scene.protocol, mine).toSorted(byDue))
    groups[urgencyOf(scene, folded.item)].push(rowOf(scene, folded));
  const others = waiting.filter((item) => !own.has(`${item.family} ${item.key}`));
  const waitedFor = Map.groupBy(others, (item) => `${item.family} ${item.key}`);
  for (const folded of foldWork(scene.protocol, others).toSorted(byDue)) {
    const { family, key } = folded.item;
    groups.waiting.push(waitingRow(scene, folded, waitedFor.get(`${family} ${key}`) ?? []));
  }
  return groups;
}

/** Soonest due first, then the longest waiting. */
function byDue({ item: one }: Folded, { item: other }: Folded): number {
  const key = (item: StoredWork): string => `${item.due ?? '9999'} ${item.since}`;
  return key(one) < key(other) ? -1 : 1;
}

function urgencyOf(scene: WorkScene, item: StoredWork): Urgency {
  if (item.due === null) return 'later';
  if (item.due < scene.now) return item.strength === 'reminder' ? 'soon' : 'overdue';
  return isSoon(dueOf(scene, item, item.due), scene.now, scene.calendar) ? 'soon' : 'later';
}

function rowOf(scene: WorkScene, folded: Folded): WorkItem {
  const { item, stage } = folded;
  const you = item.worker === scene.worker || stage?.worker === scene.worker;
  // Work of somebody else by name is theirs who cover for them, and of nobody else.
  const covered = item.worker === null ? undefined : (item.name ?? undefined);
  return {
    ...lineOf(scene, folded, `Waiting ${waited(scene, folded.item)}`),
    // Only what is not plainly one's own is marked.
    role: you
      ? undefined
      : { text: covered === undefined ? 'Team' : `Covering for ${covered}`, colour: 'grey' },
  };
}

function waitingRow(scene: WorkScene, folded: Folded, of: readonly StoredWork[]): WorkItem {
  const who = list([...new Set(of.map((item) => whoOf(scene, item)))], 'or');
  const line = lineOf(scene, folded, `Waiting ${waited(scene, folded.item)} on ${who}`);
  return folded.item.due === null ? line : { ...line, clock: `${line.clock}. Waiting on ${who}` };
}

function whoOf({ protocol }: WorkScene, item: StoredWork): string {
  return item.name ?? roleTitle(protocol, item.role);
}

function waited({ now }: WorkScene, item: StoredWork): string {
  return age({ at: item.since, day: dayOf(item.since), dayOnly: false }, now);
}

function lineOf(scene: WorkScene, folded: Folded, undated: string): WorkItem {
  const { item } = folded;
  const { calendar, now } = scene;
  const due = item.due === null ? undefined : dueOf(scene, item, item.due);
  const words =
    due === undefined
      ? undated
      : item.strength === 'reminder' && due.at < now
        ? 'Time to look at this again'
        : // The date itself stands above the words.
          clockInWords(due, now, calendar).replace(/^(Due [^,]*), .*$/, '$1');
  return {
    href: `/families/${encodeURIComponent(item.family)}${item.transfer === null ? '' : `#transfer-${item.transfer}`}`,
    family: `${item.familyName}, ${item.reference}`,
    date: due === undefined ? undefined : dateOf(due),
    clock: words,
    ...subjectOf(scene, folded),
  };
}

/** What is to be done. A stage alone says where the family is; the steps that lead on from it say what is needed. */
function subjectOf(scene: WorkScene, folded: Folded): Pick<WorkItem, 'what' | 'note'> {
  const { item, stage, also } = folded;
  const about = item.transferTitle ?? undefined;
  const next = stage === undefined ? undefined : nextOf(scene, stage);
  const isStage = item.kind === 'stage';
  const what = isStage ? (next ?? item.title) : item.title;
  const notes = [
    about === what ? undefined : about,
    isStage && next !== undefined ? `Stage: ${item.title}` : undefined,
    !isStage && next !== undefined && next !== what && !next.startsWith('Decide')
      ? `Next: ${next}`
      : undefined,
    also.length === 0 ? undefined : `Also: ${list(also)}`,
  ].filter((part) => part !== undefined);
  return { what, note: notes.length === 0 ? undefined : notes.join('. ') };
}

function nextOf({ protocol }: WorkScene, stage: StoredWork): string | undefined {
  const pathway = pathwayOf(protocol, stage);
  if (pathway === undefined) return undefined;
  const steps = stepsAt(pathway, stage);
  const own = steps.filter((step) => step.by.some((role) => role === stage.role));
  const titles = (own.length > 0 ? own : steps).map((step) => step.title);
  if (titles.length === 0) return undefined;
  return titles.length > 2 ? `Decide what is next: ${stage.title}` : list(titles, 'or');
}

/**
 * The index keeps only the moment; the unit that people count in is the policy's. Where that is not to be had, what
 * ends with a working day is counted in working days, with another day in days, and the rest runs by the clock.
 */
function dueOf({ protocol, calendar }: WorkScene, item: StoredWork, at: Instant): Due {
  const day = dayOf(at);
  const definition = clockOf(protocol, item)?.due;
  const wholeDay = endOfDay(day) === at;
  const working = isWorkingDay(calendar, day);
  const inWorkingDays = definition?.is !== 'field' && working.ok && working.value;
  const guess: Period = {
    unit: !wholeDay ? 'hours' : inWorkingDays ? 'working days' : 'days',
    count: 1,
    direction: 'after',
  };
  const told = definition?.is === 'period' ? definition.period : undefined;
  // A period in hours may end at any time; one in days ends with a day.
  const period = told !== undefined && isElapsed(told) !== wholeDay ? told : guess;
  return { at, day, start: at, period, notCounted: [], calendarVersion: '' };
}

function dateOf(due: Due): string {
  return isElapsed(due.period) ? momentInWords(due.at) : dayInWords(due.day);
}
