/** Disposal: what is gone, what is left, and what stops it. On a real database, with faults put in behind its back. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { carryOut } from '../../src/cases/carry-out.ts';
import {
  carryOutDisposals,
  confirmDisposal,
  endHold,
  placeHold,
  proposeDisposal,
  refuseDisposal,
} from '../../src/cases/keep-records.ts';
import { makeCheckpoints } from '../../src/cases/make-checkpoint.ts';
import { getRecords } from '../../src/cases/queries/get-records.ts';
import {
  fingerprintOf,
  listedOf,
  previewRetention,
} from '../../src/cases/queries/preview-retention.ts';
import { sceneOf, seenBy, seenByStile } from '../../src/cases/stile.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import { writeBackup } from '../../src/store/database/backup.ts';
import { connectAsOwner } from '../../src/store/database/connect.ts';
import { restoreBackup } from '../../src/store/database/restore.ts';
import { checkAgainstCheckpoints } from '../../src/store/history/checkpoints.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { rebuildAuthority } from '../../src/store/projection/rebuild.ts';
import { readRecords, tracesOf } from '../../src/store/records.ts';
import { addTry } from '../../src/store/urgent.ts';
import { testDatabase } from '../database.ts';
import {
  actor,
  authority,
  done,
  employ,
  migrations,
  moment,
  openTestStile,
  registration,
  socialWorker,
  stepDown,
  type TestStile,
  told,
} from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-'));
after(() => rmSync(folder, { recursive: true }));
const keeper = actor('kim', ['policy-owner']);
const second = actor('mo', ['team-manager']);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

const as = (who: Actor) => ({ authority, actor: who });

/** Families whose time has run out: six years after the financial year in which they were last touched. */
async function longAgo(...ids: string[]): Promise<TestStile> {
  const stile = await openTestStile();
  for (const id of ids) {
    await done(stile, id, registration(id, 'Quillon', 'Featherstonehaugh'));
    await done(stile, id, told('Nothing more is needed for now'));
  }
  await stile.behindItsBack('UPDATE outbox SET done_at = created');
  await employ(stile, keeper, second);
  stile.setClock(moment('2032-04-01 09:00'));
  return stile;
}

async function dueIn(stile: TestStile): Promise<readonly string[]> {
  const preview = await previewRetention(stile, as(keeper));
  assert.ok(preview);
  return preview.families.due.families.map(({ family }) => family);
}

async function propose(stile: TestStile, who = keeper): Promise<number> {
  const preview = await previewRetention(stile, as(who));
  assert.ok(preview);
  const seen = fingerprintOf(listedOf(preview.families.due.families));
  const proposed = await proposeDisposal(stile, as(who), { seen });
  assert.ok(proposed.ok, JSON.stringify(proposed));
  return (await readRecords(seenByStile(stile, authority), authority)).events.length;
}

async function confirm(stile: TestStile, proposal: number, who = second) {
  const records = await getRecords(stile, as(who));
  const seen = records?.proposals.get(proposal)?.proposed.fingerprint ?? '';
  return confirmDisposal(stile, as(who), { proposal, seen });
}

async function disposeAll(stile: TestStile) {
  const confirmed = await confirm(stile, await propose(stile));
  assert.ok(confirmed.ok, JSON.stringify(confirmed));
  return confirmed.message;
}

/** Every table, as a backup has it. */
async function everything(stile: TestStile): Promise<string> {
  const path = join(folder, `${Math.random()}`);
  const client = await connectAsOwner(stile.connectionString);
  await writeBackup(client, path, stile.now());
  await client.end();
  return gunzipSync(readFileSync(path)).toString('utf8');
}

const words = async (stile: TestStile) =>
  (await verifyHistory(stile.db)).breaks.map((each) => `${each.family}: ${each.words}`);

describe('A family whose time has run out', () => {
  let stile: TestStile;
  before(async () => {
    stile = await longAgo('r1', 'r2');
    await done(stile, 'r3', registration('r3', 'Ben', 'Young'));
    await stile.behindItsBack('UPDATE outbox SET done_at = created');
    await stile.behindItsBack(
      `INSERT INTO draft (authority, worker, key, family, title, body, updated)
       VALUES ($1, 'sam', 'd', 'r1', 'Quillon', '{"a": "Quillon"}', now())`,
      [authority],
    );
    await addTry(seenBy(stile, as(keeper)), authority, {
      ...{
        id: 'try',
        worker: keeper.worker,
        name: keeper.name,
        at: stile.now(),
        reason: 'Quillon is here',
      },
      ...{ asked: 'Quillon Featherstonehaugh, born 2017-03-01', families: ['r1', 'r2'] },
    });
  });
  after(() => stile.close());

  test('is shown by its reference with the rule that wins; one of today is not due', async () => {
    const preview = await previewRetention(stile, as(keeper));
    assert.deepEqual(
      preview?.families.due.families.map(({ family, rules }) => [family, rules[0]?.until]),
      [
        ['r1', '2032-03-31'],
        ['r2', '2032-03-31'],
      ],
    );
    assert.equal(preview?.kept, 1);
    assert.doesNotMatch(JSON.stringify(preview), /Quillon|Feather/);
  });

  test('is shown to nobody else', async () => {
    assert.equal(await previewRetention(stile, as(socialWorker)), undefined);
    assert.equal(await getRecords(stile, as(socialWorker)), undefined);
    const partner = actor('pat', ['policy-owner'], 'partner');
    assert.equal(await previewRetention(stile, as(partner)), undefined);
    const rows = await seenBy(stile, as(keeper)).query('SELECT FROM tombstone');
    assert.equal(rows.rowCount, 0);
  });

  test('is not disposed of before a second person has confirmed exactly the list that was proposed', async () => {
    const early = await proposeDisposal(stile, as(socialWorker), { seen: 'x' });
    assert.equal(!early.ok && early.because, 'not-theirs');
    const other = await proposeDisposal(stile, as(keeper), { seen: 'another list' });
    assert.equal(!other.ok && other.because, 'changed-since');
    const proposal = await propose(stile);
    assert.match(
      JSON.stringify(await confirm(stile, proposal, keeper)),
      /other than whoever proposed/,
    );
    const wrong = await confirmDisposal(stile, as(second), { proposal, seen: 'x' });
    assert.match(JSON.stringify(wrong), /not the list that you saw/);
    assert.match(JSON.stringify(await carryOutDisposals(stile, as(keeper))), /0 families were/);
    const refused = await refuseDisposal(stile, as(second), { proposal, reason: 'Not now' });
    assert.ok(refused.ok);
    assert.match(JSON.stringify(await confirm(stile, proposal)), /has been decided/);
    assert.deepEqual(await dueIn(stile), ['r1', 'r2']);
  });

  test('is really gone, from every table; its places and hashes and the record of it are left', async () => {
    // This process has the family in mind.
    assert.ok(await loadFamily(seenBy(stile, as(keeper)), authority, 'r1' as FamilyId));
    assert.match(await everything(stile), /Quillon/);
    assert.equal(await disposeAll(stile), '2 families were disposed of.');
    assert.doesNotMatch(
      await everything(stile),
      /Quillon|Featherstonehaugh|Nothing more is needed/,
    );
    assert.equal(
      await loadFamily(seenBy(stile, as(keeper)), authority, 'r1' as FamilyId),
      undefined,
    );
    const verified = await verifyHistory(stile.db);
    assert.deepEqual(verified.breaks, []);
    assert.deepEqual(
      verified.disposed.map(({ family, reference }) => [family, reference]),
      [
        ['r1', 'F-r1'],
        ['r2', 'F-r2'],
      ],
    );
    const left = await stile.behindItsBack(
      'SELECT count(*)::int AS count FROM tombstone WHERE family = $1',
      ['r1'],
    );
    assert.ok(Number(left[0]?.count) >= 2);
  });

  test('is not brought back by a rebuild, and nothing can be recorded about it', async () => {
    await rebuildAuthority(seenByStile(stile, authority), authority, sceneOf(stile, authority));
    assert.deepEqual(await words(stile), []);
    const act = await carryOut(stile, {
      actor: socialWorker,
      authority,
      family: 'r1' as FamilyId,
      command: told('Anything'),
    });
    assert.equal(act.ok, false);
    assert.deepEqual(await words(stile), []);
  });
});

describe('Nothing is disposed of', () => {
  let stile: TestStile;
  before(async () => {
    stile = await longAgo('n1', 'n2');
  });
  after(() => stile.close());

  const hold = {
    reference: 'F-n1',
    reason: 'Claim',
    review: moment('2033-01-01 09:00').slice(0, 10),
  };

  test('while there is a hold on the family, or on every family', async () => {
    const asked = { ...hold, review: '2033-01-01' as never };
    assert.match(JSON.stringify(await placeHold(stile, as(second), asked)), /not-theirs/);
    assert.match(
      JSON.stringify(await placeHold(stile, as(keeper), { ...asked, reference: 'F-x' })),
      /You see no family/,
    );
    assert.match(
      JSON.stringify(await placeHold(stile, as(keeper), { ...asked, reason: ' ' })),
      /Enter why/,
    );
    assert.ok((await placeHold(stile, as(keeper), asked)).ok);
    assert.deepEqual(await dueIn(stile), ['n2']);
    assert.ok((await placeHold(stile, as(keeper), { ...asked, reference: '' })).ok);
    assert.deepEqual(await dueIn(stile), []);
    const preview = await previewRetention(stile, as(keeper));
    assert.match(
      JSON.stringify(preview),
      /A hold on every family: Claim \(kim, to be looked at again by 1 January 2033\)/,
    );
    for (const each of (await getRecords(stile, as(keeper)))?.holds.keys() ?? [])
      assert.ok((await endHold(stile, as(keeper), { hold: each, reason: 'Settled' })).ok);
    assert.deepEqual(await dueIn(stile), ['n1', 'n2']);
  });

  test('of a family that is held after the list was proposed; the rest of the list goes', async () => {
    const proposal = await propose(stile);
    const asked = { ...hold, review: '2033-01-01' as never };
    assert.ok((await placeHold(stile, as(keeper), asked)).ok);
    const confirmed = await confirm(stile, proposal);
    assert.match(JSON.stringify(confirmed), /1 family was disposed of\. 1 stayed.*F-n1/);
    assert.ok(await loadFamily(seenBy(stile, as(keeper)), authority, 'n1' as FamilyId));
    assert.deepEqual(await words(stile), []);
  });

  test('by a statement of the application that nobody has decided, or for the wrong family', async () => {
    const app = seenBy(stile, as(keeper));
    for (const statement of [
      "DELETE FROM event WHERE family = 'n1'",
      "INSERT INTO tombstone VALUES ('cheshire-east', 'n1', 1, decode(repeat('00', 32), 'hex'))",
      "UPDATE tombstone SET hash = decode(repeat('00', 32), 'hex')",
      "SELECT add_record('cheshire-east', 0, '', '{}', now(), '')",
    ])
      await assert.rejects(app.query(statement), /permission denied/, statement);
    const outsider = seenBy(stile, as(socialWorker));
    await assert.rejects(
      outsider.query(
        `SELECT dispose_family('cheshire-east', 'n1', 0, decode(repeat('00', 32), 'hex'),
          '{"event": {"type": "FamilyDisposed", "family": "n1", "by": {"worker": "sam"}}}', now(), '')`,
      ),
      /not for this person/,
    );
  });
});

describe('The database itself refuses a disposal', () => {
  // As a use case would that forgot everything: straight to the function.
  const tries: Record<string, (stile: TestStile) => Promise<void>> = {
    'while a transfer is open': async (stile) => {
      await stile.behindItsBack("UPDATE family SET open_transfers = 1 WHERE id = 'x1'");
    },
    'while something is waited for': async (stile) => {
      await stile.behindItsBack(
        `INSERT INTO work (authority, family, key, role, kind, title, since, overdue)
         VALUES ($1, 'x1', 'k', 'social-worker', 'obligation', 'Stay about four weeks', now(), false)`,
        [authority],
      );
    },
    'while a message is on its way': async (stile) => {
      await stile.behindItsBack(
        `INSERT INTO outbox (authority, id, kind, family, payload, created) VALUES ($1, 'o1', 'mail', 'x1', '{}', now())`,
        [authority],
      );
    },
    'while somebody who asked for their own record waits for it': async (stile) => {
      await stile.behindItsBack(
        `INSERT INTO export (authority, family, id, person, asked_by, asked, version, passages, made, made_by, made_name)
         VALUES ($1, 'x1', 'e', 'c1', 'x', now(), 1, '[]', now(), 'kim', 'kim')`,
        [authority],
      );
      assert.deepEqual(await dueIn(stile), []);
    },
    'when a hold was placed meanwhile': async (stile) => {
      const asked = { reference: '', reason: 'Inquiry', review: '2033-01-01' as never };
      assert.ok((await placeHold(stile, as(keeper), asked)).ok);
    },
    'when anything was recorded meanwhile': async (stile) => {
      await done(stile, 'x1', told('They came back'));
      await stile.behindItsBack('UPDATE outbox SET done_at = created');
    },
    'before the time has run out': async (stile) => {
      stile.setClock(moment('2032-03-31 23:30'));
    },
    'of a history that somebody has changed': async (stile) => {
      await stile.behindItsBack(
        "UPDATE event SET body = replace(body, 'Quillon', 'Quillan') WHERE family = 'x1' AND version = 1",
      );
    },
  };
  for (const [when, change] of Object.entries(tries)) {
    test(when, async () => {
      const stile = await longAgo('x1');
      const proposal = await propose(stile);
      const db = seenByStile(stile, authority);
      const { appendRecord, disposeFamily, readTraces } = await import(
        '../../src/store/records.ts'
      );
      const by = (who: Actor) => ({ worker: who.worker, name: who.name, roles: who.roles });
      const read = await readRecords(db, authority);
      const listed = (await getRecords(stile, as(keeper)))?.proposals.get(proposal)?.proposed;
      assert.ok(listed);
      const at = stile.now();
      const confirmed = await appendRecord(seenBy(stile, as(second)), authority, {
        read,
        event: {
          ...{ type: 'DisposalConfirmed', proposal, fingerprint: listed.fingerprint },
          ...{ at, recorded: at, by: by(second) },
        },
      });
      assert.ok(confirmed.ok);
      await change(stile);
      const traces = await readTraces(db, authority, 'x1' as FamilyId);
      const [item] = listed.families;
      assert.ok(traces && item);
      const dispose = async () => {
        const now = await readRecords(db, authority);
        return disposeFamily(seenBy(stile, as(keeper)), authority, {
          read: now,
          event: {
            ...{ type: 'FamilyDisposed', family: item.family, reference: item.reference },
            ...{ decision: proposal + 1, rule: item.rule, until: item.until },
            ...traces,
            ...{ at: stile.now(), recorded: at, by: by(keeper) },
          },
        });
      };
      const done = await dispose();
      assert.equal(done.ok, false, when);
      const there = await stile.behindItsBack("SELECT FROM event WHERE family = 'x1'");
      assert.ok(there.length > 0);
      await stile.close();
    });
  }
});

describe('What a disposal leaves', () => {
  let stile: TestStile;
  before(async () => {
    stile = await longAgo('t1', 't2');
    await makeCheckpoints(stile, { privateKey, formerKeys: [], file: undefined });
    await disposeAll(stile);
  });
  after(() => stile.close());

  async function spoiled(text: string, ...mend: string[]): Promise<string> {
    await stile.behindItsBack(text);
    const found = (await words(stile)).join('\n');
    for (const each of mend) await stile.behindItsBack(each);
    return found;
  }

  test('is what the checkpoints from before have signed, and the next checkpoint signs it too', async () => {
    const held = async () =>
      (await checkAgainstCheckpoints(stile.db, [publicKey])).flatMap(({ breaks }) => breaks);
    assert.deepEqual(await held(), []);
    const [made] = await makeCheckpoints(stile, { privateKey, formerKeys: [], file: undefined });
    assert.deepEqual(made?.breaks, []);
    assert.deepEqual(await held(), []);
  });

  test('cannot be changed in one byte, lost or left without its record', async () => {
    await stile.behindItsBack('CREATE TABLE kept_tombstone AS SELECT * FROM tombstone');
    const back = ['DELETE FROM tombstone', 'INSERT INTO tombstone SELECT * FROM kept_tombstone'];
    assert.match(
      await spoiled(
        "UPDATE tombstone SET hash = set_byte(hash, 5, (get_byte(hash, 5) + 1) % 256) WHERE family = 't1' AND version = 1",
        ...back,
      ),
      /t1: What is left of it is not what its disposal record says/,
    );
    assert.match(
      await spoiled("DELETE FROM tombstone WHERE family = 't2' AND version = 2", ...back),
      /t2: What is left of it is not/,
    );
    assert.match(
      await spoiled("DELETE FROM tombstone WHERE family = 't2'", ...back),
      /t2: .*what should be left of it is missing/,
    );
    assert.match(
      await spoiled("UPDATE tombstone SET family = 't9' WHERE family = 't1'", ...back),
      /t9: Its events were taken away, and no disposal of it is recorded/,
    );
    await stile.behindItsBack('DROP TABLE kept_tombstone');
    assert.deepEqual(await words(stile), []);
  });

  test('cannot be made up: not by changing a record, nor by adding one that nobody decided', async () => {
    const { seal } = await import('../../src/store/history/chain.ts');
    await done(stile, 't5', registration('t5', 'Ava', 'Price'));
    const [row] = await stile.behindItsBack(
      "SELECT body, version FROM event WHERE family = 'records:retention' ORDER BY version DESC LIMIT 1",
    );
    await stile.behindItsBack(
      'UPDATE event SET body = replace(body, \'"reference":"F-t2"\', \'"reference":"F-t3"\') WHERE family = \'records:retention\' AND version = $1',
      [row?.version],
    );
    assert.match(
      (await words(stile)).join('\n'),
      /records:retention: Event \d+ is not what was written/,
    );
    await stile.behindItsBack(
      "UPDATE event SET body = $1 WHERE family = 'records:retention' AND version = $2",
      [row?.body, row?.version],
    );
    // With all rights: a chain that follows, a head, and tombstones that fit. Nobody has decided it.
    const rows = await stile.behindItsBack(
      "SELECT version, hash FROM event WHERE family = 't5' ORDER BY version",
    );
    const traces = tracesOf(rows as never);
    const read = await readRecords(seenByStile(stile, authority), authority);
    const decision = read.events.findIndex(({ type }) => type === 'DisposalConfirmed') + 1;
    const event = {
      ...{
        type: 'FamilyDisposed',
        family: 't5',
        reference: 'F-t5',
        decision,
        rule: 'x',
        until: '2032-03-31',
      },
      ...traces,
      ...{ at: stile.now(), recorded: stile.now(), by: { worker: 'kim', name: 'kim', roles: [] } },
    };
    const [sealed] = seal(
      { authority, family: 'records:retention' },
      { version: read.events.length, hash: read.hash },
      [event],
    );
    await stile.behindItsBack(
      `INSERT INTO event (authority, family, version, type, at, recorded, body, hash)
       VALUES ($1, 'records:retention', $2, 'FamilyDisposed', $3, $3, $4, $5)`,
      [authority, sealed?.version, stile.now(), sealed?.body, sealed?.hash],
    );
    await stile.behindItsBack('UPDATE records SET version = $1, hash = $2', [
      sealed?.version,
      sealed?.hash,
    ]);
    await stile.behindItsBack(
      "INSERT INTO tombstone SELECT authority, family, version, hash FROM event WHERE family = 't5'",
    );
    await stile.behindItsBack("DELETE FROM event WHERE family = 't5'");
    await stile.behindItsBack("DELETE FROM family WHERE id = 't5'");
    assert.match((await words(stile)).join('\n'), /t5: .*no two people have decided that/);
  });
});

test('a backup from before a disposal brings the families back; the checkpoints kept elsewhere tell, and they are due again', async () => {
  const stile = await longAgo('b1');
  const path = join(folder, 'before');
  const client = await connectAsOwner(stile.connectionString);
  await writeBackup(client, path, stile.now());
  await client.end();
  await disposeAll(stile);
  await makeCheckpoints(stile, { privateKey, formerKeys: [], file: undefined });
  const { listCheckpoints } = await import('../../src/store/history/checkpoints.ts');
  const kept = await listCheckpoints(seenByStile(stile, authority), authority);
  await stile.close();
  const empty = await testDatabase({ name: 'empty', prepare: async () => undefined });
  await restoreBackup({ connectionString: empty.connectionString, migrations, path });
  const again = await openTestStile(empty.connectionString, '2032-04-02 09:00');
  assert.deepEqual(await words(again), []);
  const told = (await checkAgainstCheckpoints(again.db, [publicKey], kept)).flatMap(
    ({ breaks }) => breaks,
  );
  assert.match(JSON.stringify(told), /records:retention.*is gone/);
  assert.deepEqual(await dueIn(again), ['b1']);
  assert.equal(await disposeAll(again), '1 family was disposed of.');
  assert.deepEqual(await words(again), []);
  await again.close();
});

test('an act at the same moment is either before the disposal, which then stays away, or finds no family', async () => {
  const stile = await longAgo('s1');
  await done(stile, 's2', registration('s2'));
  const proposal = await propose(stile);
  const other = await openTestStile(stile.connectionString, '2032-04-01 09:00');
  await loadFamily(seenBy(other, as(socialWorker)), authority, 's1' as FamilyId);
  const [act] = await Promise.all([
    carryOut(other, {
      actor: socialWorker,
      authority,
      family: 's1' as FamilyId,
      command: stepDown,
    }),
    confirm(stile, proposal),
  ]);
  const there = await stile.behindItsBack("SELECT FROM event WHERE family = 's1'");
  assert.equal(act.ok, there.length > 0);
  assert.deepEqual(await words(stile), []);
  const late = await carryOut(other, {
    actor: socialWorker,
    authority,
    family: 's1' as FamilyId,
    command: told('Later'),
  });
  assert.equal(late.ok, there.length > 0);
  await other.close();
  await stile.close();
});
