import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import {
  deliverOutbox,
  type OutgoingMail,
  tryMessageAgain,
} from '../../src/cases/deliver-outbox.ts';
import { listFailedMessages } from '../../src/cases/queries/list-failed-messages.ts';
import {
  countUnreadNotices,
  listNotices,
  markNoticeRead,
} from '../../src/cases/queries/list-notices.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { openMailer } from '../../src/worker/send-mail.ts';
import {
  act,
  actor,
  authority,
  done,
  manager,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
  told,
} from '../store/support.ts';

let stile: TestStile;
const mo = { authority, actor: manager };
const sam = { authority, actor: actor('sam', ['social-worker']) };

beforeEach(async () => {
  stile = await openTestStile();
  for (const [id, role, email] of [
    ['sam', 'social-worker', 'sam@example.org'],
    ['mo', 'team-manager', 'mo@example.org'],
    ['max', 'team-manager', null],
  ] as const) {
    await saveWorker(itself(stile.db, authority), authority, {
      id,
      name: id,
      email,
      agency: 'Cheshire East Council',
      employer: 'authority',
      roles: [role],
      team: 'North',
      active: true,
    });
  }
});
afterEach(() => stile.close());

/** Tells the social worker, who is named, and the team managers, who are a team. */
async function tellBoth(id: string) {
  await done(stile, id, registration(id));
  const result = await act(stile, id, { do: 'raise-concern', fields: {} });
  assert.ok(result.ok);
  return result.events
    .flatMap((event) => (event.type === 'PeopleTold' && event.how === 'stile' ? event.to : []))
    .filter(({ role }) => role !== 'family').length;
}

const outbox = () =>
  stile.behindItsBack(
    'SELECT id, kind, attempts, done_at, failed, payload FROM outbox ORDER BY id',
  );

describe('everybody who is told', () => {
  test('finds it in Stile once, however often it is delivered', async () => {
    const people = await tellBoth('told');
    assert.ok(people > 0);
    assert.equal((await outbox()).length, people);
    const both = await Promise.all([
      deliverOutbox(stile, authority, undefined),
      deliverOutbox(stile, authority, undefined),
    ]);
    assert.equal(
      both.reduce((sum, { delivered }) => sum + delivered, 0),
      people,
    );
    const notices = await stile.behindItsBack('SELECT * FROM notice');
    assert.equal(notices.length, people);
    assert.deepEqual(await deliverOutbox(stile, authority, undefined), { delivered: 0, failed: 0 });
  });

  test('is somebody who is still here: what goes to a leaver whom nobody followed has not arrived', async () => {
    await done(stile, 'left', registration('left'));
    const raised = await act(stile, 'left', { do: 'raise-concern', fields: {} }, manager);
    assert.ok(raised.ok);
    await stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'sam'`);
    const toSam = (await outbox()).filter(({ payload }) =>
      /"worker":\s*"sam"/.test(JSON.stringify(payload)),
    );
    assert.ok(toSam.length > 0);
    await deliverOutbox(stile, authority, undefined);
    const failed = await listFailedMessages(stile, mo);
    assert.deepEqual(failed.map(({ id }) => id).toSorted(), toSam.map(({ id }) => id).toSorted());
    assert.match(failed[0]?.failed ?? '', /has left, and nobody took over/);
  });

  test('reads it, by name or as one of a team, and it is then read', async () => {
    await done(stile, 'read', registration('read'));
    await stile.behindItsBack(
      `INSERT INTO notice (authority, id, to_worker, family, what, at) VALUES ($1, 'n1', 'sam', 'read', 'For Sam', '2026-03-02T09:00Z')`,
      [authority],
    );
    await stile.behindItsBack(
      `INSERT INTO notice (authority, id, to_role, family, what, at) VALUES ($1, 'n2', 'team-manager', 'read', 'For the team', '2026-03-02T09:00Z')`,
      [authority],
    );
    assert.deepEqual(
      (await listNotices(stile, sam)).map(({ what, reference }) => [what, reference]),
      [['For Sam', 'F-read']],
    );
    assert.deepEqual(
      (await listNotices(stile, mo)).map(({ what }) => what),
      ['For the team'],
    );
    assert.equal(await countUnreadNotices(stile, mo), 1);
    assert.equal(await markNoticeRead(stile, sam, 'n2'), false, 'it is not Sam’s to read');
    assert.equal(await markNoticeRead(stile, mo, 'n2'), true);
    assert.equal(await countUnreadNotices(stile, mo), 0);
  });

  test('who does not sign in and has no address is in the list of failed messages', async () => {
    await done(stile, 'outside', registration('outside'));
    const practitioner = {
      name: 'Jo Lead',
      agency: 'Hillside School',
      employer: 'partner' as const,
      contact: '01632 960001',
      worker: undefined,
    };
    await stile.behindItsBack(
      `INSERT INTO outbox (authority, id, kind, family, payload, created, next_try) VALUES ($1, 'o1', 'notice', 'outside', $2, '2026-03-02T09:00Z', '2026-03-02T09:00Z')`,
      [
        authority,
        JSON.stringify({
          to: { role: 'lead', practitioner },
          what: 'You have been named',
          transfer: null,
          at: stile.now(),
        }),
      ],
    );
    await deliverOutbox(stile, authority, undefined);
    const [failed] = await listFailedMessages(stile, mo);
    assert.equal(
      failed?.failed,
      'Jo Lead does not sign in to Stile and cannot be reached by mail. Tell them another way',
    );
    assert.equal(failed?.nextTry, undefined);
  });
});

describe('mail', () => {
  test('goes to whoever has an address, says no names, and is the same at every attempt', async () => {
    await tellBoth('mailed');
    const sent: OutgoingMail[] = [];
    let down = true;
    const deliver = async (mail: OutgoingMail) => {
      sent.push(mail);
      if (down) throw new Error('The mail server is down');
    };
    await deliverOutbox(stile, authority, deliver);
    const first = sent.splice(0);
    assert.ok(first.length > 0);
    for (const mail of first) {
      assert.match(mail.to, /@example\.org$/);
      assert.doesNotMatch(JSON.stringify({ ...mail, to: '', toName: '' }), /Ava|Price|Carly/);
    }
    const failed = await listFailedMessages(stile, mo);
    assert.equal(failed.length, first.length);
    assert.equal(failed[0]?.failed, 'The mail server is down');

    await deliverOutbox(stile, authority, deliver);
    assert.equal(sent.length, 0, 'not before it is time');
    stile.pass({ minutes: 2 });
    down = false;
    await deliverOutbox(stile, authority, deliver);
    assert.deepEqual(sent.map(({ id }) => id).sort(), first.map(({ id }) => id).sort());
    assert.deepEqual(await listFailedMessages(stile, mo), []);
  });

  test('that fails again and again waits for somebody to try it by hand', async () => {
    await tellBoth('hopeless');
    let attempts = 0;
    const deliver = async () => {
      attempts++;
      throw new Error('Mailbox full');
    };
    for (let day = 0; day < 40; day++) {
      await deliverOutbox(stile, authority, deliver);
      stile.pass({ days: 1 });
    }
    const failed = await listFailedMessages(stile, mo);
    assert.ok(failed.length > 0);
    assert.ok(failed.every(({ nextTry, attempts: made }) => nextTry === undefined && made === 10));
    const before = attempts;
    assert.equal(await tryMessageAgain(stile, mo, failed[0]?.id ?? ''), true);
    await deliverOutbox(stile, authority, deliver);
    assert.equal(attempts, before + 1);
    await deliverOutbox(stile, authority, async () => undefined);
    stile.pass({ days: 1 });
    await deliverOutbox(stile, authority, async () => undefined);
    assert.equal((await listFailedMessages(stile, mo)).length, failed.length - 1);
  });

  test('reaches a real mail server once it is there, and not before', async (t) => {
    const received: string[] = [];
    const makeServer = () =>
      new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        onData(stream, _session, callback) {
          let text = '';
          stream.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          stream.on('end', () => {
            received.push(text);
            callback();
          });
        },
      });
    const first = makeServer();
    const port = await listen(first, 0);
    await new Promise<void>((resolve) => first.close(resolve));
    const mailer = openMailer({
      url: `smtp://127.0.0.1:${port}`,
      from: 'stile@example.org',
      address: 'https://stile.example',
    });
    await tellBoth('smtp');
    const down = await deliverOutbox(stile, authority, mailer.deliver);
    assert.ok(down.failed > 0);
    assert.match((await listFailedMessages(stile, mo))[0]?.failed ?? '', /ECONNREFUSED/);
    assert.equal(received.length, 0);

    const second = makeServer();
    await listen(second, port);
    t.after(() => {
      mailer.close();
      second.close();
    });
    stile.pass({ minutes: 2 });
    const up = await deliverOutbox(stile, authority, mailer.deliver);
    assert.deepEqual(up, { delivered: down.failed, failed: 0 });
    assert.equal(received.length, down.failed);
    for (const mail of received) {
      assert.match(mail, /Subject: Something urgent waits for you in Stile\r\n/);
      assert.match(mail, /https:\/\/stile\.example\/notices/);
      assert.doesNotMatch(mail, /F-smtp|concern|Ava|Price/);
    }
  });
});

test('what the family was told by hand is not sent to anybody', async () => {
  await done(stile, 'hand', registration('hand'));
  await done(stile, 'hand', told('By telephone'));
  await done(stile, 'hand', stepDown);
  const rows = await stile.behindItsBack(
    "SELECT FROM outbox WHERE payload ->> 'what' = 'By telephone'",
  );
  assert.equal(rows.length, 0);
});

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = server.listen(port, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
