import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lookBeforeRegistering } from '../../src/cases/look-before-registering.ts';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import { findFamilies } from '../../src/cases/queries/find-families.ts';
import { listFrontDoor } from '../../src/cases/queries/list-front-door.ts';
import { listMyWork } from '../../src/cases/queries/list-my-work.ts';
import { listTeam } from '../../src/cases/queries/list-team.ts';
import {
  discardDraft,
  findOwnDraft,
  listOwnDrafts,
  saveDraft,
} from '../../src/cases/save-draft.ts';
import { endSessionsOf, findSession, signOut } from '../../src/cases/sessions.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import {
  actor,
  agrees,
  authority,
  done,
  employ,
  leadMeeting,
  manager,
  moment,
  openTestStile,
  policyFiles,
  registration,
  socialWorker,
  stepDown,
  type TestStile,
} from '../store/support.ts';

let stile: TestStile;
const mo = { authority, actor: manager };
const sam = { authority, actor: socialWorker };
before(async () => {
  stile = await openTestStile();
  const people = [
    ['siobhan', 'Siobhán', 'O’Neill'],
    ['sean', 'Sean', 'Murphy'],
    ['mohammed', 'Mohammed', 'Hussain'],
    ['kathryn', 'Kathryn', 'Smith-Jones'],
    ['ava', 'Ava', 'Price'],
    ['ben', 'Ben', 'Price'],
  ] as const;
  for (const [id, given, family] of people) await done(stile, id, registration(id, given, family));
});
after(() => stile.close());

const names = async (name: string) => [
  ...new Set((await findFamilies(stile, mo, { name })).map(({ family }) => family)),
];

describe('a search finds', () => {
  const sounds: [typed: string, family: string][] = [
    ['Shivaun ONeill', 'siobhan'],
    ['siobhan o neill', 'siobhan'],
    ['Shaun Murphy', 'sean'],
    ['Shawn Murphey', 'sean'],
    ['Muhammad Hussein', 'mohammed'],
    ['Catherine Smith', 'kathryn'],
    ['Jones Katherine', 'kathryn'],
    ['Murphy Sean', 'sean'],
    ['Huseyn Mohammed', 'mohammed'],
    ['Kate Jones', 'kathryn'],
  ];
  for (const [typed, family] of sounds) {
    test(`${family} for ${typed}`, async () => assert.ok((await names(typed)).includes(family)));
  }
  test('the closest first', async () => assert.equal((await names('Ava Price'))[0], 'ava'));
  test('by one name', async () => assert.deepEqual((await names('Price')).sort(), ['ava', 'ben']));
  test('by letters what sounds different', async () =>
    assert.ok((await names('Mruphy Sean')).includes('sean')));
  test('by reference, whatever the case', async () => {
    const found = await findFamilies(stile, mo, { reference: ' f-SEAN ' });
    assert.deepEqual(
      found.map(({ given }) => given),
      ['Sean', 'Carly'],
    );
  });
  test('by date of birth, a year either way with a name', async () => {
    assert.equal((await findFamilies(stile, mo, { born: '2017-03-01' as never })).length, 6);
    assert.equal(
      (await findFamilies(stile, mo, { name: 'Ava Price', born: '2016-06-01' as never })).length,
      1,
    );
    assert.equal(
      (await findFamilies(stile, mo, { name: 'Ava Price', born: '2011-03-01' as never })).length,
      0,
    );
  });
  test('nothing for nothing', async () => {
    assert.deepEqual(await findFamilies(stile, mo, {}), []);
    assert.deepEqual(await findFamilies(stile, mo, { name: ' ’% ' }), []);
  });
  test('for a partner only families they are named in', async () => {
    assert.deepEqual(
      await findFamilies(
        stile,
        { authority, actor: actor('pat', ['lead'], 'partner') },
        { name: 'Ava Price' },
      ),
      [],
    );
  });
});

describe('a child who may be known already', () => {
  const ask = async (given: string, family: string, born = '2017-03-01') =>
    (
      await lookBeforeRegistering(stile, mo, [{ given, family, born: born as never }])
    ).candidates.map(({ found, band }) => `${found.family} ${band}`);
  test('is likely with the same names and date of birth', async () =>
    assert.deepEqual(await ask('Ava', 'Price'), ['ava likely']));
  test('is possible with a slip in a name or date', async () => {
    assert.deepEqual(await ask('Eva', 'Price'), ['ava possible']);
    assert.deepEqual(await ask('Ava', 'Price', '2017-01-03'), ['ava possible']);
    assert.deepEqual(await ask('Ava', 'Price', '2018-03-01'), ['ava possible']);
    assert.deepEqual(await ask('Ava', 'Robinson'), ['ava possible']);
  });
  test('is never a twin', async () => assert.deepEqual(await ask('Caspian', 'Price'), []));
  test('is nobody born years apart', async () =>
    assert.deepEqual(await ask('Ava', 'Price', '2011-03-01'), []));
  test('says in words what agrees', async () => {
    const { candidates } = await lookBeforeRegistering(stile, mo, [
      { given: 'Ava', family: 'Price', born: '2017-01-03' as never },
    ]);
    assert.deepEqual(candidates[0]?.agrees, ['the first name', 'the family name']);
    assert.deepEqual(candidates[0]?.differs, ['day and month of birth are the other way round']);
  });
  test('is not there at all for whoever may not see the family', async () => {
    const partner = { authority, actor: actor('pat', ['lead'], 'partner') };
    await employ(stile, partner.actor);
    assert.deepEqual(
      await lookBeforeRegistering(stile, partner, [
        { given: 'Ava', family: 'Price', born: '2017-03-01' as never },
      ]),
      { candidates: [], answered: true },
    );
  });
});

test('work waits for the people named, for teams, and shows what others must do', async () => {
  await done(stile, 'ava', stepDown);
  await done(stile, 'ava', leadMeeting);
  const ofSam = await listMyWork(stile, sam);
  const clock = [...ofSam.mine, ...ofSam.waitingOnOthers].find(({ kind }) => kind === 'clock');
  assert.equal(clock?.due, moment('2026-03-04 23:59:59'));
  const stage = ofSam.waitingOnOthers.find(({ kind }) => kind === 'stage');
  assert.deepEqual(
    [stage?.title, stage?.role, stage?.since],
    ['Assessment, before the decision', 'team-manager', moment('2026-03-02 09:00')],
  );
  assert.ok(
    (await listMyWork(stile, mo)).mine.some(
      ({ family, kind }) => family === 'ava' && kind === 'stage',
    ),
  );
  const door = await listFrontDoor(stile, mo, ['team-manager' as never]);
  assert.ok(
    door.some(
      ({ family, kind, transferTitle }) =>
        family === 'ava' && kind === 'stage' && transferTitle !== null,
    ),
  );
});

test('a partner in a team is shown work of only the families they are named in', async () => {
  // Everything that waits for the team managers, asked for by one who works for a partner.
  const partner = { authority, actor: actor('pat', ['team-manager'], 'partner') };
  const families = async () => (await listMyWork(stile, partner)).mine.map(({ family }) => family);
  assert.ok((await listMyWork(stile, mo)).mine.some(({ family }) => family === 'ava'));
  assert.deepEqual(await families(), []);
  await employ(stile, partner.actor);
  const { name, agency, employer, worker } = partner.actor;
  await done(stile, 'ava', {
    do: 'assign-person',
    role: 'lead' as never,
    practitioner: { name, agency, employer, worker, contact: undefined },
  });
  assert.deepEqual(await families(), []);
  await done(stile, 'ava', agrees);
  assert.deepEqual([...new Set(await families())], ['ava']);
});

test('a team is shown with what each of its people holds', async () => {
  const worker = {
    name: 'Sam',
    email: null,
    agency: 'Council',
    employer: 'authority' as const,
    roles: ['social-worker'],
    team: 'North',
    active: true,
  };
  await saveWorker(itself(stile.db, authority), authority, { ...worker, id: 'sam' });
  await saveWorker(itself(stile.db, authority), authority, {
    ...worker,
    id: 'gone',
    active: false,
  });
  const team = await listTeam(stile, mo, 'North');
  assert.deepEqual(
    team.map(({ id, holds, named }) => [id, holds, named]),
    [['sam', 6, 6]],
  );
});

test('a draft is kept for its writer alone until it is sent', async () => {
  const draft = {
    key: 'family/ava/x',
    family: 'ava',
    title: 'A form',
    body: { words: 'half a sen' },
  };
  await saveDraft(stile, sam, draft);
  await saveDraft(stile, sam, { ...draft, body: { words: 'half a sentence' } });
  assert.deepEqual((await findOwnDraft(stile, sam, draft.key))?.body, { words: 'half a sentence' });
  assert.equal(await findOwnDraft(stile, mo, draft.key), undefined);
  assert.equal((await listOwnDrafts(stile, sam)).length, 1);
  await discardDraft(stile, sam, draft.key);
  assert.deepEqual(await listOwnDrafts(stile, sam), []);
});

describe('a session', () => {
  const worker = {
    id: 'kim',
    name: 'Kim',
    email: null,
    agency: 'Council',
    employer: 'authority' as const,
    roles: ['team-manager'],
    team: null,
    active: true,
  };
  test('stands for somebody until it ends, is unused too long, or they leave', async () => {
    await saveWorker(itself(stile.db, authority), authority, worker);
    const sign = () => signInForDemonstration(stile, authority, 'kim' as never);
    const one = await sign();
    const two = await sign();
    const three = await sign();
    assert.ok(one && two && three);
    assert.deepEqual((await findSession(stile, authority, one.secret))?.actor.roles, [
      'team-manager',
    ]);
    assert.equal(await findSession(stile, authority, 'guess'), undefined);
    assert.equal(await findSession(stile, 'elsewhere' as never, one.secret), undefined);
    const stored = await stile.behindItsBack('SELECT id FROM session');
    assert.ok(stored.every(({ id }) => id !== one.secret));

    await signOut(stile, authority, one.secret);
    assert.equal(await findSession(stile, authority, one.secret), undefined);
    stile.pass({ minutes: 40 });
    assert.ok(await findSession(stile, authority, two.secret), 'use keeps it alive');
    stile.pass({ minutes: 40 });
    assert.ok(await findSession(stile, authority, two.secret));
    assert.equal(await findSession(stile, authority, three.secret), undefined);
    await saveWorker(itself(stile.db, authority), authority, { ...worker, active: false });
    assert.equal(await findSession(stile, authority, two.secret), undefined);
    assert.equal(await sign(), undefined);
    await endSessionsOf(stile, authority, 'kim' as never);
  });
});

test('a protocol that is published never changes', async () => {
  const again = await publishProtocol(stile, policyFiles());
  assert.ok(again.ok && !again.isNew);
  const changed = policyFiles().map((file) =>
    file.path === 'protocol.yaml' ? { ...file, text: `${file.text}\n# a remark\n` } : file,
  );
  const refused = await publishProtocol(stile, changed);
  assert.match(refused.ok ? '' : refused.message, /already published with other contents/);
  const wrong = await publishProtocol(stile, [{ path: 'protocol.yaml', text: 'nonsense: [' }]);
  assert.ok(!wrong.ok && wrong.problems.length > 0);
});
