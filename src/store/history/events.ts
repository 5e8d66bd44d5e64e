import type { Instant } from '../../core/calendar/time.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import { evolve, evolveAll } from '../../core/family/evolve.ts';
import type { Family } from '../../core/family/family.ts';
import type { AuthorityId, FamilyId, WorkerId } from '../../core/family/people.ts';
import { type Database, isViolation } from '../database/connect.ts';
import { plainJson } from '../database/plain-json.ts';
import { difference } from '../projection/difference.ts';
import { project, projectedWith, type Scene } from '../projection/projection.ts';
import { noHash, seal } from './chain.ts';
import type { Known } from './family-cache.ts';

export interface Append {
  readonly authority: AuthorityId;
  readonly family: FamilyId;
  /** The family that the events were decided on; undefined for a new one. */
  readonly known: Known | undefined;
  readonly events: readonly FamilyEvent[];
  readonly scene: Scene;
  /** Sent again, it is carried out once. */
  readonly request?: { readonly worker: WorkerId; readonly key: string } | undefined;
}

export type Appended =
  | { readonly ok: true; readonly known: Known }
  /**
   * `conflict`: somebody else was first. `repeated`: this very request was carried out before. `not-theirs`: the database
   * does not let the scope change this family. `renamed`: whoever acts has another name or other roles by now.
   * `out-of-step`: what the history says and the read rows, or the times, do not agree, as the fault says.
   */
  | { readonly ok: false; readonly because: 'conflict' | 'repeated' | 'not-theirs' | 'renamed' }
  | { readonly ok: false; readonly because: 'out-of-step'; readonly fault: unknown };

/** The family as this process last saw it, without asking the store: only to decide and append on. */
export function recallFamily(
  db: Database,
  authority: AuthorityId,
  id: FamilyId,
): Known | undefined {
  return db.families.get(authority, id);
}

/** The family as it is now: only events that this process has not seen are read. */
export async function loadFamily(
  db: Database,
  authority: AuthorityId,
  id: FamilyId,
): Promise<Known | undefined> {
  const remembered = db.families.get(authority, id);
  // What this process remembers is nobody's to see before the database has said that the family is.
  const { rows } = await db.query<EventRow>({
    name: 'load-family',
    text: `SELECT e.body, e.hash, e.recorded,
        (SELECT f.projected_with FROM family f WHERE f.authority = $1 AND f.id = $2) AS projected_with
      FROM (SELECT WHERE viewer_sees($2)) AS seen
      LEFT JOIN event e ON e.authority = $1 AND e.family = $2 AND e.version > $3 ORDER BY e.version`,
    values: [authority, id, remembered?.family.version ?? 0],
  });
  if (rows.length === 0) return undefined;
  const last = rows.at(-1);
  if (!isEvent(last)) {
    if (remembered === undefined || typeof last?.projected_with === 'string') return remembered;
    // What this process remembers was disposed of.
    db.families.forget(authority, id);
    return loadFamily(db, authority, id);
  }
  const family = evolveAll(
    rows.filter(isEvent).map((row) => readEvent(row.body)),
    remembered?.family,
  );
  if (family === undefined) return undefined;
  const { hash, recorded } = last;
  const known: Known = { family, hash, recorded, projectedWith: last.projected_with ?? '' };
  db.families.put(authority, known);
  return known;
}

/**
 * Adds events and all that follows from them in one statement, which is one transaction. The database reads the events
 * itself: who did it, who holds the family, who is told (migrations/0025).
 */
export async function append(db: Database, act: Append): Promise<Appended> {
  const { authority, known, events, scene } = act;
  const family = after(known?.family, events);
  const last = { version: known?.family.version ?? 0, hash: known?.hash ?? noHash };
  const sealed = seal({ authority, family: act.family }, last, events);
  const recorded = latest(events);
  if (events.some((event) => event.recorded !== recorded)) {
    throw new Error('The events of one act are recorded at one time');
  }
  const rows = project(scene, family, recorded);
  const stamp = projectedWith(scene, authority);
  const before =
    known && known.projectedWith === stamp
      ? (known.rows ?? project(scene, known.family, known.recorded))
      : undefined;
  try {
    await db.query({
      name: 'append-act',
      text: 'SELECT append_to_family($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      values: [
        authority,
        act.family,
        last.version,
        last.hash,
        before === undefined ? null : stamp,
        sealed.map(({ body }) => body),
        plainJson(rows.summary),
        plainJson(difference(before, rows)),
        act.request?.worker ?? null,
        act.request?.key ?? null,
      ],
    });
  } catch (error) {
    // What this process remembers was out of date, or would be.
    db.families.forget(authority, act.family);
    // 40P01: of two that waited for each other the server chose this one to step back, such as while tables are changed.
    if (isViolation(error, 'ST001') || isViolation(error, '40P01'))
      return { ok: false, because: 'conflict' };
    if (isViolation(error, 'ST002')) return { ok: false, because: 'repeated' };
    if (isViolation(error, '42501')) return { ok: false, because: 'not-theirs' };
    if (isViolation(error, 'ST005')) return { ok: false, because: 'renamed' };
    if (isViolation(error, 'ST003')) return { ok: false, because: 'out-of-step', fault: error };
    throw error;
  }
  const hash = sealed.at(-1)?.hash ?? last.hash;
  const appended: Known = { family, hash, recorded, projectedWith: stamp, rows };
  db.families.put(authority, appended);
  return { ok: true, known: appended };
}

/** An event as its body in the history says it. */
export function readEvent(body: string): FamilyEvent {
  // Written by `append` from a FamilyEvent; `verify` shows whether anybody changed it since.
  const { event } = JSON.parse(body) as { readonly event: FamilyEvent };
  return event;
}

interface EventRow {
  readonly body: string | null;
  readonly hash: Buffer;
  readonly recorded: Instant;
  readonly projected_with: string | null;
}

/** Where nothing is new, the one row there is says only that the family may be seen. */
function isEvent(row: EventRow | undefined): row is EventRow & { readonly body: string } {
  return row !== undefined && row.body !== null;
}

function after(family: Family | undefined, events: readonly FamilyEvent[]): Family {
  let result = family;
  for (const event of events) result = evolve(result, event);
  if (result === undefined) throw new Error('An act without events cannot be added to the history');
  return result;
}

function latest(events: readonly FamilyEvent[]): Instant {
  const recorded = events.at(-1)?.recorded;
  if (recorded === undefined)
    throw new Error('An act without events cannot be added to the history');
  return recorded;
}
