import { type BankHolidays, readBankHolidays } from '../core/calendar/load.ts';
import { dayOf, endOfDay, type Instant, startOfDay } from '../core/calendar/time.ts';
import { makeCalendar, type WorkingCalendar } from '../core/calendar/working-calendar.ts';
import { loadProtocol } from '../core/protocol/load.ts';
import { problemLine } from '../core/protocol/problem.ts';
import type { Protocol, ProtocolKey } from '../core/protocol/protocol.ts';
import { type Protocols, protocolsOf } from '../core/protocol/protocols.ts';
import type { Database } from '../store/database/connect.ts';
import {
  countPublished,
  findCalendar,
  listPublishedProtocols,
  type PublishedProtocol,
} from '../store/published.ts';
import type { Stile } from './stile.ts';

interface Published {
  readonly count: number;
  /** As they stood on the day on which somebody last asked. */
  protocols: Standing;
  readonly bankHolidays: BankHolidays | undefined;
  /** By the version of the policy whose closures and hours are in them. */
  readonly calendars: Map<ProtocolKey, WorkingCalendar>;
}

interface Standing extends Protocols {
  readonly from: Instant;
  readonly to: Instant;
}

/** Joins the database, the clock and chance to what is published in the database. */
export async function openStile(around: {
  readonly db: Database;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly observe?: Stile['observe'];
  readonly trace?: Stile['trace'];
}): Promise<Stile> {
  const loaded = new Map<string, Protocol>();
  let published = await readPublished(around, loaded);
  const standing = (): Protocols => {
    const now = around.now();
    const { from, to } = published.protocols;
    // A version takes effect with the day, also in a process that has run for weeks.
    if (now < from || now > to) published.protocols = standingAt(published.protocols, now);
    return published.protocols;
  };
  return {
    ...around,
    get protocols() {
      return standing();
    },
    get bankHolidays() {
      return published.bankHolidays;
    },
    calendarOf: (authority) => calendarOf(published, standing(), authority),
    async refresh() {
      if ((await countPublished(around.db)) === published.count) return false;
      published = await readPublished(around, loaded);
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

function calendarOf(
  { bankHolidays, calendars }: Published,
  protocols: Protocols,
  authority: string,
): WorkingCalendar {
  const { key } = protocols.current(authority);
  const known = calendars.get(key);
  if (known) return known;
  if (!bankHolidays) throw new Error('No list of bank holidays has been published');
  const made = joinCalendar(bankHolidays, protocols, authority);
  calendars.set(key, made);
  return made;
}

function standingAt(protocols: Protocols, now: Instant): Standing {
  const day = dayOf(now);
  return { ...protocols.on(day), from: startOfDay(day), to: endOfDay(day) };
}

async function readPublished(
  { db, now }: { readonly db: Database; readonly now: () => Instant },
  loaded: Map<string, Protocol>,
): Promise<Published> {
  const count = await countPublished(db);
  const protocols = await listPublishedProtocols(db);
  const calendar = await findCalendar(db);
  const versions = protocols.map((each) => loadOnce(loaded, each));
  const moment = now();
  return {
    count,
    protocols: standingAt(protocolsOf(versions, dayOf(moment)), moment),
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
