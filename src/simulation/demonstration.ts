/**
 * A demonstration council: invented workers, and families whose histories are made by carrying stories through `decide`
 * at times in the past. The same recipe, calendar, moment and seed always make the same council.
 */
import { administrator } from '../access/administrator.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { dayOf, type Instant, startOfDay } from '../core/calendar/time.ts';
import type { WorkingCalendar } from '../core/calendar/working-calendar.ts';
import type { Command } from '../core/family/commands.ts';
import { decide } from '../core/family/decide/decide.ts';
import { derive } from '../core/family/derive.ts';
import type { FamilyEvent, TransferId } from '../core/family/events.ts';
import { evolveAll } from '../core/family/evolve.ts';
import type { Family } from '../core/family/family.ts';
import type { Actor, AuthorityId, FamilyId } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import type { Protocols } from '../core/protocol/protocols.ts';
import { actorOf, known, practitionerOf } from './cast.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { refusalInWords } from './check-refusal.ts';
import { commandOf } from './command-of.ts';
import { castFor, inventPeople, workerId } from './invent-family.ts';
import { passTime } from './pass-time.ts';
import type { Ending, Recipe, Story, StoryStep } from './recipe.ts';
import { fillDates } from './relative-dates.ts';
import { type Cast, Mistake, type ScenarioStep } from './scenario.ts';
import { touchedIn } from './standing.ts';
import { timesOf } from './story-times.ts';

export interface DemonstrationWorker {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly agency: string;
  readonly employer: 'authority' | 'partner';
  readonly roles: readonly string[];
  readonly team: string | null;
  readonly active: boolean;
}

export interface DemonstrationFamily {
  readonly id: FamilyId;
  readonly reference: string;
  readonly story: string;
  readonly events: readonly FamilyEvent[];
}

export interface Demonstration {
  readonly authority: AuthorityId;
  readonly workers: readonly DemonstrationWorker[];
  readonly families: readonly DemonstrationFamily[];
}

export interface Making {
  readonly recipe: Recipe;
  readonly protocols: Protocols;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
  readonly seed: number;
}

/** Throws a `Mistake` with its place in the recipe where a story cannot be told. */
export function makeDemonstration(making: Making): Demonstration {
  const { recipe, protocols } = making;
  const protocol = protocols.current(recipe.authority);
  const told = recipe.stories.flatMap((story) =>
    story.families.map((ending) => ({ story, ending })),
  );
  return {
    // The recipe lies beside the protocol of its authority.
    authority: recipe.authority as AuthorityId,
    workers: workersOf(recipe, protocol),
    families: told.map(({ story, ending }, index) => makeFamily(making, story, ending, index + 1)),
  };
}

function workersOf({ workers }: Recipe, protocol: Protocol): readonly DemonstrationWorker[] {
  return workers.map((worker) => {
    const roles = worker.roles.map((role) =>
      // The one role that is no policy's.
      role.text === 'administrator' ? administrator : known('role', role, protocol.roles.keys()),
    );
    const [first] = roles;
    const team = first === undefined ? undefined : protocol.roles.get(first)?.team;
    return {
      id: workerId(worker),
      name: worker.name,
      email: `${worker.id.text}@example.org`,
      agency: worker.agency,
      employer: worker.employer,
      roles,
      team: worker.team ?? team ?? null,
      active: true,
    };
  });
}

/** A family's story so far. */
interface Tale {
  readonly making: Making;
  readonly protocol: Protocol;
  readonly cast: Cast;
  readonly events: readonly FamilyEvent[];
  readonly family: Family;
  readonly current: TransferId | undefined;
  readonly now: Instant;
}

function makeFamily(
  making: Making,
  story: Story,
  ending: Ending,
  number: number,
): DemonstrationFamily {
  const chance = chanceFrom(making.seed * 1000 + number);
  const protocol = making.protocols.current(making.recipe.authority);
  const cast = castFor(making.recipe, protocol, story, chance);
  const steps = timesOf(story, ending, { ...making, chance });
  const first = steps[0];
  if (first === undefined) throw new Mistake(story.at, `“${story.title}” has no steps`);
  let tale = register(making, story, { cast, chance, number, at: first.at, protocol });
  for (const { step, at } of steps) tale = carry(passing(tale, at), step);
  const { events } = passing(tale, making.now);
  const reference = referenceOf(making.recipe, number);
  return { id: idOf(making.recipe, number), reference, story: story.title, events };
}

function register(
  making: Making,
  story: Story,
  family: {
    readonly cast: Cast;
    readonly chance: Chance;
    readonly number: number;
    readonly at: Instant;
    readonly protocol: Protocol;
  },
): Tale {
  const { cast, chance, number, at, protocol } = family;
  const { recipe } = making;
  const actor = actorOf(cast, protocol, story.holder);
  const holder = known('role', story.holder, protocol.roles.keys());
  const isNamed = protocol.roles.get(holder)?.held === 'family';
  const locality = recipe.localities.length === 0 ? undefined : chance.oneOf(recipe.localities);
  const command: Command = {
    do: 'register-family',
    // The recipe lies beside the protocol of its authority.
    authority: recipe.authority as AuthorityId,
    family: idOf(recipe, number),
    reference: referenceOf(recipe, number),
    knownSince: addDays(dayOf(at), -chance.between(200, 420)),
    people: inventPeople(story, chance.oneOf(recipe.communities), dayOf(making.now), chance),
    ...(locality === undefined ? {} : { locality }),
    holder,
    assign: isNamed ? [{ role: holder, practitioner: practitionerOf(actor) }] : [],
  };
  const events = decided(making, actor, at, undefined, command, story.at);
  const begun = evolveAll(events);
  if (begun === undefined) throw new Error('A registration without events');
  return { making, protocol, cast, events, family: begun, current: undefined, now: at };
}

/** Lets time pass, as it would have while nobody acted. */
function passing(tale: Tale, to: Instant): Tale {
  const passed = passTime(tale.making, tale.family, { from: tale.now, to });
  return { ...tale, family: passed.family, events: [...tale.events, ...passed.events], now: to };
}

function carry(tale: Tale, told: StoryStep): Tale {
  const { making, protocol, cast, family, current, now } = tale;
  const step = scenarioStep(told, now);
  const present = { ...making, now };
  const standing = {
    scenario: cast,
    protocol,
    family,
    now,
    current,
    derived: derive(present, family),
  };
  const command = commandOf(standing, step, told.act);
  const actor = actorOf(cast, protocol, told.as);
  const events = decided(making, actor, now, family, command, told.place);
  return {
    ...tale,
    events: [...tale.events, ...events],
    family: evolveAll(events, family) ?? family,
    current: touchedIn(events) ?? current,
  };
}

function scenarioStep(told: StoryStep, at: Instant): ScenarioStep {
  const happened =
    told.daysBefore === undefined
      ? undefined
      : { at: startOfDay(addDays(dayOf(at), -told.daysBefore)), dayOnly: true };
  return {
    ...told,
    number: 0,
    at,
    with: fillDates(told.with, dayOf(at)),
    happened,
    refused: undefined,
    refusedWords: undefined,
    expected: undefined,
  };
}

function decided(
  making: Making,
  actor: Actor,
  now: Instant,
  family: Family | undefined,
  command: Command,
  at: Mistake['at'],
): readonly FamilyEvent[] {
  const decision = decide({ ...making, actor, now }, family, command);
  if (decision.ok) return decision.events;
  throw new Mistake(at, `“${command.do}” was refused: ${refusalInWords(decision.refusal)}`);
}

/** No two councils of a demonstration have families of one id. */
function idOf(recipe: Recipe, number: number): FamilyId {
  // Families of the demonstration are numbered here.
  return `demo-${recipe.reference.toLowerCase()}-${String(number).padStart(4, '0')}` as FamilyId;
}

function referenceOf(recipe: Recipe, number: number): string {
  return `${recipe.reference}-${1000 + number}`;
}
