import { type BankHolidays, readBankHolidays } from '../core/calendar/load.ts';
import type { Instant } from '../core/calendar/time.ts';
import { makeCalendar, type WorkingCalendar } from '../core/calendar/working-calendar.ts';
import { loadProtocol } from '../core/protocol/load.ts';
import { problemLine } from '../core/protocol/problem.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { type Protocols, protocolsOf } from '../core/protocol/protocols.ts';
import type { Database } from '../store/connect.ts';
import {
  countPublished,
  findCalendar,
  listPublishedProtocols,
  type PublishedProtocol,
} from '../store/published.ts';
import type { Stile } from './stile.ts';

interface Published {
  readonly count: number;
  readonly protocols: Protocols;
  readonly bankHolidays: BankHolidays | undefined;
  readonly calendars: Map<string, WorkingCalendar>;
}

/** Joins the database, the clock and chance to what is published in the database. */
export async function openStile(around: {
  readonly db: Database;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly observe?: Stile['observe'];
}): Promise<Stile> {
  const loaded = new Map<string, Protocol>();
  let published = await readPublished(around.db, loaded);
  return {
    ...around,
    get protocols() {
      return published.protocols;
    },
    get bankHolidays() {
      return published.bankHolidays;
    },
    calendarOf: (authority) => calendarOf(published, authority),
    async refresh() {
      if ((await countPublished(around.db)) === published.count) return false;
      published = await readPublished(around.db, loaded);
      return true;
    },
  };
}

/** Bank holidays with the closures and hours of an authority's current protocol. */
export function joinCalendar(
  bankHolidays: BankHolidays,
  protocols: Protocols,
  authority: string,
): WorkingCalendar {
  const { closures, officeHours } = protocols.current(authority);
  const made = makeCalendar({ bankHolidays, closures, officeHours });
  // Both were checked when they were published.
  if (!made.ok) throw new Error(made.problem);
  return made.value;
}

function calendarOf(published: Published, authority: string): WorkingCalendar {
  const known = published.calendars.get(authority);
  if (known) return known;
  if (!published.bankHolidays) throw new Error('No list of bank holidays has been published');
  const made = joinCalendar(published.bankHolidays, published.protocols, authority);
  published.calendars.set(authority, made);
  return made;
}

async function readPublished(db: Database, loaded: Map<string, Protocol>): Promise<Published> {
  const count = await countPublished(db);
  const protocols = await listPublishedProtocols(db);
  const calendar = await findCalendar(db);
  return {
    count,
    protocols: protocolsOf(protocols.map((each) => loadOnce(loaded, each))),
    bankHolidays: calendar && readStored(calendar.body),
    calendars: new Map(),
  };
}

/** Published protocols never change, so that each is read once in the life of the process. */
function loadOnce(loaded: Map<string, Protocol>, published: PublishedProtocol): Protocol {
  const known = loaded.get(published.sha256);
  if (known) return known;
  const files = Object.entries(published.files).map(([path, text]) => ({ path, text }));
  const read = loadProtocol(files);
  if (!read.ok) {
    const problem = read.problems[0];
    throw new Error(
      `The protocol ${published.authority} ${published.version}, which is published, cannot be read by this version of Stile: ${problem ? problemLine(problem) : ''}`,
    );
  }
  loaded.set(published.sha256, read.protocol);
  return read.protocol;
}

/** A list of bank holidays as `change-calendar` published it. */
export function readStored(body: string): BankHolidays {
  const read = readBankHolidays(JSON.parse(body));
  if (!read.ok)
    throw new Error(`The published list of bank holidays cannot be read: ${read.problem}`);
  return read.value;
}
