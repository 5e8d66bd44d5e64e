import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { carryOut } from '../../src/cases/carry-out.ts';
import { carryOutDueHandOvers } from '../../src/cases/carry-out-hand-over.ts';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { cancelHandOver, handOverFamilies } from '../../src/cases/hand-over-families.ts';
import { lookAtFamily } from '../../src/cases/look-at-family.ts';
import { listNotices } from '../../src/cases/queries/list-notices.ts';
import { findSession } from '../../src/cases/sessions.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { seenByStile } from '../../src/cases/stile.ts';
import type { FamilyId, Practitioner, WorkerId } from '../../src/core/family/people.ts';
import { within } from '../../src/store/database/connect.ts';
import { listHistory } from '../../src/store/history/history.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { listChanges, listOrphans } from '../../src/store/people/directory.ts';
import { findWorker } from '../../src/store/people/people.ts';
import { authority, moment, type TestStile } from '../store/support.ts';
import {
  asAdministrator,
  boss,
  day,
  enter,
  family,
  holderOf,
  leaving,
  loaded,
  openCouncil,
  signedIn,
  somebody,
} from './support.ts';

let stile: TestStile;
before(async () => {
  stile = await openCouncil();
});
after(() => stile.close());

async function council(): Promise<TestStile> {
  const opened = await openCouncil();
  return opened;
}

async function isActive(of: TestStile, id: string): Promise<boolean> {
  const worker = await findWorker(seenByStile(of, authority), authority, id, of.now());
  return worker?.active === true;
}

describe('somebody who leaves', () => {
  test('is followed in every family by whoever is named, and each history says who decided', async () => {
    await family(stile, 'one');
    await family(stile, 'two');
    const session = await signInForDemonstration(stile, authority, 'sam' as WorkerId);
    assert.ok(session);
    const done = await handOverFamilies(stile, asAdministrator, {
      ...leaving('sam', 'kim'),
      chosen: { two: 'kim' },
    });
    assert.deepEqual(
      { ...done, handOver: '' },
      { ok: true, handOver: '', done: true, moved: 2, stuck: [] },
    );
    for (const id of ['one', 'two']) {
      assert.equal(await holderOf(stile, id), 'kim');
      const assigned = (await loaded(stile, id)).assigned.get('social-worker' as never);
      assert.equal(assigned?.practitioner.worker, 'kim');
      const history = await listHistory(seenByStile(stile, authority), authority, id as FamilyId);
      const last = history
        .map(({ event }) => event)
        .findLast(({ type }) => type === 'PersonAssigned');
      assert.equal(last?.by.worker, 'ada');
      assert.match(
        last?.type === 'PersonAssigned' ? String(last.reason) : '',
        /Person sam leaves\. Decided by Person ada/,
      );
    }
    assert.equal(await isActive(stile, 'sam'), false);
    assert.equal(await findSession(stile, authority, session.secret), undefined);
    assert.equal(await signedIn(stile, 'sam'), undefined);
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    const log = await listChanges(seenByStile(stile, authority), authority, 'sam');
    assert.match(log.map(({ what }) => what).join('\n'), /Has left: every family is handed over/);
  });

  test('tells whoever takes over, in Stile', async () => {
    await deliverOutbox(stile, authority, undefined);
    const kim = await signedIn(stile, 'kim');
    assert.ok(kim);
    const notices = await listNotices(stile, { authority, actor: kim });
    assert.match(
      notices.map(({ what }) => what).join('\n'),
      /You take over this family\. Person sam leaves/,
    );
  });

  test('cannot leave while a family would have nobody, or somebody who could not act', async () => {
    const here = await council();
    await family(here, 'three');
    const nobody = await handOverFamilies(here, asAdministrator, leaving('sam'));
    assert.deepEqual(nobody, {
      ok: false,
      errors: [{ field: 'successor', message: 'Select who takes over' }],
    });
    const unable = await handOverFamilies(here, asAdministrator, leaving('sam', 'mo'));
    assert.match(
      JSON.stringify(unable),
      /F-three: Person mo is not Social Worker on that day; give the role first/,
    );
    await enter(here, 'pat', ['social-worker'], { employer: 'partner', agency: 'Hillside School' });
    const partner = await handOverFamilies(here, asAdministrator, leaving('sam', 'pat'));
    assert.match(JSON.stringify(partner), /F-three: Person pat does not work for the council/);
    assert.equal(await holderOf(here, 'three'), 'sam');
    assert.equal(await isActive(here, 'sam'), true);
    await here.close();
  });

  test('leaves families with those they are with until their last day is over, by the clock of London', async () => {
    const here = await council();
    // British summer time begins on 29 March 2026: the day ends at 23:00 UTC.
    here.setClock(moment('2026-03-29 10:00'));
    await family(here, 'four');
    const asked = { ...leaving('sam', 'kim'), last: day('2026-03-30') };
    const decided = await handOverFamilies(here, asAdministrator, asked);
    assert.ok(decided.ok && !decided.done);
    here.setClock(moment('2026-03-30 23:59'));
    await carryOutDueHandOvers(here, authority);
    assert.equal(await holderOf(here, 'four'), 'sam');
    assert.ok(await signedIn(here, 'sam'));
    here.setClock(moment('2026-03-31 00:00'));
    assert.deepEqual(await carryOutDueHandOvers(here, authority), []);
    assert.equal(await holderOf(here, 'four'), 'kim');
    assert.equal(await signedIn(here, 'sam'), undefined);
    await here.close();
  });

  test('can stay after all, before the day has come', async () => {
    const here = await council();
    await family(here, 'five');
    const asked = { ...leaving('sam', 'kim'), last: day('2026-03-30') };
    const decided = await handOverFamilies(here, asAdministrator, asked);
    assert.ok(decided.ok);
    const back = await cancelHandOver(here, asAdministrator, {
      worker: 'sam',
      id: decided.handOver,
    });
    assert.ok(back.ok);
    here.setClock(moment('2026-04-10 09:00'));
    await carryOutDueHandOvers(here, authority);
    assert.equal(await holderOf(here, 'five'), 'sam');
    await here.close();
  });

  test('keeps the family where whoever was to take over has left meanwhile, and it is said which and why', async () => {
    const here = await council();
    await family(here, 'six');
    const asked = { ...leaving('sam', 'kim'), last: day('2026-03-30') };
    assert.ok((await handOverFamilies(here, asAdministrator, asked)).ok);
    const kim = await handOverFamilies(here, asAdministrator, leaving('kim'));
    assert.match(JSON.stringify(kim), /Person kim is to take over families/);
    await here.behindItsBack(`UPDATE worker SET active = false WHERE id = 'kim'`);
    here.setClock(moment('2026-04-01 09:00'));
    assert.deepEqual(await carryOutDueHandOvers(here, authority), [
      'F-six could not be handed over: whoever was to take over has left',
    ]);
    assert.equal(await holderOf(here, 'six'), 'sam');
    assert.equal(await isActive(here, 'sam'), true);
    await here.close();
  });

  test('hands on what still comes for them, and what they are told goes to whoever took over', async () => {
    const here = await council();
    await family(here, 'seven');
    assert.ok((await handOverFamilies(here, asAdministrator, leaving('sam', 'kim'))).ok);
    // Somebody had the form open, and names them again.
    const named = await carryOut(here, {
      actor: somebody('mo', ['team-manager']),
      authority,
      family: 'seven' as FamilyId,
      command: {
        do: 'assign-person',
        role: 'social-worker' as never,
        practitioner: {
          ...{ name: 'Sam', agency: 'The council', employer: 'authority', contact: undefined },
          worker: 'sam' as WorkerId,
        },
      },
    });
    assert.ok(named.ok);
    const db = seenByStile(here, authority);
    assert.deepEqual(
      (await listOrphans(db, authority)).map(({ reference }) => reference),
      ['F-seven'],
    );
    assert.deepEqual(await carryOutDueHandOvers(here, authority), []);
    assert.equal(await holderOf(here, 'seven'), 'kim');
    assert.deepEqual(await listOrphans(db, authority), []);
    await here.close();
  });
});

test('a hand-over that is broken off between two families is taken up again, and nobody left is a holder meanwhile', async () => {
  const here = await council();
  const ids = ['a', 'b', 'c', 'd'].map((letter) => `broken-${letter}`);
  for (const id of ids) await family(here, id);
  let handed = 0;
  const breaking = Object.create(here, {
    observe: {
      value({ act }: { act: string }) {
        if (act === 'hand-over' && ++handed === 2) throw new Error('the power went');
      },
    },
  });
  await assert.rejects(
    handOverFamilies(breaking, asAdministrator, leaving('sam', 'kim')),
    /the power went/,
  );
  const holders = await Promise.all(ids.map((id) => holderOf(here, id)));
  assert.deepEqual(holders.toSorted(), ['kim', 'kim', 'sam', 'sam']);
  assert.equal(await isActive(here, 'sam'), true);
  assert.deepEqual(await carryOutDueHandOvers(here, authority), []);
  for (const id of ids) assert.equal(await holderOf(here, id), 'kim');
  assert.equal(await isActive(here, 'sam'), false);
  const names = (await loaded(here, 'broken-a')).version;
  await carryOutDueHandOvers(here, authority);
  assert.equal((await loaded(here, 'broken-a')).version, names);
  await here.close();
});

test('a planned visit goes to whoever takes over, and one that is past stays as it was', async () => {
  const here = await council();
  await family(here, 'visits');
  const sam = somebody('sam', ['social-worker']);
  const who: Practitioner = {
    ...{ name: 'Sam', agency: 'The council', employer: 'authority', contact: undefined },
    worker: 'sam' as WorkerId,
  };
  const plan = async (at: string) =>
    carryOut(here, {
      actor: sam,
      authority,
      family: 'visits' as FamilyId,
      command: { do: 'plan-visit', what: 'Home visit', for: moment(at), who },
    });
  assert.ok((await plan('2026-03-02 15:00')).ok);
  assert.ok((await plan('2026-03-20 15:00')).ok);
  here.setClock(moment('2026-03-10 09:00'));
  assert.ok((await handOverFamilies(here, asAdministrator, leaving('sam', 'kim'))).ok);
  const { visits } = await loaded(here, 'visits');
  assert.deepEqual(
    visits.map((visit) => [visit.who.worker, visit.for.day, visit.cancelled]),
    [
      ['sam', '2026-03-02', false],
      ['sam', '2026-03-20', true],
      ['kim', '2026-03-20', false],
    ],
  );
  await here.close();
});

test('an administrator sees no family, not even one that they hand over', async () => {
  const here = await council();
  await family(here, 'unseen');
  assert.ok((await handOverFamilies(here, asAdministrator, leaving('sam', 'kim'))).ok);
  const asked = { family: 'unseen' as FamilyId, purpose: 'overview' };
  assert.equal(await lookAtFamily(here, asAdministrator, asked), undefined);
  const sight = within(here.db, { authority, worker: 'ada', now: here.now() });
  const { rows } = await sight.query(
    'SELECT viewer_sight() AS sight, (SELECT count(*) FROM family) AS families',
  );
  assert.deepEqual(rows, [{ sight: 'named', families: 0 }]);
  const act = await carryOut(here, {
    actor: boss,
    authority,
    family: 'unseen' as FamilyId,
    command: { do: 'record-told', to: [{ role: 'family' }], what: 'Hello' },
  });
  assert.ok(!act.ok && act.because === 'refused' && act.refusal.refused === 'unknown');
  await here.close();
});
