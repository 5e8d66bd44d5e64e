/** Statements that no page sends, sent as each kind of person: nobody becomes more than they are. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seenBy, seenByStile } from '../../src/cases/stile.ts';
import { tellWhoMay } from '../../src/cases/tell-who-may.ts';
import {
  actor,
  authority,
  done,
  employ,
  openTestStile,
  registration,
  type TestStile,
} from '../store/support.ts';

let stile: TestStile;
const people = {
  worker: actor('wren', ['social-worker']),
  partner: actor('pat', ['lead-professional'], 'partner'),
  owner: actor('olga', ['policy-owner']),
  administrator: actor('ada', ['stile/administrator']),
  leaver: actor('lee', ['policy-owner']),
};
const everybody = Object.values(people);
const but = (...who: (keyof typeof people)[]) =>
  everybody.filter((each) => !who.some((name) => people[name] === each));
const db = (who: (typeof everybody)[number]) => seenBy(stile, { authority, actor: who });

before(async () => {
  stile = await openTestStile();
  await employ(stile, ...everybody);
  await stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'lee'`);
  await done(stile, 'f1', registration('f1'));
  await stile.behindItsBack(`INSERT INTO session (authority, id, worker, how, started, seen, expires, ends)
    SELECT authority, 'session of ' || id, id, 'link', now(), now(), now(), now() FROM worker`);
  await tellWhoMay(stile, authority);
});
after(() => stile.close());

/** What happens, in a word: what is not theirs is refused, or is not there. */
async function tries(who: (typeof everybody)[number], text: string, values: unknown[] = []) {
  try {
    return (await db(who).query(text, values)).rowCount;
  } catch (error) {
    assert.equal((error as { code?: string }).code, '42501', `${who.worker}: ${error}`);
    return 0;
  }
}

async function nobodyBut(allowed: (keyof typeof people)[], text: string, values: unknown[] = []) {
  for (const who of but(...allowed)) assert.equal(await tries(who, text, values), 0, who.worker);
}

describe('Whoever asks past every page', () => {
  test('gives nobody a role, a name or an employer, unless they look after the directory', async () => {
    await nobodyBut(['administrator'], `UPDATE worker SET roles = '{edt}', employer = 'authority'`);
    await nobodyBut(
      [],
      `INSERT INTO role_holding (authority, id, worker, role, given_by, given)
        VALUES ($1, 'x', viewer_worker(), 'team-manager', 'x', now())`,
      [authority],
    );
    await nobodyBut(
      ['administrator'],
      `INSERT INTO worker (authority, id, name, agency, employer, roles)
      VALUES ('cheshire-east', 'new', 'New', '', 'authority', '{}')`,
    );
  });

  test('sets how far a role sees only as whoever looks after the policy or the directory', async () => {
    const set = `SELECT set_role_sight($1, 'team-manager', 'all', false, $2, 'x')`;
    for (const who of but('owner', 'administrator'))
      await assert.rejects(
        db(who).query(set, [who.worker, who.name]),
        { code: '42501' },
        who.worker,
      );
    await assert.rejects(db(people.owner).query(set, ['as ada', 'ada']), { code: '42501' });
    await db(people.owner).query(set, ['by olga', 'olga']);
    await db(people.administrator).query(set, ['by ada', 'ada']);
    const says = `INSERT INTO records_role (authority, role, may) VALUES ($1, 'social-worker', 'set-sight')`;
    await nobodyBut([], says, [authority]);
  });

  test('makes no session for anybody else, and gives none another secret or owner', async () => {
    const make = `INSERT INTO session (authority, id, worker, how, started, seen, expires, ends)
      VALUES ($1, 'known', 'wren', 'link', now(), now(), now(), now())`;
    await nobodyBut(['worker'], make, [authority]);
    await nobodyBut([], `UPDATE session SET id = 'known' WHERE worker = 'wren'`);
    await nobodyBut([], `UPDATE session SET worker = 'olga'`);
    await nobodyBut(['administrator', 'worker'], `SELECT FROM session WHERE worker = 'wren'`);
  });

  test('reads no link, no account and no log of signing in, unless they look after the directory', async () => {
    await stile.behindItsBack(`INSERT INTO sign_in_link (authority, id, worker, browser, asked, expires)
      VALUES ('cheshire-east', 'l', 'pat', 'b', now(), now());
      INSERT INTO worker_identity (authority, issuer, subject, worker, linked) VALUES ('cheshire-east', 'i', 's', 'wren', now());
      INSERT INTO sign_in_log (authority, id, at, worker, how, result, device) VALUES ('cheshire-east', 'z', now(), 'x', 'link', 'left', '')`);
    await nobodyBut([], 'SELECT FROM sign_in_link');
    await nobodyBut(['administrator'], 'SELECT FROM worker_identity');
    await nobodyBut(['administrator'], `SELECT FROM sign_in_log WHERE worker = 'x'`);
    await nobodyBut([], `UPDATE worker_identity SET worker = 'ada'`);
    await nobodyBut(
      [],
      `INSERT INTO worker_identity (authority, issuer, subject, worker, linked) VALUES ('cheshire-east', 'i', 't', viewer_worker(), now())`,
    );
  });

  test('clears nothing that others began, searched for or did at the door: that is Stile’s, after its term', async () => {
    await stile.behindItsBack(`INSERT INTO draft (authority, worker, key, title, body, updated)
        VALUES ('cheshire-east', 'nobody', 'k', 'Old', '{}', '2020-01-01');
      INSERT INTO urgent_try (authority, id, worker, name, at, asked, reason, families)
        VALUES ('cheshire-east', 't', 'nobody', 'n', '2020-01-01', 'Bo', 'Hurt', '{}')`);
    for (const what of ['drafts', 'vain_tries', 'sign_ins'])
      await nobodyBut([], `SELECT clear_${what}(now(), 10)`);
    const itself = seenByStile(stile, authority);
    for (const table of ['draft', 'urgent_try'])
      assert.equal(
        (await itself.query(`SELECT FROM ${table} WHERE worker = 'nobody'`)).rowCount,
        table === 'draft' ? 0 : 1,
      );
    await assert.rejects(itself.query(`UPDATE urgent_try SET asked = ''`), { code: '42501' });
    await assert.rejects(itself.query('DELETE FROM sign_in_log'), { code: '42501' });
    assert.equal((await itself.query('DELETE FROM draft')).rowCount, 0);
  });

  test('changes neither what a message says, nor whom it goes to', async () => {
    await stile.behindItsBack(`UPDATE outbox SET failed = 'x'`);
    await nobodyBut([], `UPDATE outbox SET payload = '{}'`);
    await stile.behindItsBack(`INSERT INTO notice (authority, id, to_worker, family, what, at)
      SELECT authority, id, id, 'f1', 'Seen', now() FROM worker`);
    await nobodyBut([], `UPDATE notice SET what = 'Not seen'`);
    await nobodyBut([], `UPDATE notice SET to_worker = 'pat'`);
  });

  test('begins no history of the records, or of a sitting, as if it were a family’s', async () => {
    for (const who of [...everybody, undefined])
      for (const family of ['records:retention', 'meeting:jam:2026-03-05']) {
        const where = who === undefined ? seenByStile(stile, authority) : db(who);
        const append = where.query(
          `SELECT append_act($1, $2, 0, '', NULL, ARRAY['{}'], ARRAY[viewer_worker()], ARRAY['HoldPlaced'],
            ARRAY[now()], now(), ARRAY['\\x00'::bytea], '{}', '{}', NULL, viewer_worker(), NULL)`,
          [authority, family],
        );
        await assert.rejects(append, { code: '42501' }, `${who?.worker} ${family}`);
      }
  });
});
