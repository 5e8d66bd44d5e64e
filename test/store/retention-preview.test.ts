/** The preview from the read table, held against the pure function on whole histories: every family, many days, many rules. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { catchUp } from '../../src/cases/catch-up.ts';
import { previewForOperator, workOut } from '../../src/cases/queries/preview-retention.ts';
import { seenByStile } from '../../src/cases/stile.ts';
import type { Day } from '../../src/core/calendar/time.ts';
import { evolveAll } from '../../src/core/family/evolve.ts';
import type { Family } from '../../src/core/family/family.ts';
import { keepingOf } from '../../src/core/family/retention.ts';
import type { Retention, RetentionRule } from '../../src/core/protocol/protocol.ts';
import { type Closed, findKept, readClosed } from '../../src/store/kept-families.ts';
import { chanceFrom, pick } from '../core/family/support.ts';
import { withDemonstrations } from './demonstrations.ts';
import { authority, moment, openTestStile, type TestStile, told } from './support.ts';

const now = '2026-03-20 10:00';
let stile: TestStile;
let closed: { readonly authority: string; readonly found: Closed; readonly family: Family }[];
before(async () => {
  stile = await openTestStile((await withDemonstrations(moment(now))).connectionString, now);
  // What a quiet demonstration has too little of: families at their end, whose children have died or were never born.
  await stile.behindItsBack(
    `UPDATE outbox SET done_at = created WHERE abs(hashtext(family)) % 3 > 0`,
  );
  await endMost();
  closed = [];
  for (const each of stile.protocols.authorities) {
    const rows = await stile.behindItsBack('SELECT id FROM family WHERE authority = $1', [each]);
    const ids = rows.map(({ id }) => id as never);
    for (const found of await readClosed(seenByStile(stile, each), each, ids)) {
      const family = evolveAll(found.events);
      assert.ok(family);
      closed.push({ authority: each, found, family });
    }
  }
  assert.ok(closed.length > 60, `${closed.length} closed families`);
});
after(() => stile.close());

/** Whatever the pages say of it afterwards: every fourth open transfer ends by a hand that went past the rules. */
async function endMost(): Promise<void> {
  const { append, loadFamily } = await import('../../src/store/history/events.ts');
  const { sceneOf } = await import('../../src/cases/stile.ts');
  for (const each of stile.protocols.authorities) {
    const rows = await stile.behindItsBack(
      'SELECT id FROM family WHERE authority = $1 AND open_transfers > 0 ORDER BY id',
      [each],
    );
    for (const [index, { id }] of rows.entries()) {
      if (index % 4 === 3) continue;
      const db = seenByStile(stile, each);
      const known = await loadFamily(db, each as never, id as never);
      assert.ok(known);
      const stamp = { at: stile.now(), recorded: stile.now(), protocol: '' };
      const by = { worker: 'sam', name: 'Sam', roles: [] };
      const events = [
        ...known.family.transfers
          .filter(({ state }) => state !== 'ended')
          .map((transfer) => ({
            ...stamp,
            ...{ by, protocol: transfer.protocol, type: 'TransferEnded', transfer: transfer.id },
            reason: 'Ended',
          })),
        ...known.family.people
          .filter(({ kind }) => kind === 'child')
          .map((person) => ({
            ...stamp,
            ...{ by, protocol: stile.protocols.current(each).key, type: 'PersonChanged' },
            person: {
              ...person,
              ...(index % 5 === 0 ? { died: '2024-02-29' } : {}),
              ...(index % 7 === 0 ? { born: undefined } : {}),
              ...(index % 6 === 0 ? { born: '2016-02-29' } : {}),
            },
          })),
      ] as never[];
      const scene = sceneOf(stile, each);
      const done = await append(db, {
        authority: each as never,
        family: id as never,
        known,
        events,
        scene,
      });
      assert.ok(done.ok);
    }
  }
}

/** What the pure function says of every closed family of an authority. */
function pure(of: string, retention: Retention | undefined, today: Day) {
  const due = new Map<string, Day>();
  const unknown = new Set<string>();
  for (const { found, family } of closed.filter(({ authority: each }) => each === of)) {
    const { wins } = keepingOf(retention, family);
    if (wins === undefined) unknown.add(found.family);
    else if (wins.until < today) due.set(found.family, wins.until);
  }
  return { due, unknown };
}

async function stored(of: string, retention: Retention | undefined, today: Day) {
  const db = seenByStile(stile, of);
  const { pages, totals } = await findKept(db, { retention, today, after: {}, limit: undefined });
  const list = (kind: 'due' | 'held' | 'unknown') => pages.get(kind) ?? [];
  return { runOut: [...list('due'), ...list('held')], unknown: list('unknown'), totals };
}

function anyRules(seed: number, family: readonly Family[]): Retention {
  const chance = chanceFrom(seed);
  const some = <T>(all: readonly T[]) =>
    all.length > 0 && chance() < 0.6 ? [pick(chance, all)] : [];
  const ids = ['a', 'b', 'c', 'd', 'e'].slice(0, 1 + Math.floor(chance() * 5));
  const rules = ids.map((id) => {
    const after = pick(chance, [
      ...(['youngest-child-born', 'oldest-child-born', 'case-closed', 'last-action'] as const),
      ...(['financial-year-ended', 'death'] as const),
    ]);
    const reached = {
      levels: some(family.flatMap(({ levels }) => levels.map(({ level }) => level))),
      pathways: some(family.flatMap(({ transfers }) => transfers.map(({ pathway }) => pathway))),
      holders: some(family.flatMap(({ heldBy }) => [...heldBy])),
    };
    return {
      ...{ id, title: id, years: 1 + Math.floor(chance() * 40), after },
      reached: chance() < 0.4 ? undefined : reached,
      inPlaceOf: after === 'death' ? ids.filter(() => chance() < 0.4) : [],
      ...{ clauses: [], written: undefined, reading: undefined },
    } as unknown as RetentionRule;
  });
  const by = new Map(rules.map((rule) => [rule.id, rule]));
  return { says: '', keepers: [], confirmers: [], rules: by } as Retention;
}

describe('The preview from the read table', () => {
  test('finds exactly the families whose time has run out by the whole history, on many days, by the rules of each policy and by any', async () => {
    let [found, without] = [0, 0];
    for (const of of stile.protocols.authorities) {
      const families = closed.filter((each) => each.authority === of).map(({ family }) => family);
      const sets = [
        stile.protocols.current(of).retention,
        ...Array.from({ length: 25 }, (_, seed) => anyRules(seed, families)),
      ];
      for (const [index, retention] of sets.entries()) {
        const chance = chanceFrom(1000 + index);
        const ends = families.flatMap((family) => keepingOf(retention, family).wins?.until ?? []);
        // Some day, the last day that a record is kept, and the day after it.
        const days = [
          ...Array.from(
            { length: 3 },
            () =>
              `${2026 + Math.floor(chance() * 80)}-0${1 + Math.floor(chance() * 9)}-1${Math.floor(chance() * 9)}`,
          ),
          ...(ends.length > 0 ? [pick(chance, ends)] : []),
        ];
        for (const today of days as Day[]) {
          const [{ due, unknown }, table] = [
            pure(of, retention, today),
            await stored(of, retention, today),
          ];
          const told = `${of} ${today} ${JSON.stringify([...(retention?.rules.values() ?? [])])}`;
          assert.deepEqual(table.runOut.toSorted(), [...due.keys()].toSorted(), told);
          assert.deepEqual(table.unknown.toSorted(), [...unknown].toSorted(), told);
          found += due.size;
          without += unknown.size;
        }
      }
    }
    assert.ok(found > 500 && without > 100, `${found} ${without}`);
  });

  test('lists what runs out first before the rest, a page at a time, none twice and none left out', async () => {
    const { retention } = stile.protocols.current(authority);
    const today = '2120-01-01' as Day;
    const db = seenByStile(stile, authority);
    const all = (await findKept(db, { retention, today, after: {}, limit: undefined })).pages;
    const whole = all.get('held') ?? [];
    assert.ok(whole.length > 5);
    const pages: string[] = [];
    for (let after = 0; after < whole.length; after += 3)
      pages.push(
        ...((await findKept(db, { retention, today, after: { held: after }, limit: 3 })).pages.get(
          'held',
        ) ?? []),
      );
    assert.deepEqual(pages, whole);
    const ends = pure(authority, retention, today).due;
    const untils = whole.map((id) => ends.get(id) ?? '');
    assert.deepEqual(untils, untils.toSorted());
  });

  test('takes nothing for held that the whole history lets go', async () => {
    stile.setClock(moment('2120-01-01 09:00'));
    let let_go = 0;
    for (const of of stile.protocols.authorities) {
      const { families } = await previewForOperator(stile, of);
      const mine = closed.filter((each) => each.authority === of).map(({ found }) => found.family);
      const due = (await workOut(stile, of, mine)).filter(({ result }) => result === 'due');
      const { pages } = await findKept(seenByStile(stile, of), {
        retention: stile.protocols.current(of).retention,
        today: '2120-01-01' as Day,
        after: {},
        limit: undefined,
      });
      const candidates = new Set(pages.get('due'));
      for (const each of due) assert.ok(candidates.has(each.family), `${of} ${each.reference}`);
      assert.deepEqual(
        families.due.families.map(({ family }) => family).toSorted(),
        due.map(({ family }) => family).toSorted(),
      );
      let_go += due.length;
    }
    assert.ok(let_go > 5);
    stile.setClock(moment(now));
  });

  test('says how many are still to be worked out after an upgrade, and finds them when Stile has caught up', async () => {
    const { retention } = stile.protocols.current(authority);
    const today = '2120-01-01' as Day;
    const before = await stored(authority, retention, today);
    // As a migration leaves it, and as an older Stile does that writes meanwhile.
    await stile.behindItsBack('DELETE FROM keeping WHERE authority = $1', [authority]);
    await stile.behindItsBack(
      `UPDATE family SET projected_with = replace(projected_with, '[5,', '[4,') WHERE authority = $1`,
      [authority],
    );
    const meanwhile = await stored(authority, retention, today);
    assert.deepEqual(meanwhile.runOut, []);
    assert.ok((meanwhile.totals.get('later') ?? 0) >= before.runOut.length);
    await catchUp(stile, authority);
    assert.deepEqual((await stored(authority, retention, today)).runOut, before.runOut);
  });

  test('follows each act by itself', async () => {
    const { done, registration } = await import('./support.ts');
    await done(stile, 'act', registration('act'));
    await stile.behindItsBack(`UPDATE outbox SET done_at = created`);
    const rules = stile.protocols.current(authority).retention;
    const has = async (day: string) =>
      (await stored(authority, rules, day as Day)).runOut.includes('act' as never);
    assert.deepEqual([await has('2032-03-31'), await has('2032-04-01')], [false, true]);
    stile.setClock(moment('2027-05-01 10:00'));
    await done(stile, 'act', told('They came back'));
    assert.deepEqual([await has('2034-03-31'), await has('2034-04-01')], [false, true]);
    stile.setClock(moment(now));
  });
});
