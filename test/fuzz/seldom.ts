/** Forms to which chance seldom leads: where one may stand is asked of the records. */
import { administrator } from '../../src/access/administrator.ts';
import { addDays } from '../../src/core/calendar/day-number.ts';
import { dayOf } from '../../src/core/calendar/time.ts';
import type { Protocol } from '../../src/core/protocol/protocol.ts';
import type { Ground } from './ground.ts';
import type { Visitor } from './world.ts';

export interface Place {
  readonly visitor: Visitor;
  readonly url: string;
}

/** From then on chance has led there often enough. */
const ENOUGH = 3;

const PLACES: Readonly<Record<string, (ground: Ground) => Promise<readonly Place[]>>> = {
  'POST /sessions/end': signedInTwice,
  'POST /people/:id/return': somebodyWhoLeft,
  'POST /people/:id/cover/:which/end': coverThatGoesOn,
  'POST /people/:id/leave': nobodyCoversFor,
  'POST /meetings/:forum/:sitting/roll-over': undecided,
  'POST /meetings/:forum/:sitting/accept-late': listedForLater,
  'POST /families/:family/transfers/:transfer/exceptions/:gate': gateWithException,
  'POST /families/:family/obligations/:transfer/:obligation/end': dutyThatGoesOn,
};

/** A form that was hardly ever taken yet, and somebody whose it is. */
export async function seldomSeen(
  ground: Ground,
): Promise<(Place & { readonly route: string }) | undefined> {
  const { chance, ledger } = ground;
  const missing = Object.keys(PLACES).filter((route) => (ledger.of(route)?.accepted ?? 0) < ENOUGH);
  if (missing.length === 0) return undefined;
  const route = chance.oneOf(missing);
  const places = (await PLACES[route]?.(ground)) ?? [];
  return places.length === 0 ? undefined : { route, ...chance.oneOf(places) };
}

/** Somebody who has signed in once more elsewhere, and ends one of the two. */
async function signedInTwice(ground: Ground): Promise<readonly Place[]> {
  const visitor = ground.chance.oneOf(ground.world.visitors);
  await ground.renew(visitor);
  return [{ visitor, url: '/sessions' }];
}

/** Cover that has not ended, for whoever looks after the directory. */
async function coverThatGoesOn({ world }: Ground): Promise<readonly Place[]> {
  const given = await world.records.ask<{
    readonly authority: string;
    readonly id: string;
    readonly covers: string;
  }>(
    `SELECT authority, id, covers FROM cover
     WHERE until_day IS NULL OR until_day >= $1::date ORDER BY authority, id`,
    [dayOf(world.stile.now())],
  );
  return given.flatMap(({ authority, id, covers }) =>
    having(world.visitors, authority, [administrator]).map((visitor) => ({
      visitor,
      url: `/people/${encodeURIComponent(covers)}/cover/${encodeURIComponent(id)}/end`,
    })),
  );
}

/** The page of somebody who left, for whoever looks after the directory. */
async function somebodyWhoLeft({ world }: Ground): Promise<readonly Place[]> {
  const left = await world.records.ask<{ readonly authority: string; readonly id: string }>(
    'SELECT authority, id FROM worker WHERE NOT active ORDER BY authority, id',
  );
  return left.flatMap(({ authority, id }) =>
    having(world.visitors, authority, [administrator]).map((visitor) => ({
      visitor,
      url: `/people/${encodeURIComponent(id)}`,
    })),
  );
}

/** Somebody who can leave: they cover for nobody, and nobody for them. */
async function nobodyCoversFor({ world }: Ground): Promise<readonly Place[]> {
  const free = await world.records.ask<{ readonly authority: string; readonly id: string }>(
    `SELECT w.authority, w.id FROM worker w WHERE w.active AND NOT EXISTS (SELECT FROM cover c
       WHERE c.authority = w.authority AND w.id IN (c.worker, c.covers)) ORDER BY 1, 2`,
  );
  return free.flatMap(({ authority, id }) =>
    having(world.visitors, authority, [administrator]).map((visitor) => ({
      visitor,
      url: `/people/${encodeURIComponent(id)}/leave`,
    })),
  );
}

/** A sitting with a case that waits for it, for whoever runs it. */
async function undecided({ world }: Ground): Promise<readonly Place[]> {
  const waiting = await world.records.ask<{
    readonly authority: string;
    readonly forum: string;
    readonly sitting: string;
  }>(
    `SELECT DISTINCT authority, forum, sitting::text AS sitting FROM agenda
     WHERE decided IS NULL ORDER BY authority, forum, sitting`,
  );
  return waiting.flatMap(({ authority, forum, sitting }) => {
    const { chair, lateBy = [] } =
      [...protocolOf(world, authority).forums.values()].find(({ id }) => id === forum) ?? {};
    return having(world.visitors, authority, [chair ?? '', ...lateBy]).map((visitor) => ({
      visitor,
      url: `/meetings/${forum}/${sitting}`,
    }));
  });
}

/** A sitting before the one for which a case is listed, for whoever may take it there. */
async function listedForLater({ world }: Ground): Promise<readonly Place[]> {
  const now = world.stile.now();
  const listed = await world.records.ask<{
    readonly authority: string;
    readonly forum: string;
    readonly days: number;
  }>(
    `SELECT DISTINCT authority, forum, sitting - $1::date AS days FROM agenda
     WHERE decided IS NULL AND sitting > $1::date ORDER BY authority, forum, days`,
    [dayOf(now)],
  );
  return listed.flatMap(({ authority, forum, days }) => {
    const late = [...protocolOf(world, authority).forums.values()].find(({ id }) => id === forum);
    return having(world.visitors, authority, late?.lateBy ?? []).flatMap((visitor) =>
      Array.from({ length: days }, (_, ahead) => ({
        visitor,
        url: `/meetings/${forum}/${addDays(dayOf(now), ahead)}`,
      })),
    );
  });
}

/** A gate that an exception passes, of a transfer that goes on, for whoever may record one. */
async function gateWithException(ground: Ground): Promise<readonly Place[]> {
  const open = await openTransfers(ground);
  return open.flatMap(({ authority, family, id }) =>
    [...protocolOf(ground.world, authority).gates.values()].flatMap((gate) =>
      having(ground.world.visitors, authority, gate.exception?.by ?? []).map((visitor) => ({
        visitor,
        url: `/families/${family}/transfers/${id}/exceptions/${gate.id}`,
      })),
    ),
  );
}

/** A duty that people may end, of a transfer that goes on, for whoever may end it. */
async function dutyThatGoesOn(ground: Ground): Promise<readonly Place[]> {
  const open = await openTransfers(ground);
  return open.flatMap(({ authority, family, id, pathway }) =>
    [...protocolOf(ground.world, authority).obligations.values()]
      .filter(({ pathways }) => pathways.some((each) => each === pathway))
      .flatMap((duty) =>
        having(ground.world.visitors, authority, duty.endBy?.by ?? []).map((visitor) => ({
          visitor,
          url: `/families/${family}/obligations/${id}/${duty.id}/end`,
        })),
      ),
  );
}

interface OpenTransfer {
  readonly authority: string;
  readonly family: string;
  readonly id: string;
  readonly pathway: string;
}

function openTransfers({ world }: Ground): Promise<readonly OpenTransfer[]> {
  return world.records.ask(
    'SELECT authority, family, id, pathway FROM transfer WHERE ended IS NULL ORDER BY authority, family, id',
  );
}

function having(
  visitors: readonly Visitor[],
  authority: string,
  roles: readonly string[],
): readonly Visitor[] {
  return visitors.filter(
    ({ council, worker }) =>
      council.authority === authority && roles.some((role) => worker.roles.includes(role as never)),
  );
}

function protocolOf({ stile, councils }: Ground['world'], authority: string): Protocol {
  const council = councils.find((each) => each.authority === authority);
  if (council === undefined) throw new Error(`Nobody invented ${authority}`);
  return stile.protocols.current(council.authority);
}
