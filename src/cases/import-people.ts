/**
 * A list of people is held against the directory: first said what would be added, changed and ended; then, confirmed,
 * done whole or not at all. Nobody is removed by a list: who is not in it is named as something to look at.
 */
import { createHash } from 'node:crypto';
import { administrator } from '../access/administrator.ts';
import type { Viewer } from '../access/may-see.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { type Day, dayOf } from '../core/calendar/time.ts';
import { dayInWords } from '../core/calendar/words.ts';
import { isOn } from '../core/family/dated-roles.ts';
import type { Runner } from '../store/database/connect.ts';
import { listAgencies, listDirectory } from '../store/people/directory.ts';
import type { Worker } from '../store/people/people.ts';
import { listHoldings, type RoleHolding } from '../store/people/roles.ts';
import { change, mayAdminister, rolesToGive, titleOf } from './administer.ts';
import { type AskedEntry, alter, differencesOf, enter, problemsOf } from './change-people.ts';
import { datesInWords, end, give } from './change-roles.ts';
import { familiesOf } from './queries/preview-hand-over.ts';
import { type PeopleLine, readPeopleFile } from './read-people-file.ts';
import { type Stile, seenBy } from './stile.ts';

export interface Imported {
  /** Each with the number of its line. Where there is one, nothing is changed. */
  readonly errors: readonly string[];
  readonly groups: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly changes: number;
  /** Stands for what was shown. */
  readonly seen: string;
}

interface Plan {
  readonly errors: readonly string[];
  readonly adds: readonly { readonly asked: AskedEntry }[];
  readonly alters: readonly { readonly before: Worker; readonly asked: AskedEntry }[];
  readonly gives: readonly Given[];
  readonly ends: readonly {
    readonly worker: Worker;
    readonly holding: RoleHolding;
    readonly last: Day;
  }[];
  readonly toDo: readonly string[];
  readonly people: readonly Worker[];
}

interface Given {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly from: Day;
  readonly until: Day | undefined;
}

/** What a file would change. Nothing is changed. */
export async function planImport(stile: Stile, viewer: Viewer, text: string): Promise<Imported> {
  return told(stile, viewer, await plan(stile, viewer, text));
}

/** Changes the directory as the file says; where something is wrong, or `seen` is not what would be done, not at all. */
export async function importPeople(
  stile: Stile,
  viewer: Viewer,
  text: string,
  seen?: string,
): Promise<Imported> {
  const planned = await plan(stile, viewer, text);
  const imported = told(stile, viewer, planned);
  if (imported.errors.length > 0) return imported;
  if (seen !== undefined && seen !== imported.seen)
    return {
      ...imported,
      errors: ['The directory has changed since you looked. Look again at what would be done.'],
    };
  const done = await change(stile, viewer, async (client) => {
    await carryOut(stile, viewer, client, planned);
    return {};
  });
  return done.ok ? imported : { ...imported, errors: done.errors.map(({ message }) => message) };
}

async function carryOut(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  { adds, alters, gives, ends, people }: Plan,
): Promise<void> {
  const ids = new Map(people.map(({ email, id }) => [email?.toLowerCase() ?? '', id]));
  for (const { asked } of adds)
    ids.set(asked.email.toLowerCase(), await enter(stile, viewer, client, { asked, people }));
  const own = alters.filter(({ before }) => before.id === viewer.actor.worker);
  for (const each of alters) if (!own.includes(each)) await alter(stile, viewer, client, each);
  for (const { email, role, from, until } of gives) {
    const worker = ids.get(email.toLowerCase()) ?? '';
    await give(stile, viewer, client, { worker, role, from, until });
  }
  for (const each of ends) await end(stile, viewer, client, each);
  // Last, since everything else is noted in the name that they have had until now.
  for (const each of own) await alter(stile, viewer, client, each);
}

async function plan(stile: Stile, viewer: Viewer, text: string): Promise<Plan> {
  const { authority } = viewer;
  const none = { adds: [], alters: [], gives: [], ends: [], toDo: [], people: [] };
  if (!mayAdminister(viewer.actor))
    return { ...none, errors: ['Importing people is for an administrator.'] };
  const protocol = stile.protocols.current(authority);
  const file = readPeopleFile(text, rolesToGive(protocol));
  const db = seenBy(stile, viewer);
  const today = dayOf(stile.now());
  const [people, agencies, holdings] = await Promise.all([
    listDirectory(db, authority, stile.now()),
    listAgencies(db, authority),
    listHoldings(db, authority, { from: today }),
  ]);
  const employers = new Map(agencies.map(({ name, employer }) => [name, employer]));
  const errors = [...file.errors];
  const build = {
    adds: [] as Plan['adds'][number][],
    alters: [] as Plan['alters'][number][],
    gives: [] as Given[],
    ends: [] as Plan['ends'][number][],
    toDo: [] as string[],
  };
  const byEmail = Map.groupBy(file.lines, ({ email }) => email.toLowerCase());
  for (const [email, lines] of byEmail) {
    const [first] = lines;
    if (first === undefined || email === '') continue;
    errors.push(...disagreements(lines));
    const asked = askedOf(first, employers);
    if (asked === undefined) {
      errors.push(
        `Line ${first.line}: “${first.agency}” is a new agency. Say in “Works for” whether it is council or partner.`,
      );
      continue;
    }
    // The agencies of the file itself count as well.
    employers.set(asked.agency, employers.get(asked.agency) ?? asked.employer);
    if (employers.get(asked.agency) !== asked.employer)
      errors.push(
        `Line ${first.line}: ${asked.agency} is known as ${asked.employer === 'authority' ? 'a partner' : 'part of the council'}.`,
      );
    const before = people.find((each) => each.email?.toLowerCase() === email);
    const others = people.filter((each) => each !== before);
    errors.push(
      ...problemsOf(asked, others).map(({ message }) => `Line ${first.line}: ${message}.`),
    );
    if (before !== undefined && !before.active) {
      build.toDo.push(
        `${before.name} (line ${first.line}) has left. Let them come back on their page, then import again`,
      );
      continue;
    }
    if (before === undefined) build.adds.push({ asked });
    else if (differencesOf(before, asked) !== '') build.alters.push({ before, asked });
    const own = holdings.filter(({ worker }) => worker === before?.id);
    for (const line of lines) {
      const wrong = planRole(viewer, line, { before, own, today, build });
      if (wrong !== undefined) errors.push(`Line ${line.line}: ${wrong}.`);
    }
    if (before !== undefined) await planEnds(stile, viewer, { before, own, lines, today, build });
  }
  const listed = new Set(byEmail.keys());
  for (const each of people) {
    if (!each.active || listed.has(each.email?.toLowerCase() ?? '')) continue;
    build.toDo.push(
      `${each.name} is not in the list. If they have left, say so on their page: their families then go to somebody named`,
    );
  }
  errors.sort((one, other) => lineNumber(one) - lineNumber(other));
  return { ...build, errors, people };
}

interface Building {
  readonly before: Worker | undefined;
  readonly own: readonly RoleHolding[];
  readonly today: Day;
  readonly build: Pick<Plan, 'toDo'> & {
    readonly gives: Given[];
    readonly ends: Plan['ends'][number][];
    readonly toDo: string[];
  };
}

/** Gives the role of a line, or changes its last day; what is wrong with it. */
function planRole(
  viewer: Viewer,
  line: PeopleLine,
  { before, own, today, build }: Building,
): string | undefined {
  const { role, until } = line;
  if (role === undefined) return undefined;
  const from = line.from === undefined || line.from < today ? today : line.from;
  const held = own.find(
    (each) => each.role === role && (isOn(each, from) || each.from === line.from),
  );
  const changes = held === undefined || (until !== undefined && until !== held.until);
  if (!changes) return undefined;
  if (role === administrator)
    return 'the role Administrator of Stile is given and ended on the person’s page, not by a list';
  if (until !== undefined && until < today) return 'the last day is over';
  if (before?.id === viewer.actor.worker) return 'nobody changes their own roles';
  if (held === undefined)
    build.gives.push({ email: line.email, name: line.name, role, from, until });
  else if (before !== undefined && until !== undefined)
    build.ends.push({ worker: before, holding: held, last: until });
  return undefined;
}

/** Ends roles that the list does not have, but never while a family hangs on one. */
async function planEnds(
  stile: Stile,
  viewer: Viewer,
  {
    before,
    own,
    lines,
    today,
    build,
  }: Building & { readonly before: Worker; readonly lines: readonly PeopleLine[] },
): Promise<void> {
  const { authority } = viewer;
  const protocol = stile.protocols.current(authority);
  for (const holding of own) {
    if (holding.role === administrator || lines.some(({ role }) => role === holding.role)) continue;
    const title = titleOf(protocol, holding.role);
    const where = `${before.name} is ${title} in the directory, and not in the list`;
    if (before.id === viewer.actor.worker) {
      build.toDo.push(`${where}. Another administrator can end it`);
      continue;
    }
    const families = await familiesOf(stile, authority, { worker: before.id, role: holding.role });
    if (families.length === 0)
      build.ends.push({ worker: before, holding, last: addDays(today, -1) });
    else
      build.toDo.push(
        `${where}. End it on their page: ${families.length} ${families.length === 1 ? 'family goes' : 'families go'} to somebody named`,
      );
  }
}

function askedOf(
  { name, email, agency, employer, team }: PeopleLine,
  employers: ReadonlyMap<string, 'authority' | 'partner'>,
): AskedEntry | undefined {
  const known = employer ?? employers.get(agency.trim());
  // Without an agency its own error is said.
  if (known === undefined && agency !== '') return undefined;
  return { name, email, agency, employer: known ?? 'partner', team };
}

/** Lines of one person must say the same of them, and each role once. */
function disagreements(lines: readonly PeopleLine[]): readonly string[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  const of = ({ name, agency, team }: PeopleLine): string => JSON.stringify([name, agency, team]);
  const different = rest.filter((line) => of(line) !== of(first));
  const twice = rest.filter((line, index) =>
    lines.slice(0, index + 1).some((other) => other.role === line.role && overlaps(other, line)),
  );
  return [
    ...different.map(
      ({ line, email }) =>
        `Line ${line}: ${email} has another name, agency or team than in line ${first.line}.`,
    ),
    ...twice.map(({ line, email }) => `Line ${line}: ${email} has the same role twice.`),
  ];
}

function overlaps(one: PeopleLine, other: PeopleLine): boolean {
  const begins = ({ from }: PeopleLine): string => from ?? '';
  const ends = ({ until }: PeopleLine): string => until ?? '9999';
  return begins(one) <= ends(other) && begins(other) <= ends(one);
}

function lineNumber(error: string): number {
  return Number(/^Line (\d+)/.exec(error)?.[1] ?? 0);
}

function told(stile: Stile, viewer: Viewer, planned: Plan): Imported {
  const protocol = stile.protocols.current(viewer.authority);
  const groups = [
    {
      title: 'Added',
      lines: planned.adds.map(({ asked }) => `${asked.name}, ${asked.email}, ${asked.agency}`),
    },
    {
      title: 'Changed',
      lines: planned.alters.map(
        ({ before, asked }) => `${before.name}: ${differencesOf(before, asked)}`,
      ),
    },
    {
      title: 'Roles given',
      lines: planned.gives.map(
        ({ name, role, from, until }) =>
          `${name}: ${titleOf(protocol, role)} ${datesInWords({ from, until: until ?? null })}`,
      ),
    },
    {
      title: 'Roles ended',
      lines: planned.ends.map(
        ({ worker, holding, last }) =>
          `${worker.name}: ${titleOf(protocol, holding.role)}, last day ${dayInWords(last)}`,
      ),
    },
    { title: 'To do by hand', lines: planned.toDo },
  ].filter(({ lines }) => lines.length > 0);
  const changes =
    planned.adds.length + planned.alters.length + planned.gives.length + planned.ends.length;
  const seen = createHash('sha256').update(JSON.stringify(groups)).digest('hex').slice(0, 32);
  return { errors: planned.errors, groups, changes, seen };
}
