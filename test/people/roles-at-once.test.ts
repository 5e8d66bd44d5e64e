import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceFrom } from '../../src/simulation/chance.ts';
import { itself, within } from '../../src/store/database/connect.ts';
import { listDirectory } from '../../src/store/people/directory.ts';
import { findSight, findWorker, listWorkers } from '../../src/store/people/people.ts';
import { asOwner, authority, moment, openTestStile } from '../store/support.ts';

test('a list says of each what looking them up alone says, on any day, whoever covers for whom', async () => {
  const stile = await openTestStile();
  const { between, oneOf } = chanceFrom(29);
  const ids = Array.from({ length: 12 }, (_, n) => `w${n}`);
  const roles = ['stile/administrator', 'social-worker', 'team-manager', 'early-help-worker'];
  const dayOrNone = () => (between(1, 3) === 1 ? null : `2026-03-${between(10, 28)}`);
  for (const [n, id] of ids.entries())
    await asOwner(
      stile.connectionString,
      `INSERT INTO worker (authority, id, name, agency, employer, team, active) VALUES ($1, $2, $2, 'A', 'authority', $3, $4)`,
      [authority, id, oneOf(['North', 'South', null]), n % 5 !== 0],
    );
  for (let n = 0; n < 60; n++)
    await asOwner(
      stile.connectionString,
      `INSERT INTO role_holding (authority, id, worker, role, from_day, until_day, given_by, given) VALUES ($1, $2, $3, $4, $5, $6, 'x', $7)`,
      [
        authority,
        `r${n}`,
        oneOf(ids),
        oneOf(roles),
        dayOrNone(),
        dayOrNone(),
        moment('2026-03-01 09:00'),
      ],
    );
  for (let n = 0; n < 25; n++) {
    const covers = oneOf(ids);
    await asOwner(
      stile.connectionString,
      `INSERT INTO cover (authority, id, worker, covers, from_day, until_day, given_by, given) VALUES ($1, $2, $3, $4, $5, $6, 'x', now())`,
      [
        ...[authority, `c${n}`, oneOf(ids.filter((id) => id !== covers)), covers],
        ...[`2026-03-${between(10, 28)}`, dayOrNone()],
      ],
    );
  }
  const here = itself(stile.db, authority);
  let lent = 0;
  for (let day = 9; day <= 30; day++) {
    const now = moment(`2026-03-${String(day).padStart(2, '0')} 12:00`);
    const alone = await Promise.all(ids.map((id) => findWorker(here, authority, id, now)));
    const wanted = new Map(alone.flatMap((each) => (each ? [[each.id, each]] : [])));
    const listed = await listWorkers(here, authority, { now });
    const ours = listed.filter(({ id }) => wanted.has(id));
    assert.equal(ours.length, 9);
    for (const each of ours) {
      assert.deepEqual(each, wanted.get(each.id));
      lent += each.covers.length;
      // What the database enters somebody with is the same once more.
      const entered = within(stile.db, { authority, worker: each.id, now });
      const { rows } = await entered.query(
        'SELECT viewer_roles() AS roles, viewer_covers() AS covers',
      );
      assert.deepEqual(rows[0], { roles: each.roles, covers: each.covers });
      const { sees } = await findSight(entered);
      const seeing = each.roles.some((role) => role !== 'stile/administrator');
      assert.equal(sees, seeing ? 'all' : 'named');
    }
    const managers = await listWorkers(here, authority, { now, role: 'team-manager' });
    assert.deepEqual(
      managers,
      listed.filter((each) => each.roles.includes('team-manager')),
    );
    for (const each of await listDirectory(here, authority, now))
      if (!each.active) assert.deepEqual([each.roles, each.covers], [[], []]);
  }
  assert.ok(lent > 20, `only ${lent} covers were in force`);
  await stile.close();
});
