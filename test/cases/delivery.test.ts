/** Whom a message still reaches: looked at again at the moment of its delivery, and never silently dropped. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { deliverOutbox, type OutgoingMail } from '../../src/cases/deliver-outbox.ts';
import { measureBacklog } from '../../src/cases/queries/measure-backlog.ts';
import type { Command } from '../../src/core/family/commands.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import {
  agrees,
  authority,
  done,
  manager,
  openTestStile,
  registration,
  type TestStile,
} from '../store/support.ts';

let stile: TestStile;
let sent: OutgoingMail[];
let down: boolean;
let number = 0;

beforeEach(async () => {
  stile = await openTestStile();
  sent = [];
  down = false;
  for (const [id, role] of [
    ['sam', 'social-worker'],
    ['mo', 'team-manager'],
    ['dee', 'duty-manager'],
    ['cher', 'checs'],
    ['jo', 'lead'],
  ] as const)
    await enter(id, role);
});
afterEach(() => stile.close());

async function enter(id: string, role: string): Promise<void> {
  const partner = role === 'lead';
  await saveWorker(itself(stile.db, authority), authority, {
    ...{ id, name: id, email: `${id}@example.org`, team: null, active: true, roles: [role] },
    agency: partner ? 'Hillside School' : 'Cheshire East Council',
    employer: partner ? 'partner' : 'authority',
  });
}

// Names that the policy knows.
const command = (words: object): Command => words as Command;
const lead = command({
  ...{ do: 'assign-person', role: 'lead' },
  practitioner: {
    ...{ name: 'jo', agency: 'Hillside School', employer: 'partner', worker: 'jo' },
    contact: undefined,
  },
});
const restrict = (words: { people?: string[]; never?: string[] } = {}): Command =>
  command({
    ...{ do: 'restrict-access', reason: 'The child of a colleague' },
    people: (words.people ?? []).map((worker) => ({ worker, name: worker })),
    never: (words.never ?? []).map((worker) => ({ worker, name: worker })),
  });

async function deliver(): Promise<readonly string[]> {
  sent = [];
  await deliverOutbox(stile, authority, async (mail) => {
    if (down) throw new Error('The mail server is down');
    sent.push(mail);
  });
  return sent.map(({ to }) => to.replace('@example.org', '')).toSorted();
}

/** Something that the policy tells a role or a person, as an act would have left it. */
async function tell(family: string, to: object, what = 'The plan is ready'): Promise<void> {
  const payload = { to, what, transfer: null, at: stile.now() };
  await stile.behindItsBack(
    `INSERT INTO outbox (authority, id, kind, family, payload, created, next_try) VALUES ($1, $2, 'notice', $3, $4, $5, $5)`,
    [authority, `${family}/x/${number++}`, family, JSON.stringify(payload), stile.now()],
  );
}
const person = (worker: string, role: string) => ({
  role,
  practitioner: { name: worker, agency: 'x', employer: 'authority', worker },
});

const notices = async (worker: string) =>
  (
    await stile.behindItsBack('SELECT what FROM notice WHERE to_worker = $1 ORDER BY id', [worker])
  ).map(({ what }) => String(what));
const teamNotices = async (role: string) =>
  (await stile.behindItsBack('SELECT what FROM notice WHERE to_role = $1 ORDER BY id', [role])).map(
    ({ what }) => String(what),
  );
const column = async (name: string) =>
  (
    await stile.behindItsBack(
      `SELECT ${name} AS said FROM outbox WHERE ${name} IS NOT NULL ORDER BY id`,
    )
  ).map(({ said }) => String(said));
const outbox = async () => {
  const [measured] = (await measureBacklog(stile)).filter((each) => each.authority === authority);
  assert.ok(measured);
  return measured;
};

describe('a mail that waits', () => {
  test('does not go to somebody who has lost sight of the family meanwhile, and the holder is told', async () => {
    await done(stile, 'f1', registration('f1'));
    await done(stile, 'f1', lead);
    await done(stile, 'f1', agrees);
    await deliver();
    await tell('f1', person('jo', 'lead'));
    down = true;
    await deliver();
    assert.deepEqual(await notices('jo'), ['The plan is ready']);
    await done(stile, 'f1', command({ ...agrees, status: 'withdrawn' }));
    down = false;
    stile.pass({ minutes: 2 });
    const went = await deliver();
    assert.ok(!went.includes('jo'), String(went));
    assert.match((await column('not_sent')).join(), /jo does not see this family now/);
    const toSam = (await notices('sam')).filter((what) => what.includes('The plan is ready'));
    assert.equal(toSam.length, 1);
    assert.match(toSam[0] ?? '', /jo, who .*another way/);
    assert.ok(went.includes('sam'), 'the holder is told by mail as well');
    stile.pass({ minutes: 2 });
    assert.deepEqual(await deliver(), [], 'and once');
  });

  test('does not go out about a family that has become restricted, but to those who see it', async () => {
    await done(stile, 'f2', registration('f2'));
    await tell('f2', { role: 'team-manager' });
    await tell('f2', { role: 'checs' }, 'Something for ChECS');
    await tell('f2', person('sam', 'social-worker'));
    down = true;
    await deliver();
    await done(stile, 'f2', restrict(), manager);
    down = false;
    stile.pass({ minutes: 2 });
    assert.deepEqual(await deliver(), ['mo', 'sam', 'sam']);
    assert.equal((await column('not_sent')).length, 1);
  });

  test('does not go to somebody who has been barred, nor to somebody who has left', async () => {
    await done(stile, 'f3', registration('f3'));
    await tell('f3', person('dee', 'duty-manager'));
    await tell('f3', person('cher', 'checs'));
    down = true;
    await deliver();
    await done(stile, 'f3', restrict({ people: ['cher'], never: ['dee'] }), manager);
    await stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'cher'`);
    down = false;
    stile.pass({ minutes: 2 });
    const went = await deliver();
    assert.ok(!went.includes('dee') && !went.includes('cher'), String(went));
    assert.equal((await column('not_sent')).length, 2);
  });

  test('written by an older version, with nothing but an address, is looked at as well', async () => {
    await done(stile, 'f4', registration('f4'));
    await stile.behindItsBack(
      `INSERT INTO outbox (authority, id, kind, family, payload, created, next_try) VALUES ($1, 'old', 'mail', 'f4', $2, $3, $3)`,
      [
        authority,
        JSON.stringify({ to: 'jo@example.org', toName: 'jo', what: 'The plan is ready' }),
        stile.now(),
      ],
    );
    assert.deepEqual(await deliver(), []);
    assert.equal((await column('not_sent')).length, 1);
  });

  test('says that something waits, and no name, no reference and no word of what', async () => {
    await done(stile, 'f5', registration('f5'));
    await tell('f5', person('sam', 'social-worker'));
    assert.deepEqual(await deliver(), ['sam']);
    const [mail] = sent;
    assert.doesNotMatch(JSON.stringify({ ...mail, id: '' }), /F-f5|plan|Ava|Price/);
  });
});

describe('a notice', () => {
  test('is not given to a partner who does not see the family, and the holder is told that it was not', async () => {
    await done(stile, 'g1', registration('g1'));
    await done(stile, 'g1', lead);
    await tell('g1', person('jo', 'lead'));
    await deliver();
    assert.deepEqual(await notices('jo'), []);
    assert.match((await column('not_sent')).join(), /jo does not see this family now/);
    assert.equal((await notices('sam')).filter((what) => what.includes('plan is ready')).length, 1);
  });

  test('to a role of which nobody sees a restricted family goes to its holder', async () => {
    await done(stile, 'g2', registration('g2'));
    await done(stile, 'g2', restrict(), manager);
    await deliver();
    await tell('g2', { role: 'checs' });
    await deliver();
    assert.deepEqual(await teamNotices('checs'), []);
    const toSam = (await notices('sam')).filter((what) => what.includes('plan is ready'));
    assert.equal(toSam.length, 1);
    assert.match(toSam[0] ?? '', /ChECS adviser/);
    assert.match((await column('told_instead')).join(), /sam/);
    assert.equal((await outbox()).outboxToldInstead, 1);
  });

  test('to a role that nobody holds today goes to the manager of that role where the holder is not there', async () => {
    await done(stile, 'g3', registration('g3'));
    await deliver();
    await stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'sam'`);
    await stile.behindItsBack(
      `UPDATE role_holding SET until_day = '2026-03-01' WHERE worker = 'cher'`,
    );
    await tell('g3', { role: 'duty-social-worker' });
    await deliver();
    assert.match((await teamNotices('duty-manager')).join(), /plan is ready/);
  });

  test('goes to those who look after the restriction when nobody else is left, and to a manager when not even they are', async () => {
    await done(stile, 'g4', registration('g4'));
    await done(stile, 'g4', restrict({ people: ['dee'], never: ['cher'] }), manager);
    await deliver();
    await stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'sam'`);
    await tell('g4', { role: 'checs' });
    await deliver();
    assert.match([...(await notices('mo')), ...(await notices('dee'))].join(), /plan is ready/);
    await stile.behindItsBack(`UPDATE worker SET active = false WHERE id IN ('mo', 'dee')`);
    await enter('nell', 'team-manager');
    await tell('g4', { role: 'checs' }, 'Another word');
    await deliver();
    const toNell = await notices('nell');
    assert.equal(toNell.length, 1);
    assert.match(toNell[0] ?? '', /urgent access.*F-g4/i);
    assert.doesNotMatch(toNell[0] ?? '', /Another word|Price|Ava/);
    assert.deepEqual(await notices('cher'), []);
  });

  test('that reaches nobody at all stands among the messages that did not arrive, and is counted', async () => {
    await done(stile, 'g5', registration('g5'));
    await deliver();
    await stile.behindItsBack(`UPDATE worker SET active = false`);
    await tell('g5', { role: 'checs' });
    await deliver();
    assert.equal((await column('failed')).length, 1);
    assert.equal((await outbox()).outboxFailed, 1);
  });

  test('of a concern about a restricted family reaches those on duty, also as mail that waited', async () => {
    await done(stile, 'g6', registration('g6'));
    await done(stile, 'g6', restrict(), manager);
    await deliver();
    await done(stile, 'g6', { do: 'raise-concern', fields: {} }, manager);
    down = true;
    await deliver();
    assert.match((await teamNotices('checs')).join(), /concern/i);
    down = false;
    stile.pass({ minutes: 2 });
    assert.ok((await deliver()).includes('cher'));
    assert.ok(
      sent.every(({ urgent }) => urgent),
      'and says that it is urgent',
    );
  });
});
