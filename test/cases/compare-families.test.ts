/** A family that is registered twice is found by Stile, and told to those who see both: never to whoever registered it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { compareFamilies } from '../../src/cases/compare-families.ts';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { lookBeforeRegistering, mostSearches } from '../../src/cases/look-before-registering.ts';
import { findComparison, listComparisons } from '../../src/cases/queries/list-comparisons.ts';
import { listNotices } from '../../src/cases/queries/list-notices.ts';
import { recordFinding } from '../../src/cases/record-finding.ts';
import { registerFamily } from '../../src/cases/register-family.ts';
import type { Command } from '../../src/core/family/commands.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import { within } from '../../src/store/database/connect.ts';
import {
  actor,
  authority,
  done,
  employ,
  manager,
  openTestStile,
  registration,
  socialWorker,
  type TestStile,
} from '../store/support.ts';

const jo = actor('jo', ['lead'], 'partner');
const cher = actor('cher', ['checs']);
const chair = actor('chair', ['jam-chair']);
const dee = actor('dee', ['duty-manager']);
let stile: TestStile;

beforeEach(async () => {
  stile = await openTestStile();
  await employ(stile, jo, cher, chair, dee, manager, socialWorker);
  await done(stile, 'known', registration('known'));
  await compared();
});
afterEach(() => stile.close());

const command = (words: object): Command => words as Command;
const ava = { given: 'Ava', family: 'Price', born: '2017-03-01' as never };
const viewerOf = (who: Actor) => ({ authority, actor: who });

/** Registers the same child again, as the page does. */
async function register(id: string, by: Actor, different?: string): Promise<void> {
  const { candidates } = await lookBeforeRegistering(stile, viewerOf(by), [ava]);
  const from = candidates.map(({ found }) => found.family);
  const carried = await registerFamily(stile, {
    ...{ actor: by, authority, family: id as FamilyId, commands: [registration(id)] },
    different: { from, reason: different ?? '' },
  });
  assert.ok(carried.ok, JSON.stringify(carried));
}

async function compared(): Promise<void> {
  assert.deepEqual(await compareFamilies(stile, authority), []);
  await deliverOutbox(stile, authority, undefined);
}

const told = async (who: Actor) =>
  (await listNotices(stile, viewerOf(who))).filter(({ what }) => /may be the same/.test(what));
const open = async (who: Actor) => (await listComparisons(stile, viewerOf(who)))?.open ?? [];
const rows = async (who: Actor) => {
  const db = within(stile.db, { authority, worker: who.worker, now: stile.now() });
  return (await db.query('SELECT FROM family_comparison')).rowCount;
};
const restrict = (never: readonly Actor[] = []) =>
  done(
    stile,
    'known',
    command({
      ...{ do: 'restrict-access', reason: 'The child of a colleague', people: [] },
      never: never.map(({ worker, name }) => ({ worker, name })),
    }),
    manager,
  );

describe('a child who is known in a family that the registrar does not see', () => {
  test('is not told to them, neither at once nor later; the front door, which sees both, is', async () => {
    assert.deepEqual(await lookBeforeRegistering(stile, viewerOf(jo), [ava]), {
      candidates: [],
      answered: true,
    });
    await register('again', jo);
    await compared();
    assert.deepEqual(await told(jo), []);
    assert.equal(await listComparisons(stile, viewerOf(jo)), undefined);
    assert.equal(await rows(jo), 0);
    assert.equal(
      await findComparison(stile, viewerOf(jo), { family: 'again', other: 'known' }),
      undefined,
    );
    const [notice, ...others] = await told(cher);
    assert.equal(notice?.family, 'known');
    assert.deepEqual(others, []);
    assert.deepEqual(
      (await open(cher)).map(({ family, other }) => [family, other]),
      [['again', 'known']],
    );
    await compared();
    assert.equal((await told(cher)).length, 1, 'and once');
  });

  test('is told of a restricted family only to those who see it', async () => {
    await restrict();
    await register('again', cher);
    await compared();
    for (const who of [cher, chair, dee, jo]) {
      assert.deepEqual(await told(who), [], who.worker);
      assert.deepEqual(await open(who), [], who.worker);
      assert.equal(await rows(who), 0, who.worker);
    }
    assert.equal((await told(manager)).length, 1);
    assert.equal((await open(manager)).length, 1);
  });

  test('is never told to the barred, also when they registered it', async () => {
    await restrict([cher]);
    await register('again', cher);
    await compared();
    assert.deepEqual(await told(cher), []);
    assert.equal(await rows(cher), 0);
    assert.equal((await open(manager)).length, 1);
  });

  test('is told to the holder with how to come to the other, where nobody sees both', async () => {
    await restrict();
    await stile.behindItsBack(
      `INSERT INTO role_sight (authority, role, sees) SELECT $1, role, 'named' FROM unnest('{social-worker,team-manager,checs,duty-manager,jam-chair}'::text[]) AS r (role)`,
      [authority],
    );
    await registerFamily(stile, {
      ...{ actor: jo, authority, family: 'again' as FamilyId },
      commands: [command({ ...registration('again'), holder: 'area-team', assign: [] })],
    });
    await compared();
    const [notice] = await told(socialWorker);
    assert.match(notice?.what ?? '', /urgent access.*F-again/);
    assert.deepEqual(await open(socialWorker), []);
  });
});

test('what the registrar sees and says is another is kept of the pair, and nobody is asked', async () => {
  await register('again', cher, 'Cousins of the same name');
  await compared();
  assert.deepEqual(await told(cher), []);
  const known = await findComparison(stile, viewerOf(manager), { family: 'known', other: 'again' });
  assert.deepEqual(
    known?.found.map(({ finding, name, reason }) => [finding, name, reason]),
    [['not-the-same', 'cher', 'Cousins of the same name']],
  );
});

test('what somebody finds who compares is kept, with who, when and why, and is asked no more', async () => {
  await register('again', jo);
  await compared();
  const said = { finding: 'same-family', reason: 'One mother; work goes on in F-known' } as const;
  const pair = { family: 'known' as FamilyId, other: 'again' as FamilyId };
  assert.equal(await recordFinding(stile, viewerOf(jo), { ...pair, ...said }), false);
  for (const requestKey of ['aaaaaaaa-1', 'aaaaaaaa-1'])
    assert.ok(await recordFinding(stile, viewerOf(cher), { ...pair, ...said, requestKey }));
  assert.deepEqual(await open(cher), []);
  const found = (await listComparisons(stile, viewerOf(cher)))?.done.flatMap((each) => each.found);
  assert.deepEqual(
    found?.map(({ finding, worker, at }) => [finding, worker, at]),
    [['same-family', 'cher', stile.now()]],
  );
  await assert.rejects(
    within(stile.db, { authority, worker: 'jo', now: stile.now() }).query(
      `INSERT INTO family_comparison (authority, family, other, id, at, finding, reason, worker, name)
       VALUES ($1, 'again', 'known', 'x', now(), 'not-the-same', 'x', 'jo', 'jo')`,
      [authority],
    ),
    { code: '42501' },
  );
});

test('a reference that another family has is told to those who see both, however it is written', async () => {
  const twice = command({ ...registration('twice', 'Zed', 'Quill'), reference: 'f-KNOWN' });
  await registerFamily(stile, {
    ...{ actor: jo, authority, family: 'twice' as FamilyId, commands: [twice] },
  });
  await compared();
  assert.deepEqual(await told(jo), []);
  const [notice] = await told(cher);
  assert.equal(notice?.family, 'known');
  assert.deepEqual(
    (await open(cher)).map(({ family, other }) => [family, other]),
    [['known', 'twice']],
  );
});

test('a child who comes to a family later is compared as well', async () => {
  await done(stile, 'other', registration('other', 'Zed', 'Quill'));
  await compared();
  assert.deepEqual(await open(cher), []);
  await done(stile, 'other', { do: 'add-person', person: { kind: 'child', ...ava } });
  await compared();
  assert.equal((await open(cher)).length, 1);
});

test('a concern about a child who is thought to be unknown is compared as well', async () => {
  await done(stile, 'concern', registration('concern'), cher);
  await compared();
  assert.equal((await told(cher)).length, 1);
});

test('two workers at once tell once, and whatever is looked at again is not told again', async () => {
  await register('again', jo);
  await Promise.all([compareFamilies(stile, authority), compareFamilies(stile, authority)]);
  await deliverOutbox(stile, authority, undefined);
  assert.equal((await told(cher)).length, 1);
  await stile.behindItsBack(`UPDATE family SET compared = false`);
  await compared();
  assert.equal((await told(cher)).length, 1);
});

test('babies who are not born yet and children who are not named yet are not all the same', async () => {
  for (const id of ['one', 'two', 'three'])
    for (const [given, family] of [
      ['Unborn baby', 'Smith'],
      ['Child', '(name not known)'],
    ] as const)
      await done(
        stile,
        `${id}-${given.slice(0, 1)}`,
        command({
          ...registration(`${id}-${given.slice(0, 1)}`),
          people: [{ kind: 'child', given, family }],
        }),
      );
  await compared();
  assert.deepEqual(await open(cher), []);
});

test('each answer is recorded, with how many families it showed, and there are only so many an hour', async () => {
  for (let each = 0; each < mostSearches; each++)
    assert.ok((await lookBeforeRegistering(stile, viewerOf(cher), [ava])).answered);
  const logged = await stile.behindItsBack(
    'SELECT worker, name, answers FROM registration_search WHERE worker = $1',
    ['cher'],
  );
  assert.equal(logged.length, mostSearches);
  assert.deepEqual(logged[0], { worker: 'cher', name: 'cher', answers: 1 });
  await register('again', cher);
  await compared();
  assert.equal((await open(manager)).length, 1, 'it is registered, and compared afterwards');
  assert.ok((await lookBeforeRegistering(stile, viewerOf(chair), [ava])).answered);
  stile.pass({ hours: 1, minutes: 1 });
  assert.ok((await lookBeforeRegistering(stile, viewerOf(cher), [ava])).answered);
  const searches = (await listComparisons(stile, viewerOf(manager)))?.searches ?? [];
  assert.deepEqual(searches.map(({ name, searches: count }) => [name, count]).toSorted(), [
    ['chair', 1],
    ['cher', mostSearches + 1],
  ]);
});

test('what was found goes when either family is disposed of', async () => {
  await register('again', jo);
  await compared();
  assert.equal(await rows(manager), 1);
  await stile.behindItsBack(
    `INSERT INTO tombstone SELECT authority, family, version, hash FROM event WHERE family = 'known'`,
  );
  await compared();
  assert.equal(await rows(manager), 0);
});
