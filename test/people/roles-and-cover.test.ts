import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import { carryOut } from '../../src/cases/carry-out.ts';
import { giveCover, giveRole, stopCover } from '../../src/cases/change-roles.ts';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { handOverFamilies } from '../../src/cases/hand-over-families.ts';
import { lookAtFamily } from '../../src/cases/look-at-family.ts';
import { listMyWork } from '../../src/cases/queries/list-my-work.ts';
import { listNotices } from '../../src/cases/queries/list-notices.ts';
import { listDirectory } from '../../src/cases/queries/list-team.ts';
import { seenByStile } from '../../src/cases/stile.ts';
import type { FamilyId } from '../../src/core/family/people.ts';
import { within } from '../../src/store/database/connect.ts';
import { listChanges } from '../../src/store/people/directory.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { listCover, listHoldings } from '../../src/store/people/roles.ts';
import { authority, leadMeeting, moment, stepDown, type TestStile } from '../store/support.ts';
import {
  asAdministrator,
  day,
  enter,
  family,
  holderOf,
  leaving,
  openCouncil,
  otherAdministrator,
  signedIn,
  somebody,
} from './support.ts';

let stile: TestStile;
before(async () => {
  stile = await openCouncil();
});
after(() => stile.close());

async function rolesAt(when: string, id: string): Promise<readonly string[] | undefined> {
  stile.setClock(moment(when));
  return (await signedIn(stile, id))?.roles;
}

describe('a role', () => {
  test('is held from the first minute of its first day to the last of its last, by the clock of London', async () => {
    stile.setClock(moment('2026-03-20 12:00'));
    await enter(stile, 'dee', ['social-worker']);
    // Summer time begins on 29 March: in UTC the day after it begins an hour earlier.
    const given = await giveRole(stile, asAdministrator, {
      ...{ worker: 'dee', role: 'team-manager', from: day('2026-03-29'), until: day('2026-03-30') },
    });
    assert.deepEqual(given, { ok: true });
    assert.deepEqual(await rolesAt('2026-03-28 23:59', 'dee'), ['social-worker']);
    assert.deepEqual(await rolesAt('2026-03-29 00:00', 'dee'), ['social-worker', 'team-manager']);
    assert.deepEqual(await rolesAt('2026-03-30 23:59', 'dee'), ['social-worker', 'team-manager']);
    assert.deepEqual(await rolesAt('2026-03-31 00:00', 'dee'), ['social-worker']);
    stile.setClock(moment('2026-03-30 09:00'));
    const managers = await listDirectory(stile, { authority }, { role: 'team-manager' });
    assert.deepEqual(
      managers.map(({ id }) => id),
      ['dee', 'mo'],
    );
  });

  test('is given by nobody to themselves, and the database holds that too', async () => {
    stile.setClock(moment('2026-03-20 12:00'));
    const asked = {
      worker: 'ada',
      role: 'team-manager',
      from: day('2026-03-20'),
      until: undefined,
    };
    assert.match(
      JSON.stringify(await giveRole(stile, asAdministrator, asked)),
      /Nobody gives themselves a role/,
    );
    const db = within(stile.db, { authority, worker: 'ada', now: stile.now() });
    const insert = `INSERT INTO role_holding (authority, id, worker, role, given_by, given) VALUES ($1, 'x', $2, 'team-manager', 'ada', now())`;
    await assert.rejects(db.query(insert, [authority, 'ada']), /row-level security/);
    const sam = within(stile.db, { authority, worker: 'sam', now: stile.now() });
    await assert.rejects(sam.query(insert, [authority, 'kim']), /row-level security/);
    await assert.rejects(
      sam.query(
        `INSERT INTO cover (authority, id, worker, covers, from_day, given_by, given) VALUES ($1, 'x', 'sam', 'mo', '2026-01-01', 'sam', now())`,
        [authority],
      ),
      /row-level security/,
    );
    const { rowCount } = await sam.query(
      `UPDATE worker SET employer = 'authority', team = 'South' WHERE authority = $1`,
      [authority],
    );
    assert.equal(rowCount, 0);
    assert.ok((await giveRole(stile, otherAdministrator, { ...asked, worker: 'ada' })).ok);
  });

  test('that is given is told to the other administrators, and stands in the log for good', async () => {
    stile.setClock(moment('2026-03-20 12:00'));
    await enter(stile, 'told', []);
    await giveRole(stile, asAdministrator, {
      ...{ worker: 'told', role: 'social-worker', from: day('2026-03-20'), until: undefined },
    });
    await deliverOutbox(stile, authority, undefined);
    const bea = await signedIn(stile, 'bea');
    assert.ok(bea);
    const notices = await listNotices(stile, { authority, actor: bea });
    assert.match(
      notices.map(({ what }) => what).join(),
      /ada changed the directory: Person told: Given the role Social Worker/,
    );
    const db = within(stile.db, { authority, worker: 'ada', now: stile.now() });
    await assert.rejects(db.query('DELETE FROM people_log'), /permission denied/);
    await assert.rejects(db.query(`UPDATE people_log SET what = ''`), /permission denied/);
    const sam = within(stile.db, { authority, worker: 'sam', now: stile.now() });
    assert.deepEqual(await listChanges(sam, authority, undefined), []);
  });

  test('that ends takes families along only to somebody named', async () => {
    const here = await openCouncil();
    await family(here, 'mover');
    const db = seenByStile(here, authority);
    const [holding] = await listHoldings(db, authority, { worker: 'sam' });
    assert.ok(holding);
    const asked = {
      worker: 'sam',
      why: 'role-ends',
      holding: holding.id,
      last: undefined,
      chosen: {},
    } as const;
    const nobody = await handOverFamilies(here, asAdministrator, {
      ...asked,
      successor: undefined,
    });
    assert.match(JSON.stringify(nobody), /Select who takes over/);
    assert.deepEqual((await signedIn(here, 'sam'))?.roles, ['social-worker']);
    const done = await handOverFamilies(here, asAdministrator, { ...asked, successor: 'kim' });
    assert.ok(done.ok && done.done);
    assert.equal(await holderOf(here, 'mover'), 'kim');
    assert.deepEqual((await signedIn(here, 'sam'))?.roles, []);
    await here.close();
  });

  test('of the last administrator stays, also when two take it from each other at once', async () => {
    const here = await openCouncil();
    const db = seenByStile(here, authority);
    const end = async (viewer: typeof asAdministrator, worker: string) => {
      const [holding] = await listHoldings(db, authority, { worker });
      return handOverFamilies(here, viewer, {
        ...{ worker, why: 'role-ends', holding: holding?.id, last: undefined },
        ...{ successor: undefined, chosen: {} },
      });
    };
    const both = await Promise.all([end(asAdministrator, 'bea'), end(otherAdministrator, 'ada')]);
    assert.equal(both.filter(({ ok }) => ok).length, 1);
    const people = await listDirectory(here, { authority }, { role: administrator });
    assert.equal(people.length, 1);
    const one = people[0]?.id === 'ada' ? asAdministrator : otherAdministrator;
    const self = await handOverFamilies(here, one, leaving(one.actor.worker));
    assert.match(JSON.stringify(self), /Nobody removes themselves/);
    await here.close();
  });
});

describe('cover for leave', () => {
  const cover = { covers: 'sam', worker: 'pip', from: day('2026-03-29'), until: day('2026-03-30') };

  test('lets whoever covers see and do what the other could, on its days and on no other', async () => {
    stile.setClock(moment('2026-03-20 12:00'));
    await enter(stile, 'pip', []);
    await family(stile, 'covered');
    const sam = somebody('sam', ['social-worker']);
    const started = await carryOut(stile, {
      actor: sam,
      authority,
      family: 'covered' as FamilyId,
      command: stepDown,
    });
    assert.ok(started.ok, JSON.stringify(started));
    const met = await carryOut(stile, {
      actor: sam,
      authority,
      family: 'covered' as FamilyId,
      command: leadMeeting,
    });
    assert.ok(met.ok);
    assert.ok((await giveCover(stile, asAdministrator, cover)).ok);
    const sees = async (when: string): Promise<boolean> => {
      stile.setClock(moment(when));
      const pip = await signedIn(stile, 'pip');
      assert.ok(pip);
      const asked = { family: 'covered' as FamilyId, purpose: 'overview' };
      const looked = await lookAtFamily(stile, { authority, actor: pip }, asked);
      const work = await listMyWork(stile, { authority, actor: pip });
      const act = await carryOut(stile, {
        ...{ actor: pip, authority, family: 'covered' as FamilyId },
        command: { do: 'record-told', to: [{ role: 'family' }], what: 'Hello' },
      });
      const found = work.mine.some((item) => item.family === 'covered' && item.worker === 'sam');
      assert.equal(looked !== undefined, found);
      assert.equal(act.ok, found);
      assert.equal(await holderOf(stile, 'covered'), 'sam');
      return found;
    };
    assert.equal(await sees('2026-03-28 23:59'), false);
    assert.equal(await sees('2026-03-29 00:00'), true);
    assert.equal(await sees('2026-03-30 23:59'), true);
    assert.equal(await sees('2026-03-31 00:00'), false);
  });

  test('tells both, and says for whom', async () => {
    const here = await openCouncil();
    await family(here, 'both');
    await enter(here, 'pip', []);
    const asked = { covers: 'sam', worker: 'pip', from: day('2026-03-02'), until: undefined };
    assert.ok((await giveCover(here, asAdministrator, asked)).ok);
    const told = await carryOut(here, {
      actor: somebody('mo', ['team-manager']),
      authority,
      family: 'both' as FamilyId,
      command: { do: 'raise-concern', fields: {} },
    });
    assert.ok(told.ok);
    await deliverOutbox(here, authority, undefined);
    const wordsOf = async (id: string): Promise<readonly string[]> => {
      const who = await signedIn(here, id);
      assert.ok(who);
      return (await listNotices(here, { authority, actor: who })).map(({ what }) => what);
    };
    const of = (await wordsOf('sam')).filter((what) => !what.includes('directory'));
    assert.ok(of.some((what) => /safeguarding concern/.test(what)));
    const pip = await wordsOf('pip');
    for (const what of of) assert.ok(pip.includes(`Covering for Sam: ${what}`), what);
    await here.close();
  });

  test('ends at once when it is taken back', async () => {
    stile.setClock(moment('2026-03-29 11:00'));
    const [found] = await listCover(seenByStile(stile, authority), authority, 'pip');
    assert.ok(found);
    const asked = { worker: 'sam', id: found.id, last: day('2026-03-28') };
    assert.ok((await stopCover(stile, asAdministrator, asked)).ok);
    const pip = await signedIn(stile, 'pip');
    assert.deepEqual([pip?.roles, pip?.covers], [[], []]);
  });

  test('passes nobody the directory on, stays within the council, and is nobody’s to give themselves', async () => {
    stile.setClock(moment('2026-03-20 12:00'));
    const dates = { from: day('2026-03-20'), until: undefined };
    assert.ok(
      (await giveCover(stile, asAdministrator, { covers: 'bea', worker: 'pip', ...dates })).ok,
    );
    assert.deepEqual((await signedIn(stile, 'pip'))?.roles, []);
    await enter(stile, 'lee', ['lead'], { employer: 'partner', agency: 'Hillside School' });
    await enter(stile, 'liz', ['lead'], { employer: 'partner', agency: 'Valley School' });
    const tries = [
      [{ covers: 'sam', worker: 'ada', ...dates }, /Nobody gives themselves cover/],
      [{ covers: 'sam', worker: 'lee', ...dates }, /does not work for the council/],
      [
        { covers: 'lee', worker: 'liz', ...dates },
        /of another agency: the family would have to agree/,
      ],
      [{ covers: 'sam', worker: 'sam', ...dates }, /Select somebody else/],
    ] as const;
    for (const [asked, words] of tries)
      assert.match(JSON.stringify(await giveCover(stile, asAdministrator, asked)), words);
  });
});

test('somebody who has left and comes back holds no role until one is given', async () => {
  const here = await openCouncil();
  assert.ok((await handOverFamilies(here, asAdministrator, leaving('sam'))).ok);
  const { returnWorker } = await import('../../src/cases/change-people.ts');
  assert.ok((await returnWorker(here, asAdministrator, 'sam')).ok);
  assert.deepEqual((await signedIn(here, 'sam'))?.roles, []);
  await saveWorker(seenByStile(here, authority), authority, {
    ...{ id: 'sam', name: 'Sam', email: null, agency: 'The council', employer: 'authority' },
    ...{ roles: ['social-worker'], team: null, active: true },
  });
  assert.deepEqual((await signedIn(here, 'sam'))?.roles, ['social-worker']);
  await here.close();
});
