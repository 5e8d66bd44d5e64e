import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lookAtFamily } from '../../src/cases/look-at-family.ts';
import { getHistory, listLooks } from '../../src/cases/queries/get-history.ts';
import { raiseConcernAboutUnknown } from '../../src/cases/raise-concern-about-unknown.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { itself } from '../../src/store/database/connect.ts';
import { append, recallFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { rebuildFamilies } from '../../src/store/projection/rebuild.ts';
import {
  act,
  actor,
  agrees,
  authority,
  done,
  manager,
  openTestStile,
  registration,
  socialWorker,
  stepDown,
  type TestStile,
  told,
} from '../store/support.ts';

let stile: TestStile;
let other: TestStile;
before(async () => {
  stile = await openTestStile();
  other = await openTestStile(stile.connectionString);
});
after(async () => {
  assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
  await stile.close();
  await other.close();
});

describe('an act', () => {
  test('that is refused writes nothing', async () => {
    const { family } = await done(stile, 'refused', registration('refused'));
    const refused = await act(stile, 'refused', stepDown, actor('nobody', ['lead']));
    assert.equal(refused.ok ? '' : refused.because, 'refused');
    const known = await getHistory(stile, { authority, actor: manager }, family.id);
    assert.equal(known?.length, family.version);
  });

  test('on a family that is not there is refused in words', async () => {
    const refused = await act(stile, 'nowhere', told('x'));
    assert.deepEqual(refused, {
      ok: false,
      because: 'refused',
      refusal: { refused: 'unknown', message: 'There is no such family.' },
    });
  });

  test('decided on what another process has since changed is decided again', async () => {
    await done(stile, 'stale', registration('stale'));
    await done(other, 'stale', told('First, elsewhere'));
    const result = await done(stile, 'stale', told('Second, here'));
    const history = await getHistory(stile, { authority, actor: manager }, result.family.id);
    const said = history?.flatMap(({ event }) => (event.type === 'PeopleTold' ? event.what : []));
    assert.deepEqual(said, ['First, elsewhere', 'Second, here']);
  });

  test('that another process has made impossible is refused on the newest state', async () => {
    await done(stile, 'twice', registration('twice'));
    assert.equal((await act(other, 'twice', stepDown)).ok, true);
    const second = await act(stile, 'twice', stepDown);
    assert.equal(second.ok ? 'carried out' : second.because, 'refused');
  });

  test('is refused by the store when the family is at another version', async () => {
    await done(stile, 'version', registration('version'));
    const known = recallFamily(itself(stile.db, authority), authority, 'version' as never);
    const { events } = await done(stile, 'version', told('One'));
    const scene = sceneOf(stile, authority);
    const late = await append(itself(stile.db, authority), {
      authority,
      family: 'version' as never,
      known,
      events,
      scene,
    });
    assert.deepEqual(late, { ok: false, because: 'conflict' });
  });
});

describe('two people at once', () => {
  test('who start the same transfer: one does, the other is told', async () => {
    for (let round = 0; round < 10; round++) {
      const id = `race-${round}`;
      await done(stile, id, registration(id));
      const results = await Promise.all([act(stile, id, stepDown), act(other, id, stepDown)]);
      assert.deepEqual(results.map((result) => result.ok).sort(), [false, true]);
      const loser = results.find((result) => !result.ok);
      assert.equal(loser?.ok === false && loser.because, 'refused');
    }
  });

  test('who register the same family: one does', async () => {
    const results = await Promise.all([
      act(stile, 'same', registration('same')),
      act(other, 'same', registration('same')),
    ]);
    assert.equal(results.filter((result) => result.ok).length, 1);
  });

  test('many who raise a concern: every one of them is heard', async () => {
    await done(stile, 'crowd', registration('crowd'));
    const results = await Promise.all(
      Array.from({ length: 16 }, (_, number) =>
        act(
          number % 2 ? stile : other,
          'crowd',
          { do: 'raise-concern', fields: {} },
          actor(`w${number}`, []),
        ),
      ),
    );
    assert.ok(results.every((result) => result.ok));
  });
});

describe('the same request', () => {
  test('sent twice is carried out once and answered the same', async () => {
    await done(stile, 'again', registration('again'));
    const first = await act(stile, 'again', stepDown, socialWorker, 'key-1');
    const second = await act(other, 'again', stepDown, socialWorker, 'key-1');
    assert.ok(first.ok && second.ok);
    assert.equal(second.repeated, true);
    assert.deepEqual(JSON.parse(JSON.stringify(first.events)), second.events);
    assert.equal(second.family.version, first.family.version);
  });

  test('sent twice at once is carried out once', async () => {
    await done(stile, 'double', registration('double'));
    const send = (where: TestStile) => act(where, 'double', told('Once'), socialWorker, 'key-2');
    const results = await Promise.all([send(stile), send(other), send(stile), send(other)]);
    assert.ok(results.every((result) => result.ok));
    assert.equal(results.filter((result) => result.ok && !result.repeated).length, 1);
    const history = await getHistory(stile, { authority, actor: manager }, 'double' as never);
    assert.equal(history?.filter(({ event }) => event.type === 'PeopleTold').length, 1);
  });

  test('from somebody else is another request', async () => {
    await done(stile, 'others', registration('others'));
    await act(stile, 'others', told('Mine'), socialWorker, 'key-3');
    const theirs = await act(stile, 'others', told('Theirs'), manager, 'key-3');
    assert.ok(theirs.ok && !theirs.repeated);
  });
});

describe('a concern about a child nobody knows', () => {
  test('registers the family and is raised in one act', async () => {
    const raised = await raiseConcernAboutUnknown(stile, {
      actor: actor('anyone', [], 'partner'),
      authority,
      reference: 'U-1',
      people: [{ kind: 'adult', given: '', family: '', relation: '', inHousehold: true }],
      fields: {},
      requestKey: 'concern-1',
    });
    assert.ok(raised.ok);
    assert.ok(raised.events.some((event) => event.type === 'FamilyRegistered'));
    assert.ok(raised.events.some((event) => event.type === 'ConcernRaised'));
    assert.equal(raised.family.transfers.length, 1);
  });

  test('is heard whatever was pasted into it', async () => {
    const odd = 'A\0B\ud800 \u202e\ud83d\ude00';
    const raised = await raiseConcernAboutUnknown(stile, {
      actor: manager,
      authority,
      reference: 'U-3',
      people: [{ kind: 'child', given: odd, family: odd, note: odd }],
      fields: { [odd]: odd },
    });
    assert.ok(raised.ok);
    const viewer = { authority, actor: manager };
    const history = await getHistory(stile, viewer, raised.family.id);
    assert.equal(history?.length, raised.family.version);
    await rebuildFamilies(
      itself(stile.db, authority),
      authority,
      [raised.family.id],
      sceneOf(stile, authority),
    );
  });

  test('sent twice is raised once', async () => {
    const concern = {
      actor: manager,
      authority,
      reference: 'U-2',
      people: [],
      fields: {},
      requestKey: 'concern-2',
    };
    const first = await raiseConcernAboutUnknown(stile, concern);
    const second = await raiseConcernAboutUnknown(other, concern);
    assert.ok(first.ok && second.ok && second.repeated);
    assert.equal(second.family.id, first.family.id);
  });
});

describe('who looks at a family', () => {
  test('is recorded, with what for', async () => {
    await done(stile, 'looked', registration('looked'));
    const viewer = { authority, actor: manager };
    const looked = await lookAtFamily(stile, viewer, {
      family: 'looked' as never,
      purpose: 'family page',
    });
    assert.equal(looked?.family.reference, 'F-looked');
    const views = await listLooks(stile, viewer, 'looked' as never);
    assert.deepEqual(
      views?.map(({ worker, purpose }) => ({ worker, purpose })),
      [{ worker: 'mo', purpose: 'family page' }],
    );
  });

  test('must have business there: a partner sees only families they are named in and that are shared with them', async () => {
    await done(stile, 'business', registration('business'));
    const partner = { authority, actor: actor('pat', ['lead'], 'partner') };
    const which = { family: 'business' as never, purpose: 'family page' };
    assert.equal(await lookAtFamily(stile, partner, which), undefined);
    assert.equal((await act(stile, 'business', told('x'), partner.actor)).ok, false);
    await done(
      stile,
      'business',
      {
        do: 'assign-person',
        role: 'lead' as never,
        practitioner: {
          name: 'Pat',
          agency: 'Hillside School',
          employer: 'partner',
          contact: undefined,
          worker: 'pat' as never,
        },
      },
      manager,
    );
    assert.equal(await lookAtFamily(stile, partner, which), undefined);
    assert.equal((await act(stile, 'business', told('x'), partner.actor)).ok, false);
    await done(stile, 'business', agrees, manager);
    assert.ok(await lookAtFamily(stile, partner, which));
    assert.equal((await act(stile, 'business', told('x'), partner.actor)).ok, true);
  });
});
