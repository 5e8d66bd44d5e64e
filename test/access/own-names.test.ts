/** What is added to a history counts as the history says it, whatever is told of it; and nobody writes in another's name. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Viewer } from '../../src/access/may-see.ts';
import { type Stile, seenAtTheDoor, seenBy, seenByStile } from '../../src/cases/stile.ts';
import type { Instant } from '../../src/core/calendar/time.ts';
import type { Command } from '../../src/core/family/commands.ts';
import type { FamilyEvent } from '../../src/core/family/events.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import type { Database } from '../../src/store/database/connect.ts';
import { hashOf } from '../../src/store/history/chain.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import {
  act,
  actor,
  agrees,
  authority,
  done,
  employ,
  manager,
  openTestStile,
  registration,
  socialWorker,
  type TestStile,
  told,
} from '../store/support.ts';

let stile: TestStile;
const other = actor('kim', ['social-worker']);
const partner = actor('pat', ['lead-professional'], 'partner');
const administrator = actor('ada', ['stile/administrator']);

before(async () => {
  stile = await openTestStile();
  await employ(stile, socialWorker, manager, other, partner, administrator);
});
after(() => stile.close());

/** What `append` sends for an act, by the place of each value, taken on its way and not sent. */
interface Sent {
  authority: string;
  family: string;
  expected: number;
  previous: Buffer;
  projected: string | null;
  bodies: string[];
  summary: Record<string, unknown>;
  rows: { replace: boolean; put: Record<string, object[]>; drop: Record<string, object[]> };
  worker: string | null;
  request: string | null;
}

const held = new Error('held back');

async function taken(family: string, command: Command, by: Actor = socialWorker): Promise<Sent> {
  let values: readonly unknown[] = [];
  const ask: Database['ask'] = (scope, statement, given) => {
    if (typeof statement === 'string' || statement.name !== 'append-act')
      return stile.db.ask(scope, statement, given);
    values = statement.values ?? [];
    return Promise.reject(held);
  };
  const around = Object.create(stile, { db: { value: { ...stile.db, ask } } }) as Stile;
  await assert.rejects(act(around, family, command, by, `of ${family}`), held);
  const [where, id, expected, previous, projected, bodies, summary, rows, worker, request] = values;
  return {
    authority: where as string,
    family: id as string,
    expected: expected as number,
    previous: previous as Buffer,
    projected: projected as string | null,
    bodies: bodies as string[],
    summary: JSON.parse(summary as string),
    rows: { put: {}, drop: {}, ...JSON.parse(rows as string) },
    worker: worker as string | null,
    request: request as string | null,
  };
}

async function send(sent: Sent, db: Database): Promise<void> {
  stile.db.families.forget(authority, sent.family as FamilyId);
  await db.query('SELECT append_to_family($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    ...[sent.authority, sent.family, sent.expected, sent.previous, sent.projected, sent.bodies],
    ...[JSON.stringify(sent.summary), JSON.stringify(sent.rows), sent.worker, sent.request],
  ]);
}

const viewer = (who: Actor): Viewer => ({ authority, actor: who });
const as = (who: Actor) => seenBy(stile, viewer(who));

type Body = { authority: string; family: string; version: number; event: FamilyEvent };

function changed(sent: Sent, change: (body: Body) => unknown): Sent {
  const bodies = sent.bodies.map((text) => {
    const body = JSON.parse(text) as Body;
    change(body);
    return JSON.stringify(body);
  });
  return { ...sent, bodies };
}

const setBy = (by: object) => (body: Body) => {
  Object.assign(body, { event: { ...body.event, by: { ...body.event.by, ...by } } });
};

async function refused(code: string, sent: Sent, who: Actor = socialWorker): Promise<void> {
  const count = `SELECT count(*)::int AS events FROM event WHERE family = $1`;
  const [before] = await stile.behindItsBack(count, [sent.family]);
  await assert.rejects(send(sent, as(who)), { code });
  assert.deepEqual((await stile.behindItsBack(count, [sent.family]))[0], before);
}

describe('An event that is added past every page', () => {
  test('counts as it stands in the history: hashes, doers and times are read from it', async () => {
    await done(stile, 'f1', registration('f1'));
    const sent = await taken('f1', told('The next meeting is on Monday'));
    await send(sent, as(socialWorker));
    const [row] = await stile.behindItsBack(
      `SELECT type, by_worker, body, hash FROM event WHERE family = 'f1' ORDER BY version DESC LIMIT 1`,
    );
    assert.equal(row?.type, 'PeopleTold');
    assert.equal(row?.by_worker, 'sam');
    assert.deepEqual(row?.hash, hashOf(sent.previous, String(row?.body)));
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
  });

  test('is in the name, the roles and the account of whoever asks, or is not added', async () => {
    await done(stile, 'f2', registration('f2'));
    const sent = await taken('f2', told('The family has moved'));
    await refused('ST005', changed(sent, setBy({ worker: 'kim', name: 'kim' })));
    await refused('ST005', changed(sent, setBy({ name: 'Mo' })));
    await refused('ST005', changed(sent, setBy({ roles: ['social-worker', 'team-manager'] })));
    await refused('ST005', changed(sent, setBy({ roles: 'social-worker' })));
    await refused('ST005', changed(sent, setBy({ onBehalfOf: 'mo' })));
    await refused('42501', { ...sent, worker: 'kim' });
    await refused('42501', sent, other);
    await send(sent, as(socialWorker));
  });

  test('belongs in its place of this history, and follows on the last one there is', async () => {
    await done(stile, 'f3', registration('f3'));
    const sent = await taken('f3', told('The family was away'));
    await refused(
      'ST003',
      changed(sent, (body) => Object.assign(body, { family: 'f2' })),
    );
    await refused(
      'ST003',
      changed(sent, (body) => Object.assign(body, { authority: 'halton' })),
    );
    await refused(
      'ST003',
      changed(sent, (body) => Object.assign(body, { version: 1 })),
    );
    await refused('ST001', { ...sent, previous: Buffer.alloc(32) });
    const first = { ...sent, family: 'f3-new', expected: 0, previous: Buffer.alloc(32, 1) };
    const renamed = changed(first, (body) => Object.assign(body, { family: 'f3-new', version: 1 }));
    await refused('ST003', renamed);
    await send(sent, as(socialWorker));
    await refused('ST001', { ...sent, request: 'another' });
  });

  test('says who did it and when, and a family is registered once, at the beginning', async () => {
    await done(stile, 'f7', registration('f7'));
    const sent = await taken('f7', told('The family was away again'));
    const event = (change: object) => (body: Body) =>
      Object.assign(body, { event: { ...body.event, ...change } });
    await refused('ST003', changed(sent, event({ by: undefined })));
    await refused('ST003', changed(sent, event({ at: undefined })));
    await refused('ST003', changed(sent, event({ type: 'FamilyRegistered' })));
    const first = { ...sent, family: 'f7-new', expected: 0, previous: Buffer.alloc(32) };
    const begun = (body: Body) => Object.assign(body, { family: 'f7-new', version: 1 });
    await refused('ST003', changed(first, begun));
    const other = { type: 'FamilyRegistered', authority, family: 'f1' };
    await refused('ST003', changed(changed(first, begun), event(other)));
    // As it was recorded, neither before what it follows nor long after now.
    await refused('ST003', changed(sent, event({ recorded: '1999-01-01T00:00:00.000Z' })));
    await refused('ST003', changed(sent, event({ recorded: '9999-01-01T00:00:00.000Z' })));
    await send(sent, as(socialWorker));
    await done(stile, 'f7', { do: 'raise-concern', fields: {} });
  });

  test('says itself who holds the family and whether it is restricted; what is told beside it is not looked at', async () => {
    await done(stile, 'f4', registration('f4'));
    const sent = await taken('f4', told('The family has a new telephone number'));
    Object.assign(sent.summary, {
      holder_worker: 'kim',
      holder_name: 'kim',
      holder_role: 'team-manager',
      restricted: true,
    });
    await send(sent, as(socialWorker));
    assert.deepEqual(
      await stile.behindItsBack(
        `SELECT holder_worker, holder_name, holder_role, restricted FROM family WHERE id = 'f4'`,
      ),
      [
        {
          holder_worker: 'sam',
          holder_name: 'Sam',
          holder_role: 'social-worker',
          restricted: false,
        },
      ],
    );
  });

  test('tells exactly those whom it says are told', async () => {
    await done(stile, 'f5', registration('f5'));
    const raised = await done(stile, 'f5', { do: 'raise-concern', fields: {} });
    const expected = raised.events.flatMap((event) =>
      event.type === 'PeopleTold' && event.how === 'stile'
        ? event.to.filter(({ role }) => role !== 'family').map((to) => ({ to, what: event.what }))
        : [],
    );
    assert.ok(expected.length > 0);
    const rows = await stile.behindItsBack(
      `SELECT id, payload FROM outbox WHERE family = 'f5' ORDER BY id`,
    );
    assert.deepEqual(
      rows.map(({ payload }) => {
        const { to, what } = payload as { to: object; what: string };
        return { to, what };
      }),
      JSON.parse(JSON.stringify(expected)),
    );
  });

  test('by the form of the version before is held to the same, while that version is still at work', async () => {
    await done(stile, 'f6', registration('f6'));
    const sent = await taken('f6', told('The school has written'));
    const older = (bodies: string[], doer: string) =>
      as(socialWorker).query(
        `SELECT append_act($1, $2, $3, $4, $5, $6, ARRAY[$7], ARRAY['HolderChanged'], ARRAY[now()], now(), ARRAY['\\x00'::bytea], $8, $9,
          $10, $11, $12)`,
        [
          ...[sent.authority, sent.family, sent.expected, sent.previous, sent.projected, bodies],
          ...[doer, JSON.stringify(sent.summary), JSON.stringify(sent.rows)],
          JSON.stringify([{ id: 'made up', kind: 'notice', payload: {} }]),
          ...[sent.worker, sent.request],
        ],
      );
    stile.db.families.forget(authority, 'f6' as FamilyId);
    const lied = changed(sent, setBy({ worker: 'kim', name: 'kim' })).bodies;
    await assert.rejects(older(lied, 'sam'), { code: 'ST005' });
    await older(sent.bodies, 'kim');
    const [last] = await stile.behindItsBack(
      `SELECT type, by_worker FROM event WHERE family = 'f6' ORDER BY version DESC LIMIT 1`,
    );
    assert.deepEqual({ ...last }, { type: 'PeopleTold', by_worker: 'sam' });
    assert.deepEqual(await stile.behindItsBack(`SELECT id FROM outbox WHERE id = 'made up'`), []);
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
  });
});

describe('Who sees a family', () => {
  const row = (worker: string, why: string, sees = 'whole', until: string | null = null) => ({
    ...{ worker, why, sees, until },
  });

  test('follows from its history: nobody is let in by a row that is only told', async () => {
    await done(stile, 'g1', registration('g1'));
    const sent = await taken('g1', told('The family was told'));
    const far = '2030-01-01T00:00:00.000Z';
    for (const made of [
      row('kim', 'holds'),
      row('kim', 'named'),
      row('kim', 'visits'),
      row('kim', 'listed'),
      row('kim', 'urgent', 'whole', far),
      row('role:team-manager', 'concern'),
    ]) {
      const put = { ...sent.rows.put, family_access: [made] };
      await refused('ST003', { ...sent, rows: { ...sent.rows, put } });
    }
    await send(sent, as(socialWorker));
  });

  test('follows from its history: a partner never sees the whole, and urgent access lasts no longer than was taken', async () => {
    await done(stile, 'g2', registration('g2'));
    const pat = { name: 'pat', agency: 'Hillside School', employer: 'partner', worker: 'pat' };
    const role = 'lead';
    await done(stile, 'g2', agrees);
    await done(stile, 'g2', { do: 'assign-person', role, practitioner: pat } as never);
    const urgent = { do: 'take-urgent-access', reason: 'A child is missing' };
    const took = await act(stile, 'g2', urgent as never, other);
    assert.ok(took.ok, JSON.stringify(took));
    const sent = await taken('g2', told('The family was told'));
    const rows = await stile.behindItsBack(
      `SELECT worker, why, sees, until FROM family_access WHERE family = 'g2' ORDER BY why, worker`,
    );
    assert.deepEqual(
      rows.map(({ worker, why, sees }) => `${worker} ${why} ${sees}`),
      ['sam holds whole', 'pat named parts', 'sam named whole', 'kim urgent whole'],
    );
    for (const made of [
      row('pat', 'named'),
      row('kim', 'urgent', 'whole', '2030-01-01T00:00:00.000Z'),
      row('kim', 'urgent'),
    ]) {
      const put = { ...sent.rows.put, family_access: [made] };
      await refused('ST003', { ...sent, rows: { ...sent.rows, put } });
    }
    await send(sent, as(socialWorker));
  });

  test('follows from its history, whatever rows come with it or do not', async () => {
    await done(stile, 'g4', registration('g4'));
    await employ(stile, partner);
    const event = (said: object) => (body: Body) => {
      const { at, by, protocol, recorded } = body.event;
      Object.assign(body, { event: { at, by, protocol, recorded, ...said } });
    };
    const sent = await taken('g4', told('The family was told'));
    const with_ = (said: object, ...rows: object[]) => ({
      ...changed(sent, event(said)),
      rows: { ...sent.rows, put: { ...sent.rows.put, family_access: rows } },
    });
    const kim = { name: 'kim', agency: 'A', employer: 'authority', worker: 'kim' };
    const released = { type: 'PersonReleased', role: 'lead', reason: 'Over' };
    await refused('ST003', with_(released, row('kim', 'named')));
    // Who is barred, named or let go is so with their rows, or not at all.
    const lists = { reason: 'x', people: [], never: [{ worker: 'kim', name: 'kim' }] };
    const bare = { ...changed(sent, event({ type: 'AccessRestricted', ...lists })) };
    await refused('ST003', bare);
    const assigned = { type: 'PersonAssigned', role: 'lead', practitioner: kim };
    await refused('ST003', changed(sent, event(assigned)));
    const listed = { reason: 'x', people: [{ worker: 'kim', name: 'kim' }], never: [] };
    const unrestricted = { type: 'AccessListChanged', ...listed };
    await refused('ST003', with_(unrestricted, row('kim', 'listed')));
    // A partner is nobody of the council by being called so.
    const pat = { name: 'pat', agency: 'A', employer: 'authority', worker: 'pat' };
    const called = { type: 'PersonAssigned', role: 'lead', practitioner: pat };
    await refused('42501', with_(called, row('pat', 'named')));
    await send(sent, as(socialWorker));
  });

  test('is not for partners to say', async () => {
    await done(stile, 'g5', registration('g5'));
    await done(stile, 'g5', agrees);
    const practitioner = { name: 'pat', agency: 'A', employer: 'partner', worker: 'pat' };
    await done(stile, 'g5', { do: 'assign-person', role: 'lead', practitioner } as never);
    const sent = await taken('g5', told('The child was at school'), partner);
    const until = '2030-01-01T00:00:00.000Z';
    const urgent = { type: 'UrgentAccessTaken', urgent: 'u1', reason: 'x', until, reviewBy: until };
    const taking = changed(sent, (body) =>
      Object.assign(body, { event: { ...body.event, ...urgent } }),
    );
    const put = { ...sent.rows.put, family_access: [row('pat', 'urgent', 'whole', until)] };
    await refused('42501', { ...taking, rows: { ...sent.rows, put } }, partner);
    await send(sent, as(partner));
  });

  test('is put right from the history where the rows have lost step with it, and the act is done', async () => {
    await done(stile, 'g6', registration('g6'));
    await stile.behindItsBack(
      `INSERT INTO family_access (authority, family, worker, why, sees) VALUES ($1, 'g6', 'kim', 'named', 'whole')`,
      [authority],
    );
    const practitioner = { name: 'mo', agency: 'A', employer: 'authority', worker: 'mo' };
    await done(stile, 'g6', { do: 'assign-person', role: 'lead', practitioner } as never);
    const rows = await stile.behindItsBack(
      `SELECT worker FROM family_access WHERE family = 'g6' ORDER BY worker`,
    );
    assert.deepEqual([...new Set(rows.map(({ worker }) => worker))], ['mo', 'sam']);
  });

  test('follows from its history: who is barred stays barred', async () => {
    await done(stile, 'g3', registration('g3'));
    const restrict = {
      do: 'restrict-access',
      reason: 'A colleague’s family',
      people: [{ worker: 'mo', name: 'mo' }],
      never: [{ worker: 'kim', name: 'kim' }],
    };
    await done(stile, 'g3', restrict as never, manager);
    const sent = await taken('g3', told('The family was told'));
    const drop = { family_access: [{ worker: 'kim', why: 'never' }] };
    await refused('ST003', { ...sent, rows: { ...sent.rows, drop } });
    await send(sent, as(socialWorker));
  });
});

describe('Nobody writes in another’s name', () => {
  const refuses = (db: Database, text: string, values: unknown[] = []) =>
    assert.rejects(db.query(text, values), { code: '42501' }, text);
  const now = '2026-03-02T09:00:00.000Z' as Instant;

  test('a policy or bank holidays are put in force by Stile itself, for the authority it is asked for', async () => {
    const policy = `INSERT INTO protocol_published (authority, version, sha256, files, published, records)
      VALUES ($1, '99', 'x', '{}', now(), '{}')`;
    const holidays = `INSERT INTO calendar_published (number, version, body, published) VALUES (99, '99', '{}', now())`;
    for (const db of [
      stile.db,
      seenAtTheDoor(stile, authority),
      as(socialWorker),
      as(administrator),
    ]) {
      await refuses(db, policy, [authority]);
      await refuses(db, holidays);
    }
    await refuses(seenByStile(stile, 'halton'), policy, [authority]);
  });

  test('checkpoints are Stile’s own, and the log of signing in is written at the door or of oneself', async () => {
    await refuses(
      as(administrator),
      `INSERT INTO checkpoint (authority, number, at, body, signature) VALUES ($1, 1, now(), '{}', '')`,
      [authority],
    );
    const entry = `INSERT INTO sign_in_log (authority, id, at, worker, how, result, device)
      VALUES ($1, $2, now(), $3, 'link', 'in', '')`;
    await refuses(as(socialWorker), entry, [authority, 'l1', 'kim']);
    await refuses(as(socialWorker), entry, [authority, 'l2', null]);
    await as(socialWorker).query(entry, [authority, 'l3', 'sam']);
    await seenAtTheDoor(stile, authority).query(entry, [authority, 'l4', 'kim']);
  });

  test('whoever looks after the directory signs what they do', async () => {
    const log = `INSERT INTO people_log (authority, id, at, by_worker, by_name, worker, what) VALUES ($1, $2, now(), $3, $4, 'kim', '{}')`;
    await refuses(as(administrator), log, [authority, 'p1', 'ada', 'mo']);
    await refuses(as(administrator), log, [authority, 'p2', 'mo', 'mo']);
    await as(administrator).query(log, [authority, 'p3', 'ada', 'ada']);
    const role = `INSERT INTO role_holding (authority, id, worker, role, given_by, given) VALUES ($1, $2, 'kim', 'edt', $3, $4)`;
    await refuses(as(administrator), role, [authority, 'r1', 'mo', now]);
    await as(administrator).query(role, [authority, 'r2', 'ada', now]);
    const cover = `INSERT INTO cover (authority, id, worker, covers, from_day, given_by, given) VALUES ($1, $2, 'kim', 'sam', '2026-05-01', $3, $4)`;
    await refuses(as(administrator), cover, [authority, 'c1', 'mo', now]);
    await as(administrator).query(cover, [authority, 'c2', 'ada', now]);
  });

  test('what somebody looked at, searched for, read and decided bears their own name', async () => {
    await done(stile, 'h1', registration('h1'));
    const view = `INSERT INTO view_log (authority, family, at, id, worker, name, access) VALUES ($1, 'h1', now(), $2, 'sam', $3, '{}')`;
    await refuses(as(socialWorker), view, [authority, 'v1', 'mo']);
    const search = `INSERT INTO registration_search (authority, id, worker, name, at, answers) VALUES ($1, $2, 'sam', $3, now(), 0)`;
    await refuses(as(socialWorker), search, [authority, 's1', 'mo']);
    const found = search.replace('registration_search', 'family_search');
    await refuses(as(socialWorker), found, [authority, 's2', 'mo']);
    const attempt = `INSERT INTO urgent_try (authority, id, worker, name, at, asked, reason, families) VALUES ($1, $2, 'sam', $3, now(), '{}', 'x', '{}')`;
    await refuses(as(socialWorker), attempt, [authority, 't1', 'mo']);
    await stile.behindItsBack(
      `INSERT INTO notice (authority, id, to_worker, family, what, at) VALUES ($1, 'n1', 'sam', 'h1', 'Seen', now())`,
      [authority],
    );
    const read = `UPDATE notice SET read_at = now(), read_by = $1 WHERE id = 'n1'`;
    await refuses(as(socialWorker), read, ['mo']);
    assert.equal((await as(socialWorker).query(read, ['sam'])).rowCount, 1);
    await refuses(as(administrator), `UPDATE hand_over SET successor = 'ada'`);
  });

  test('that a message has arrived is Stile’s to say', async () => {
    await done(stile, 'h2', registration('h2'));
    await done(stile, 'h2', { do: 'raise-concern', fields: {} });
    await stile.behindItsBack(`UPDATE outbox SET failed = 'Mailbox full' WHERE family = 'h2'`);
    const waits = `UPDATE outbox SET done_at = now(), next_try = NULL WHERE family = 'h2'`;
    await refuses(as(socialWorker), waits);
    const again = `UPDATE outbox SET next_try = now(), attempts = 0 WHERE family = 'h2'`;
    assert.ok(Number((await as(socialWorker).query(again)).rowCount) > 0);
  });
});
