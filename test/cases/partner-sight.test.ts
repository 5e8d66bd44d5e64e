/** What a partner sees of a family, through the use cases and straight from the database, as consent comes and goes. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lookAtFamily } from '../../src/cases/look-at-family.ts';
import { getFamilyAsOf } from '../../src/cases/queries/get-family-as-of.ts';
import { getHistory, listLooks } from '../../src/cases/queries/get-history.ts';
import {
  findOwnPart,
  listLosingSight,
  listNotShared,
} from '../../src/cases/queries/list-not-shared.ts';
import type { Command } from '../../src/core/family/commands.ts';
import { allEvidence } from '../../src/core/family/evolve.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import { within } from '../../src/store/database/connect.ts';
import {
  act,
  actor,
  agrees,
  authority,
  done,
  employ,
  manager,
  moment,
  openTestStile,
  registration,
  socialWorker,
  stepDown,
  type TestStile,
  told,
} from '../store/support.ts';

const jo = actor('jo', ['lead'], 'partner');
const viewer = { authority, actor: jo };
let stile: TestStile;
let number = 0;

before(async () => {
  stile = await openTestStile(undefined, '2026-03-02 09:00');
  await employ(stile, jo, socialWorker, manager);
});
after(() => stile.close());

// Names that the policy knows.
const command = (words: object): Command => words as Command;

/** A family in which Jo of a school is named as the lead, and that is not shared yet. */
async function newFamily(): Promise<FamilyId> {
  number += 1;
  const id = `partner-${number}` as FamilyId;
  await done(stile, id, registration(id));
  await done(
    stile,
    id,
    command({ do: 'assign-person', role: 'lead', practitioner: practitioner() }),
  );
  return id;
}

function practitioner() {
  const { name, agency, employer, worker } = jo;
  return { name, agency, employer, worker, contact: undefined };
}

async function sees(id: FamilyId): Promise<boolean> {
  const looked = await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
  assert.equal(await rows(id), looked === undefined ? 0 : 1, 'the database says the same');
  return looked !== undefined;
}

/** Asked of PostgreSQL without any check of Stile's. */
async function rows(id: FamilyId, now = stile.now()): Promise<number> {
  const db = within(stile.db, { authority, worker: jo.worker, now });
  const { rows: found } = await db.query<{ readonly count: number }>({
    name: 'test-count-family',
    text: 'SELECT count(*)::integer AS count FROM family WHERE authority = $1 AND id = $2',
    values: [authority, id],
  });
  return found[0]?.count ?? 0;
}

describe('a partner who is named', () => {
  test('sees nothing until the family agrees, and nothing from the moment it no longer does', async () => {
    const id = await newFamily();
    assert.equal(await sees(id), false);
    assert.equal((await act(stile, id, told('x'), jo)).ok, false);
    await done(stile, id, agrees);
    assert.equal(await sees(id), true);
    await done(stile, id, command({ ...agrees, status: 'withdrawn' }));
    assert.equal(await sees(id), false);
    assert.equal((await act(stile, id, told('x'), jo)).ok, false);
  });

  test('loses sight with the last second of the last day, and nobody has to do anything for it', async () => {
    const id = await newFamily();
    await done(stile, id, command({ ...agrees, until: '2026-03-28' }));
    const [last, first] = [moment('2026-03-28 23:59:59'), moment('2026-03-29 00:00')];
    assert.equal(await rows(id, last), 1);
    assert.equal(await rows(id, first), 0);
    const before = stile.now();
    stile.setClock(last);
    assert.equal(await sees(id), true);
    stile.setClock(first);
    assert.equal(await sees(id), false);
    stile.setClock(before);
  });

  test('whoever holds the family reads two weeks ahead who will see it no more, and two weeks after', async () => {
    const id = await newFamily();
    await done(stile, id, command({ ...agrees, until: '2026-03-28' }));
    const before = stile.now();
    const losing = async (who: Actor, at: string) => {
      stile.setClock(moment(at));
      const list = await listLosingSight(stile, { authority, actor: who });
      return list.filter(({ family }) => family === id);
    };
    assert.deepEqual(await losing(socialWorker, '2026-03-13 23:59'), []);
    const [found] = await losing(socialWorker, '2026-03-14 00:00');
    assert.deepEqual(
      [found?.partner, found?.agency, found?.until],
      ['jo', jo.agency, moment('2026-03-29 00:00')],
    );
    assert.equal((await losing(socialWorker, '2026-04-12 23:59')).length, 1);
    assert.deepEqual(await losing(socialWorker, '2026-04-13 00:00'), []);
    for (const other of [manager, jo])
      assert.deepEqual(await losing(other, '2026-03-20 09:00'), [], other.worker);
    await done(stile, id, command({ ...agrees, until: '2026-12-31' }));
    assert.deepEqual(await losing(socialWorker, '2026-03-20 09:00'), [], 'the family was asked');
    stile.setClock(before);
  });

  test('sees it while a disclosure is in force, and loses it when that ends', async () => {
    const id = await newFamily();
    await done(
      stile,
      id,
      command({
        do: 'record-disclosure',
        ...{ to: 'Hillside School', what: 'The plan', basis: 'A public task', opens: true },
        recipient: { agency: 'Hillside School' },
        lawful: { basis: 'public-task', condition: 'safeguarding' },
        ...{ why: 'would-prejudice', decidedBy: 'mo' },
      }),
    );
    assert.equal(await sees(id), true);
    await done(stile, id, { do: 'end-disclosure', disclosure: 'd1', reason: 'No longer needed' });
    assert.equal(await sees(id), false);
  });

  test('keeps sight while they hold it, whatever becomes of the consent', async () => {
    const id = await newFamily();
    await done(stile, id, agrees);
    await done(
      stile,
      id,
      command({
        ...{ do: 'assign-person', role: 'social-worker', reason: 'Holds it' },
        practitioner: practitioner(),
      }),
    );
    await done(stile, id, command({ ...agrees, status: 'withdrawn' }));
    assert.equal(await sees(id), true);
    assert.equal((await act(stile, id, told('x'), jo)).ok, true);
  });

  test('can raise a concern about a family that is not shared with them', async () => {
    const id = await newFamily();
    assert.equal((await act(stile, id, { do: 'raise-concern', fields: {} }, jo)).ok, true);
    assert.equal(await sees(id), false);
  });

  test('keeps who holds it and what they recorded themselves, and nothing else', async () => {
    const id = await newFamily();
    await done(stile, id, agrees);
    await done(stile, id, told('Jo rang the family'), jo);
    await done(stile, id, told('Sam rang the family'));
    assert.equal(await findOwnPart(stile, viewer, id), undefined);
    await done(stile, id, command({ ...agrees, status: 'withdrawn' }));
    const own = await findOwnPart(stile, viewer, id);
    assert.equal(own?.holder.practitioner?.name, 'Sam');
    assert.deepEqual(own?.why, ['named', 'recorded']);
    const said = own?.events.flatMap((event) => (event.type === 'PeopleTold' ? event.what : []));
    assert.deepEqual(said, ['Jo rang the family']);
    assert.ok((await listNotShared(stile, viewer)).some(({ family }) => family === id));
    // Nobody else finds it there.
    const other = { authority, actor: actor('kim', ['lead'], 'partner') };
    await employ(stile, other.actor);
    assert.deepEqual(await listNotShared(stile, other), []);
    assert.deepEqual(await listNotShared(stile, { authority, actor: socialWorker }), []);
  });
});

describe('the parts of a family', () => {
  const visit = (notes: string) =>
    command({ do: 'record-evidence', kind: 'lead-role-agreed', fields: { role: notes } });

  test('are without the kinds of record that the family has left out, but with what they recorded themselves', async () => {
    const id = await newFamily();
    await done(
      stile,
      id,
      command({ ...agrees, excludes: { agencies: [], kinds: ['lead-role-agreed'] } }),
    );
    await done(stile, id, visit('SECRET of Sam'));
    await done(stile, id, visit('Seen by Jo'), jo);
    const looked = await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
    const seen = JSON.stringify([...(looked?.family.evidence ?? [])]);
    assert.doesNotMatch(seen, /SECRET/);
    assert.match(seen, /Seen by Jo/);
    assert.equal(looked?.parts, true);
    const history = JSON.stringify(await getHistory(stile, viewer, id));
    assert.doesNotMatch(history, /SECRET/);
    stile.pass({ minutes: 1 });
    const past = await getFamilyAsOf(stile, viewer, { family: id, at: stile.now() });
    assert.doesNotMatch(
      JSON.stringify([past?.past?.events, [...(past?.past?.family.evidence ?? [])]]),
      /SECRET/,
    );
    const staff = { authority, actor: socialWorker };
    const whole = await lookAtFamily(stile, staff, { family: id, purpose: 'test' });
    assert.ok(whole !== undefined && allEvidence(whole.family).length >= 1);
    assert.equal(whole.parts, false);
  });

  test('are without a record that was corrected or struck out', async () => {
    const id = await newFamily();
    await done(
      stile,
      id,
      command({ ...agrees, excludes: { agencies: [], kinds: ['lead-role-agreed'] } }),
    );
    await done(stile, id, visit('SECRET one'));
    await done(stile, id, {
      do: 'strike-out-evidence',
      evidence: 'e1' as never,
      reason: 'SECRET two',
    });
    assert.doesNotMatch(JSON.stringify(await getHistory(stile, viewer, id)), /SECRET/);
  });

  test('are without concerns that others raised, and the whole of the act that raised them', async () => {
    // Kim visits, and nobody tells her of the concern; Jo is the lead, whom the policy tells.
    const kim = actor('kim-visits', [], 'partner');
    await employ(stile, kim);
    const id = await newFamily();
    await done(stile, id, agrees);
    const visitor = { ...practitioner(), name: 'Kim', worker: kim.worker, agency: 'Valley Health' };
    await done(stile, id, stepDown);
    await done(stile, id, command({ do: 'raise-concern', fields: { 'what-happened': 'SECRET' } }));
    await done(
      stile,
      id,
      command({ do: 'plan-visit', what: 'See Ava', for: stile.now(), who: visitor }),
    );
    const theirs = { authority, actor: kim };
    const looked = await lookAtFamily(stile, theirs, { family: id, purpose: 'test' });
    assert.deepEqual(
      looked?.family.transfers.map((transfer) => transfer.id),
      ['t1'],
    );
    assert.deepEqual(
      looked?.derived.transfers.map((view) => view.transfer.id),
      ['t1'],
    );
    assert.ok(looked?.derived.clocks.every(({ transfer }) => transfer !== 't2'));
    const history = JSON.stringify(await getHistory(stile, theirs, id));
    assert.doesNotMatch(history, /SECRET|ConcernRaised|TransferSuspended/);
    // Who was told of it sees that it is there, and not what was written.
    const knows = (await lookAtFamily(stile, viewer, { family: id, purpose: 'test' }))?.family;
    assert.equal(knows?.told.get('t2' as never)?.has('jo'), true);
    assert.deepEqual(
      knows?.transfers.map((transfer) => transfer.id),
      ['t1', 't2'],
    );
    assert.doesNotMatch(JSON.stringify(await getHistory(stile, viewer, id)), /SECRET/);
    // Who raised it sees it whole.
    await act(stile, id, { do: 'raise-concern', fields: { 'what-happened': 'KIM SAW' } }, kim);
    assert.match(JSON.stringify(await getHistory(stile, theirs, id)), /KIM SAW/);
  });

  test('are without what was shared with others, and without the words of why', async () => {
    const id = await newFamily();
    await done(stile, id, command({ ...agrees, exclusions: 'Do not tell SECRET', note: 'SECRET' }));
    await done(
      stile,
      id,
      command({ do: 'record-disclosure', to: 'Police', what: 'SECRET', basis: 'A legal duty' }),
    );
    const looked = await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
    const history = await getHistory(stile, viewer, id);
    assert.doesNotMatch(JSON.stringify([looked?.family, history]), /SECRET/);
    assert.equal(looked?.family.consents.length, 1);
  });

  test('say of those who looked only that they looked themselves', async () => {
    const id = await newFamily();
    await done(stile, id, agrees);
    await lookAtFamily(stile, { authority, actor: manager }, { family: id, purpose: 'test' });
    await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
    const views = (await listLooks(stile, viewer, id)) ?? [];
    assert.deepEqual([...new Set(views.map(({ worker }) => worker))], ['jo']);
    const all = (await listLooks(stile, { authority, actor: manager }, id)) ?? [];
    assert.deepEqual([...new Set(all.map(({ worker }) => worker))].toSorted(), ['jo', 'mo']);
  });
});
