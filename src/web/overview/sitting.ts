/** One sitting of a forum, with everything its agenda shows of each case. */
import { lookAtFamily } from '../../cases/look-at-family.ts';
import { type Agenda, getAgenda } from '../../cases/queries/get-agenda.ts';
import { getHistory } from '../../cases/queries/get-history.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { type Sitting, sittingsBetween } from '../../core/calendar/rhythm.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import { fullDayInWords } from '../../core/calendar/words.ts';
import { deriveClocks } from '../../core/family/derive.ts';
import type { StepView, TransferView } from '../../core/family/derived.ts';
import type { FamilyEvent, TransferId } from '../../core/family/events.ts';
import type { Family } from '../../core/family/family.ts';
import type { FamilyId, Person } from '../../core/family/people.ts';
import type { Forum, ForumId, Step } from '../../core/protocol/protocol.ts';
import type { FamilyScene } from '../acts/scene.ts';
import { givenName } from '../family/names.ts';
import { list } from '../kit/words.ts';
import type { Visitor, Web } from '../web.ts';

export type AgendaItem = Agenda['items'][number];
export type Meeting = Agenda['meeting'];

export interface SittingScene {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly forum: Forum;
  readonly day: Day;
  readonly today: Day;
  /** As the rhythm has it; undefined on a day on which the forum does not sit. */
  readonly sitting: Sitting | undefined;
  /** Why the forum does not sit that day: a bank holiday or closure. */
  readonly notHeld: string | undefined;
  readonly meeting: Meeting;
  readonly cases: readonly Case[];
}

export interface Case {
  readonly item: AgendaItem;
  /** Undefined where the family is not this person's to see. */
  readonly scene: FamilyScene | undefined;
  readonly view: TransferView | undefined;
  /** Why the case is before this sitting, a sentence each. */
  readonly why: readonly string[];
  /** The steps that record what this forum decides, for the children it has not decided on. */
  readonly deciding: readonly StepView[];
  readonly decision: DecisionWords | undefined;
}

export interface DecisionWords {
  /** The outcome, or each child's where they differ. */
  readonly words: string;
  readonly by: string;
}

/** The forum of an address, or undefined. */
export function findForum({ protocol }: Visitor, id: string): Forum | undefined {
  return [...protocol.forums.values()].find((forum) => forum.id === id);
}

/** The sitting with its cases; undefined where the forum does not sit that day and has nothing to show for it. */
export async function openSitting(
  web: Web,
  visitor: Visitor,
  { forum, day }: { readonly forum: Forum; readonly day: Day },
): Promise<SittingScene | undefined> {
  const calendar = web.stile.calendarOf(visitor.authority);
  const sits = sittingsBetween({ rhythm: forum.rhythm, from: day, to: day, calendar });
  const sitting = sits.ok ? sits.value.held[0] : undefined;
  const notHeld = sits.ok ? sits.value.skipped[0]?.reason : sits.problem;
  const { meeting, items } = await getAgenda(web.stile, visitor, {
    forum: forum.id,
    sitting: day,
  });
  if (sitting === undefined && notHeld === undefined && items.length + meeting.version === 0)
    return undefined;
  const cases: Case[] = [];
  for (const item of items) cases.push(await openCase(web, visitor, { forum, day, item }));
  return { web, visitor, forum, day, today: dayOf(visitor.now), sitting, notHeld, meeting, cases };
}

async function openCase(
  web: Web,
  visitor: Visitor,
  about: { readonly forum: Forum; readonly day: Day; readonly item: AgendaItem },
): Promise<Case> {
  const { forum, day, item } = about;
  // The read tables keep the ids that families had when they went in.
  const family = item.family as FamilyId;
  const looked = await lookAtFamily(web.stile, visitor, {
    family,
    purpose: `agenda of the ${forum.short}, ${fullDayInWords(day)}`,
  });
  if (looked === undefined)
    return {
      item,
      scene: undefined,
      view: undefined,
      why: [],
      deciding: [],
      decision: undefined,
    };
  const scene: FamilyScene = {
    web,
    visitor,
    ...looked,
    // No form stands on the agenda, so nobody has to be picked from a list.
    directory: [],
    rolesOf: new Map(),
    params: {},
    query: {},
  };
  const view = looked.derived.transfers.find(({ transfer }) => transfer.id === item.transfer);
  const history = (await getHistory(web.stile, visitor, family)) ?? [];
  return {
    item,
    scene,
    view,
    why: whyHere(
      history.map(({ event }) => event),
      item,
      forum,
    ),
    deciding:
      view === undefined || isListedAgain(looked.family, item, { forum, day })
        ? []
        : decidingSteps(view, forum.id),
    decision: view === undefined ? undefined : decisionOf(view, looked.family.people, item),
  };
}

/** What stands to be decided now belongs to another sitting. */
function isListedAgain(
  family: Family,
  item: AgendaItem,
  { forum, day }: { readonly forum: Forum; readonly day: Day },
): boolean {
  return family.listings.some(
    (listing) =>
      listing.transfer === item.transfer &&
      listing.forum === forum.id &&
      listing.sitting !== day &&
      listing.decided === undefined,
  );
}

/** The outcomes chosen in the step that decided the case; the listing itself only knows that it was decided. */
function decisionOf(
  view: TransferView,
  people: readonly Person[],
  item: AgendaItem,
): DecisionWords | undefined {
  const done = view.transfer.steps.find(({ at }) => at === item.decided);
  if (done === undefined) return undefined;
  const step = view.pathway.steps.get(done.step);
  const chosen = Map.groupBy(done.moves, ({ outcome }) => outcome ?? '');
  const told = [...chosen].map(([id, moves]) => {
    const title = step?.outcomes.find((outcome) => outcome.id === id)?.title ?? step?.title ?? id;
    const children = moves.map(({ child }) => givenName(people, child));
    return chosen.size === 1 ? title : `${list(children)}: ${title}`;
  });
  return { words: told.join('; '), by: done.by.name };
}

/** Whether the forum still has something to decide: the case, or a child whom the decision left out. */
export function isOpen({ item, deciding }: Case): boolean {
  return item.decided === null || deciding.length > 0;
}

/** The steps open at this stage whose taking, or one of whose outcomes, is a decision of the forum. */
export function decidingSteps(view: TransferView, forum: ForumId): readonly StepView[] {
  const steps = view.stages.flatMap((stage) => stage.steps);
  return steps.filter(({ step }) => decides(step, forum));
}

function decides(step: Step, forum: ForumId): boolean {
  return (
    step.effects.decides === forum ||
    step.outcomes.some((outcome) => outcome.effects.decides === forum)
  );
}

/** How the case came before this sitting, from its last listing on. */
function whyHere(
  events: readonly FamilyEvent[],
  item: AgendaItem,
  forum: Forum,
): readonly string[] {
  const lines: string[] = [];
  for (const event of events) {
    if (!('forum' in event) || event.forum !== forum.id || event.transfer !== item.transfer)
      continue;
    switch (event.type) {
      case 'CaseListed':
        lines.length = 0;
        lines.push(event.why);
        break;
      case 'CaseAcceptedLate':
        lines.push(
          `Accepted late for ${fullDayInWords(event.sitting)} by ${event.by.name}: ${event.reason}`,
        );
        break;
      case 'CaseRolledOver':
        lines.push(
          `Rolled over from ${fullDayInWords(event.from)} by ${event.by.name}: ${event.reason}`,
        );
        break;
      case 'CaseDecided':
        break;
    }
  }
  return lines;
}

/** The sitting of the forum after a day; undefined where none is set or known. */
export function nextHeld(web: Web, visitor: Visitor, forum: Forum, after: Day): Day | undefined {
  const calendar = web.stile.calendarOf(visitor.authority);
  const from = addDays(after, 1);
  // Longer than the longest gap between two monthly sittings.
  const sits = sittingsBetween({ rhythm: forum.rhythm, from, to: addDays(from, 70), calendar });
  return sits.ok ? sits.value.held[0]?.day : undefined;
}

/** Whether somebody runs the sitting: chairs it, or takes cases late. */
export function mayRun({ actor }: Visitor, forum: Forum): boolean {
  return [forum.chair, ...forum.lateBy].some((role) => actor.roles.includes(role));
}

/** Whether somebody sits in the forum, and so may say who came. Partners sit in it and see only their own families. */
export function isMember(visitor: Visitor, forum: Forum): boolean {
  if (visitor.actor.employer === 'partner') return false;
  return mayRun(visitor, forum) || forum.members.some((role) => visitor.actor.roles.includes(role));
}

/** Clocks of a case that count from this sitting, such as the one for its minutes. */
export function clocksFromSitting({ scene, view }: Case, forum: ForumId, day: Day) {
  if (scene === undefined || view === undefined) return [];
  const { stile } = scene.web;
  const present = {
    protocols: stile.protocols,
    calendar: stile.calendarOf(scene.visitor.authority),
    now: scene.derived.now,
  };
  const ids = [...view.pathway.clocks.values()]
    .filter(({ starts }) => starts.some((start) => start.of === 'sitting' && start.forum === forum))
    .map(({ id }) => id);
  const transfer: TransferId = view.transfer.id;
  return deriveClocks(present, scene.family).filter(
    (clock) => clock.transfer === transfer && ids.includes(clock.id) && clock.started.day === day,
  );
}
