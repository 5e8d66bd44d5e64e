/** Tells a story to the core, step by step, and says where the two differ. In memory; the same `decide` as everything else. */
import type { BankHolidays } from '../core/calendar/load.ts';
import { type Instant, parseDay } from '../core/calendar/time.ts';
import { makeCalendar, type WorkingCalendar } from '../core/calendar/working-calendar.ts';
import type { Command } from '../core/family/commands.ts';
import type { Decision } from '../core/family/decide/act.ts';
import { decide } from '../core/family/decide/decide.ts';
import { derive, deriveClocks } from '../core/family/derive.ts';
import type { FamilyEvent, TransferId } from '../core/family/events.ts';
import { evolveAll } from '../core/family/evolve.ts';
import type { Family } from '../core/family/family.ts';
import type { Actor } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { type Protocols, protocolsOf } from '../core/protocol/protocols.ts';
import { actorOf } from './cast.ts';
import { checkExpectation } from './check-expectation.ts';
import { checkRefusal, refusalInWords } from './check-refusal.ts';
import { commandOf } from './command-of.ts';
import type { Difference } from './difference.ts';
import { wordIn } from './fields-of.ts';
import { passTime } from './pass-time.ts';
import { registration } from './registration.ts';
import { Mistake, type Scenario, type ScenarioStep } from './scenario.ts';
import { touchedIn } from './standing.ts';

export interface Policy {
  readonly protocol: Protocol;
  readonly bankHolidays: BankHolidays;
}

export interface ScenarioReport {
  readonly file: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly tags: readonly string[];
  readonly steps: number;
  readonly ok: boolean;
  readonly differences: readonly StepDifference[];
}

export interface StepDifference extends Difference {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Counts from 1; 0 for what is wrong before the first step. */
  readonly step: number;
}

/** What one step of a story came to, for whoever watches the telling. */
export interface Happening {
  readonly step: ScenarioStep;
  /** The list of bank holidays as the story has it, and the day it is. */
  readonly present: { readonly protocols: Protocols; readonly calendar: WorkingCalendar };
  readonly now: Instant;
  /** When the step is done: time has passed. */
  readonly before: Family;
  readonly after: Family;
  /** What time brought until then. */
  readonly passed: readonly FamilyEvent[];
  /** Who did what, and what came of it; where nobody acted, nothing. */
  readonly act:
    | { readonly actor: Actor; readonly command: Command; readonly decision: Decision }
    | undefined;
}

export type Watch = (happening: Happening) => void;

/** What has come of the story so far. */
interface Telling {
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly protocols: Protocols;
  readonly bankHolidays: BankHolidays;
  readonly calendar: WorkingCalendar;
  readonly family: Family;
  readonly history: readonly FamilyEvent[];
  readonly current: TransferId | undefined;
  readonly now: Instant;
}

interface Told {
  readonly happening: Happening;
  readonly telling: Telling;
  readonly differences: readonly Difference[];
  /** The act itself went otherwise: what follows would only repeat it. */
  readonly broken: boolean;
}

/** The report of one story. A story that stops making sense ends there, and says so. `watch` sees every step as it comes. */
export function runScenario(
  scenario: Scenario,
  policy: Policy,
  watch: Watch = () => undefined,
): ScenarioReport {
  const differences: StepDifference[] = [];
  let step: ScenarioStep | undefined;
  try {
    let telling = begin(scenario, policy);
    for (step of scenario.steps) {
      const told = tellStep(telling, step);
      const { number, place } = step;
      differences.push(...told.differences.map((each) => ({ ...place, ...each, step: number })));
      watch(told.happening);
      if (told.broken) break;
      telling = told.telling;
    }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const happened = error.message;
    const expected = 'a story that can be told';
    differences.push({ ...error.at, step: step?.number ?? 0, expected, happened });
  }
  return {
    file: scenario.file,
    title: scenario.title,
    clauses: scenario.clauses.map((clause) => clause.text),
    tags: scenario.tags.map((tag) => tag.text),
    steps: scenario.steps.length,
    ok: differences.length === 0,
    differences,
  };
}

function begin(scenario: Scenario, { protocol, bankHolidays }: Policy): Telling {
  const odd = scenario.clauses.find(
    (clause) => ![...protocol.clauses.keys()].some((id) => id === clause.text),
  );
  if (odd !== undefined) throw new Mistake(odd.at, `There is no clause "${odd.text}"`);
  const calendar = calendarOf(scenario, protocol, bankHolidays);
  const protocols = protocolsOf([protocol], protocol.about.effectiveFrom);
  const { actor, command, now } = registration(scenario, protocol);
  const decision = decide({ protocols, calendar, actor, now }, undefined, command);
  if (!decision.ok) {
    throw new Mistake(
      scenario.steps[0]?.place ?? { file: scenario.file, line: 1, column: 1 },
      refusalInWords(decision.refusal),
    );
  }
  const family = evolveAll(decision.events);
  if (family === undefined) throw new Error('A registration without events');
  const history = decision.events;
  return {
    scenario,
    protocol,
    protocols,
    bankHolidays,
    calendar,
    family,
    history,
    current: undefined,
    now,
  };
}

function tellStep(before: Telling, step: ScenarioStep): Told {
  const passed = passTime(before, before.family, { from: before.now, to: step.at });
  const telling: Telling = {
    ...before,
    family: passed.family,
    history: [...before.history, ...passed.events],
    now: step.at,
  };
  const happening: Happening = {
    step,
    present: telling,
    now: step.at,
    before: telling.family,
    after: telling.family,
    passed: passed.events,
    act: undefined,
  };
  if (step.act === undefined) return { ...concluded(telling, step, passed.events), happening };
  if (step.act.is === 'bank holiday added') return { ...addBankHoliday(telling, step), happening };
  const actor = actingIn(telling, step);
  const { events, differences, broken, ...act } = carryOut(telling, step, actor);
  if (broken) return { telling, differences, broken, happening };
  const after = become(telling, events);
  const checked = concluded(after, step, events);
  return {
    ...checked,
    differences: [...differences, ...checked.differences],
    happening: { ...happening, after: after.family, act: { actor, ...act } },
  };
}

function carryOut(
  telling: Telling,
  step: ScenarioStep,
  actor: Actor,
): {
  readonly events: readonly FamilyEvent[];
  readonly differences: readonly Difference[];
  readonly broken: boolean;
  readonly command: Command;
  readonly decision: Decision;
} {
  const command = commandIn(telling, step);
  const decision = decideIn(telling, actor, command);
  const asked = { command, decision };
  if (step.refused !== undefined) {
    const differences = checkRefusal(decision, step.refused, step.refusedWords);
    return { ...asked, events: [], differences, broken: decision.ok };
  }
  if (decision.ok) return { ...asked, events: decision.events, differences: [], broken: false };
  const happened = `It was refused: ${refusalInWords(decision.refusal)}`;
  return {
    ...asked,
    events: [],
    differences: [{ expected: 'The act is carried out', happened }],
    broken: true,
  };
}

type Concluded = Omit<Told, 'happening'>;

function concluded(
  telling: Telling,
  step: ScenarioStep,
  events: readonly FamilyEvent[],
): Concluded {
  if (step.expected === undefined) return { telling, differences: [], broken: false };
  const derived = derive(telling, telling.family);
  const outcome = { ...telling, derived, events };
  return { telling, differences: checkExpectation(step.expected, outcome), broken: false };
}

function commandIn(telling: Telling, step: ScenarioStep): Command {
  const derived = derive(telling, telling.family);
  if (step.act === undefined) throw new Mistake(step.place, 'Nothing is done here');
  return commandOf({ ...telling, derived }, step, step.act);
}

function actingIn({ scenario, protocol }: Telling, step: ScenarioStep): Actor {
  if (step.as === undefined) throw new Mistake(step.place, 'Nobody acts here');
  return actorOf(scenario, protocol, step.as);
}

function decideIn(telling: Telling, actor: Actor, command: Command): Decision {
  return decide({ ...telling, actor }, telling.family, command);
}

function become(telling: Telling, events: readonly FamilyEvent[]): Telling {
  return {
    ...telling,
    family: evolveAll(events, telling.family) ?? telling.family,
    history: [...telling.history, ...events],
    current: touchedIn(events) ?? telling.current,
  };
}

/** The list of bank holidays changes while clocks run: the dates that move are said to. */
function addBankHoliday(telling: Telling, step: ScenarioStep): Concluded {
  const written = wordIn(step.with, 'day');
  const read = parseDay(written?.text ?? '');
  if (!read.ok) throw new Mistake(written?.at ?? step.place, read.problem);
  const list = telling.bankHolidays;
  const title = wordIn(step.with, 'title')?.text ?? 'Bank holiday';
  const bankHolidays: BankHolidays = {
    ...list,
    version: `${list.version} and ${title}`,
    events: [...list.events, { day: read.value, title, notes: '' }],
  };
  const before = deriveClocks(telling, telling.family).flatMap((view) =>
    view.due === undefined || view.stopped !== undefined
      ? []
      : [{ clock: view.key, title: view.title, due: view.due.at }],
  );
  const changed = {
    ...telling,
    bankHolidays,
    calendar: calendarOf(telling.scenario, telling.protocol, bankHolidays),
  };
  const [steward] = telling.protocol.roles.keys();
  const actor = actorOf(telling.scenario, telling.protocol, {
    text: steward ?? '',
    at: step.place,
  });
  const decision = decideIn(changed, actor, { do: 'note-calendar', before });
  const events = decision.ok ? decision.events : [];
  return concluded(become(changed, events), step, events);
}

function calendarOf(
  scenario: Scenario,
  protocol: Protocol,
  bankHolidays: BankHolidays,
): WorkingCalendar {
  const closures = [...protocol.closures, ...scenario.closures];
  const made = makeCalendar({ bankHolidays, closures, officeHours: protocol.officeHours });
  if (made.ok) return made.value;
  throw new Mistake({ file: scenario.file, line: 1, column: 1 }, made.problem);
}
