/** Whether every family that is gone was disposed of as recorded: by two people, and with what its record says is left. */
import type pg from 'pg';
import { recordsFrom } from '../../core/records/records.ts';
import type { RecordsEvent, RecordsEventOf } from '../../core/records/records-events.ts';
import { recordsStream, type Traces, tracesOf } from '../records.ts';
import type { Break } from './verify.ts';

const batch = 2000;

export interface DisposedFamily {
  readonly authority: string;
  readonly family: string;
  readonly reference: string;
  /** The version of its record in the history of the records. */
  readonly record: number;
}

/**
 * Holds the tombstones of one authority against the disposal records, and these against the decisions they name. The
 * history of the records itself has been walked like any other.
 */
export async function verifyDisposed(
  client: pg.PoolClient,
  authority: string,
  report: (found: Break) => void,
): Promise<readonly DisposedFamily[]> {
  const events = await readEvents(client, authority);
  const left = await readLeft(client, authority);
  const records = recordsFrom(events);
  const disposed: DisposedFamily[] = [];
  for (const [index, event] of events.entries()) {
    if (event.type !== 'FamilyDisposed') continue;
    const { family, reference } = event;
    const words =
      problemWith(event, left.get(family), records) ??
      (await stillThere(client, authority, family));
    if (words === undefined) disposed.push({ authority, family, reference, record: index + 1 });
    else report({ authority, family, version: 1, problem: 'disposal', words });
  }
  for (const family of left.keys()) {
    if (events.some((event) => event.type === 'FamilyDisposed' && event.family === family))
      continue;
    const words = 'Its events were taken away, and no disposal of it is recorded.';
    report({ authority, family, version: 1, problem: 'disposal', words });
  }
  return disposed;
}

function problemWith(
  event: RecordsEventOf<'FamilyDisposed'>,
  left: Traces | undefined,
  { proposals }: ReturnType<typeof recordsFrom>,
): string | undefined {
  const decided = [...proposals.values()].find(({ decision }) => decision === event.decision);
  const listed = decided?.proposed.families.find(({ family }) => family === event.family);
  if (
    decided?.decided?.type !== 'DisposalConfirmed' ||
    decided.decided.by.worker === decided.proposed.by.worker ||
    decided.decided.fingerprint !== decided.proposed.fingerprint ||
    listed?.hash !== event.last ||
    listed.version !== event.events
  )
    return 'It is said to be disposed of, but no two people have decided that.';
  if (left === undefined)
    return 'It is said to be disposed of, but what should be left of it is missing.';
  const same =
    left.events === event.events &&
    left.first === event.first &&
    left.last === event.last &&
    left.digest === event.digest;
  return same ? undefined : 'What is left of it is not what its disposal record says.';
}

async function stillThere(
  client: pg.PoolClient,
  authority: string,
  family: string,
): Promise<string | undefined> {
  const { rows } = await client.query<{ there: boolean }>({
    name: 'verify-still-there',
    text: `SELECT EXISTS (SELECT FROM event WHERE authority = $1 AND family = $2)
      OR EXISTS (SELECT FROM family WHERE authority = $1 AND id = $2) AS there`,
    values: [authority, family],
  });
  return rows[0]?.there === true ? 'It is said to be disposed of, but it is there.' : undefined;
}

/** What cannot be read has been reported where the history was walked. */
async function readEvents(
  client: pg.PoolClient,
  authority: string,
): Promise<readonly RecordsEvent[]> {
  const { rows } = await client.query<{ body: string }>({
    name: 'verify-records',
    text: 'SELECT body FROM event WHERE authority = $1 AND family = $2 ORDER BY version',
    values: [authority, recordsStream],
  });
  return rows.flatMap(({ body }) => {
    try {
      // Written from a RecordsEvent; whether anybody changed it since has been looked at.
      return [(JSON.parse(body) as { readonly event: RecordsEvent }).event];
    } catch {
      return [];
    }
  });
}

async function readLeft(
  client: pg.PoolClient,
  authority: string,
): Promise<ReadonlyMap<string, Traces>> {
  const left = new Map<string, Traces>();
  let rest: { family: string; version: number; hash: Buffer }[] = [];
  for (let place: readonly [string, number] = ['', 0]; ; ) {
    const { rows } = await client.query<(typeof rest)[number]>({
      name: 'verify-tombstones',
      text: `SELECT family, version, hash FROM tombstone
        WHERE authority = $1 AND (family, version) > ($2, $3) ORDER BY family, version LIMIT ${batch}`,
      values: [authority, ...place],
    });
    const last = rows.at(-1);
    const byFamily = Map.groupBy([...rest, ...rows], ({ family }) => family);
    rest = last === undefined ? [] : (byFamily.get(last.family) ?? []);
    for (const [family, of] of byFamily) {
      const traces = tracesOf(of);
      if (family !== last?.family && traces !== undefined) left.set(family, traces);
    }
    if (last === undefined) return left;
    place = [last.family, last.version];
  }
}
