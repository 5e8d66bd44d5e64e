/** A small world for tests of the core: the published policies, the calendar, people by role, and a clock that is set by hand. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readBankHolidays } from '../../../src/core/calendar/load.ts';
import { type Instant, parseLocalDateTime } from '../../../src/core/calendar/time.ts';
import { makeCalendar, type WorkingCalendar } from '../../../src/core/calendar/working-calendar.ts';
import type { Command } from '../../../src/core/family/commands.ts';
import { decide } from '../../../src/core/family/decide/decide.ts';
import { derive } from '../../../src/core/family/derive.ts';
import type { Derived } from '../../../src/core/family/derived.ts';
import type { FamilyEvent, Fields, FieldValue } from '../../../src/core/family/events.ts';
import { evolve } from '../../../src/core/family/evolve.ts';
import type { Family } from '../../../src/core/family/family.ts';
import type { Actor, AuthorityId, FamilyId, WorkerId } from '../../../src/core/family/people.ts';
import type { Refusal } from '../../../src/core/family/refusal.ts';
import { loadProtocol } from '../../../src/core/protocol/load.ts';
import type {
  EvidenceDefinition,
  Field,
  Protocol,
  RoleId,
} from '../../../src/core/protocol/protocol.ts';
import { type Protocols, protocolsOf } from '../../../src/core/protocol/protocols.ts';

const root = join(import.meta.dirname, '../../../..');

/** The protocol in a folder under protocols/, or a failure that lists its problems. */
export function published(folder: string): Protocol {
  const base = join(root, 'protocols', folder);
  const files = filesUnder(base).map((path) => ({
    path: path.slice(base.length + 1),
    text: readFileSync(path, 'utf8'),
  }));
  const loaded = loadProtocol(files);
  if (!loaded.ok)
    throw new Error(
      loaded.problems.map((each) => `${each.file}:${each.line} ${each.message}`).join('\n'),
    );
  return loaded.protocol;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'scenarios' ? [] : filesUnder(path);
    return name.endsWith('.yaml') && name !== 'demonstration.yaml' ? [path] : [];
  });
}

export function bankHolidayCalendar(): WorkingCalendar {
  const read = readBankHolidays(
    JSON.parse(readFileSync(join(root, 'calendars/england-and-wales.json'), 'utf8')),
  );
  if (!read.ok) throw new Error(read.problem);
  const made = makeCalendar({ bankHolidays: read.value });
  if (!made.ok) throw new Error(made.problem);
  return made.value;
}

export function at(text: string): Instant {
  const parsed = parseLocalDateTime(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

export function actorOf(protocol: Protocol, ...roles: string[]): Actor {
  const held = [...protocol.roles.values()].filter((role) => roles.includes(role.id));
  if (held.length !== roles.length) throw new Error(`No such role: ${roles.join(', ')}`);
  const name = roles.length === 0 ? 'A member of staff with no role' : roles.join('-');
  return {
    worker: `w-${name}` as WorkerId,
    name,
    roles: held.map((role) => role.id),
    agency: 'Test agency',
    employer: held.some((role) => role.held === 'family' && role.side === 'early-help')
      ? 'partner'
      : 'authority',
  };
}

/** One family, carried by commands; keeps its whole history. */
export class Story {
  readonly protocols: Protocols;
  readonly events: FamilyEvent[] = [];
  family: Family | undefined;
  now: Instant;

  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;

  constructor(
    protocol: Protocol,
    calendar: WorkingCalendar,
    start: string,
    children: readonly string[] = ['Ava'],
    holder = 'social-worker',
  ) {
    this.protocol = protocol;
    this.calendar = calendar;
    this.protocols = protocolsOf([protocol], protocol.about.effectiveFrom);
    this.now = at(start);
    const registered = this.try(actorOf(protocol, holder), {
      do: 'register-family',
      authority: protocol.about.authority.id as AuthorityId,
      family: 'f1' as FamilyId,
      reference: 'F-1',
      knownSince: '2020-01-01' as never,
      people: [
        ...children.map((given) => ({
          kind: 'child' as const,
          given,
          family: 'Example',
          born: '2016-03-01' as never,
        })),
        { kind: 'adult', given: 'Carly', family: 'Example', relation: 'mother', inHousehold: true },
      ],
      holder: holder as RoleId,
      assign: [],
    });
    if (registered !== undefined) throw new Error(registered.message);
  }

  get known(): Family {
    if (this.family === undefined) throw new Error('No family yet');
    return this.family;
  }

  get view(): Derived {
    return derive(
      { protocols: this.protocols, calendar: this.calendar, now: this.now },
      this.known,
    );
  }

  /** Carries the command out and returns undefined, or returns the refusal and changes nothing. */
  try(actor: Actor, command: Command): Refusal | undefined {
    const decision = decide(
      { protocols: this.protocols, calendar: this.calendar, actor, now: this.now },
      this.family,
      command,
    );
    if (!decision.ok) return decision.refusal;
    for (const event of decision.events) {
      this.family = evolve(this.family, event);
      this.events.push(event);
    }
    return undefined;
  }

  do(role: string, command: Command): void {
    const refusal = this.try(actorOf(this.protocol, role), command);
    if (refusal !== undefined) throw new Error(`${command.do}: ${JSON.stringify(refusal)}`);
  }
}

/** A random number from 0 (included) to 1 (not included), the same for the same seed. */
export type Chance = () => number;

export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function pick<T>(chance: Chance, list: readonly T[]): T {
  const item = list[Math.floor(chance() * list.length)];
  if (item === undefined) throw new Error('Nothing to pick from');
  return item;
}

/** A form filled in so that it can be recorded; choices by chance. */
export function filled(definition: EvidenceDefinition, story: Story, chance: Chance): Fields {
  const today = story.view.today;
  const fields: Record<string, FieldValue> = {};
  for (const field of definition.fields) {
    const condition = field.shownWhen;
    const shown = condition === undefined || condition.is.includes(String(fields[condition.field]));
    if (shown && (field.required || chance() < 0.7)) {
      const value = valueFor(field, story, chance, today);
      if (value !== undefined) fields[field.id] = value;
    }
  }
  return fields;
}

function valueFor(
  field: Field,
  story: Story,
  chance: Chance,
  today: string,
): FieldValue | undefined {
  switch (field.type) {
    case 'text':
    case 'long-text':
      return 'Some words';
    case 'yes-no':
      return chance() < 0.75 ? 'yes' : 'no';
    case 'choice':
      return pick(chance, field.options).value;
    case 'choices':
      return [pick(chance, field.options).value];
    case 'date':
      return today;
    case 'date-time':
      return `${today} 00:00`;
    case 'number':
      return 1;
    case 'adult':
      return story.known.people.find((person) => person.kind === 'adult')?.id ?? 'a1';
    case 'practitioner':
      return {
        name: 'Jo Lead',
        agency: 'Hillside School',
        employer: 'partner',
        contact: '01632 960001',
        worker: undefined,
      };
    case 'level':
      return pick(chance, story.protocol.levels).id;
    case 'service':
      return pick(chance, [...story.protocol.services.keys()]);
    case 'period':
      return '6 weeks';
    case 'items':
      return [
        Object.fromEntries(
          field.items.map((column) => [
            column.id,
            String(valueFor(column, story, chance, today) ?? ''),
          ]),
        ),
      ];
    case 'evidence': {
      const ids = field.kinds.flatMap((kind) => story.known.evidence.get(kind)?.at(-1)?.id ?? []);
      return ids.length === 0 ? undefined : [...new Set(ids)];
    }
  }
}
