import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Checkpointing, makeCheckpoints } from '../../src/cases/make-checkpoint.ts';
import { itself } from '../../src/store/database/connect.ts';
import { hashOf, noHash } from '../../src/store/history/chain.ts';
import {
  appendCheckpoints,
  makeKey,
  readCheckpointFile,
  readPrivateKey,
  readPublicKey,
} from '../../src/store/history/checkpoint-files.ts';
import { checkAgainstCheckpoints, listCheckpoints } from '../../src/store/history/checkpoints.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { authority, done, openTestStile, registration, type TestStile, told } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
after(() => rmSync(folder, { recursive: true }));
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

async function withFamilies(): Promise<TestStile> {
  const stile = await openTestStile();
  for (const id of ['c1', 'c2', 'c3']) {
    await done(stile, id, registration(id));
    await done(stile, id, told('First'));
  }
  return stile;
}

function keeping(name: string): Checkpointing {
  const path = join(folder, name);
  const file = {
    read: () => readCheckpointFile(path),
    append: (made: Parameters<typeof appendCheckpoints>[1]) => appendCheckpoints(path, made),
  };
  return { privateKey, formerKeys: [], file };
}

const breaksOf = async (stile: TestStile, kept?: ReturnType<typeof readCheckpointFile>) =>
  (await checkAgainstCheckpoints(stile.db, [publicKey], kept)).flatMap(({ breaks }) => breaks);

/** What a database administrator could do: another story from the first event on, with hashes that follow. */
async function rewrite(stile: TestStile, family: string): Promise<void> {
  const rows = await stile.behindItsBack(
    'SELECT version, body FROM event WHERE authority = $1 AND family = $2 ORDER BY version',
    [authority, family],
  );
  let hash = noHash;
  for (const { version, body } of rows) {
    const other = String(body).replaceAll('Price', 'Brice');
    hash = hashOf(hash, other);
    await stile.behindItsBack(
      'UPDATE event SET body = $4, hash = $5 WHERE authority = $1 AND family = $2 AND version = $3',
      [authority, family, version, other, hash],
    );
  }
  await stile.behindItsBack('UPDATE family SET hash = $3 WHERE authority = $1 AND id = $2', [
    authority,
    family,
    hash,
  ]);
}

async function remove(stile: TestStile, family: string): Promise<void> {
  await stile.behindItsBack('DELETE FROM event WHERE family = $1', [family]);
  await stile.behindItsBack('DELETE FROM family WHERE id = $1', [family]);
}

describe('signed checkpoints', () => {
  let stile: TestStile;
  before(async () => {
    stile = await withFamilies();
  });
  after(() => stile.close());

  test('cover every history, and name only those that went on since', async () => {
    const keep = keeping('rows');
    const [first] = await makeCheckpoints(stile, keep);
    assert.deepEqual([first?.number, first?.families, first?.breaks], [1, 3, []]);
    await done(stile, 'c2', told('Second'));
    await makeCheckpoints(stile, keep);
    const [, second] = await listCheckpoints(itself(stile.db, authority), authority);
    const said = JSON.parse(second?.body ?? '');
    assert.deepEqual(
      said.changed.map(([family]: string[]) => family),
      ['c2'],
    );
    assert.equal(said.families, 3);
    const kept = readCheckpointFile(join(folder, 'rows'));
    assert.equal(kept.length, 2);
    assert.deepEqual(await breaksOf(stile), []);
    assert.deepEqual(await breaksOf(stile, kept), []);
  });

  test('are signed once a day by the worker', async () => {
    const keep = keeping('daily');
    const before = (await listCheckpoints(itself(stile.db, authority), authority)).length;
    const days: number[] = [];
    let rounds = 0;
    const worker = startWorker(stile, {
      deliver: undefined,
      log: (line) => assert.fail(line),
      everyMilliseconds: 1,
      async alsoEachRound() {
        await makeCheckpoints(stile, keep, { daily: true });
        days.push((await listCheckpoints(itself(stile.db, authority), authority)).length - before);
      },
      wait: (_, signal) =>
        new Promise((resolve) => {
          rounds += 1;
          if (rounds === 2) stile.pass({ days: 1 });
          if (rounds < 4) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        }),
    });
    while (days.length < 4) await new Promise((resolve) => setImmediate(resolve));
    await worker.stop();
    assert.equal(worker.heartbeat(), stile.now());
    // The first of today was made above; the next day has one more, once.
    assert.deepEqual(days, [0, 0, 1, 1]);
  });

  test('can only be added to by the application', async () => {
    for (const statement of ['UPDATE checkpoint SET body = body', 'DELETE FROM checkpoint'])
      await assert.rejects(stile.db.pool.query(statement), /permission denied/);
  });
});

describe('what the chain alone cannot show', () => {
  test('a family whose whole chain was rewritten consistently', async () => {
    const stile = await withFamilies();
    const keep = keeping('rewritten');
    await makeCheckpoints(stile, keep);
    await rewrite(stile, 'c2');
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    const found = await breaksOf(stile);
    assert.deepEqual(
      found.map(({ family, problem }) => [family, problem]),
      [['c2', 'rewritten']],
    );
    // Nor is it signed over: the next checkpoint is refused.
    const [refused] = await makeCheckpoints(stile, keep);
    assert.equal(refused?.number, undefined);
    assert.equal(refused?.breaks[0]?.family, 'c2');
    await stile.close();
  });

  test('a family that was removed with all its rows', async () => {
    const stile = await withFamilies();
    await makeCheckpoints(stile, keeping('removed'));
    await remove(stile, 'c3');
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    const found = await breaksOf(stile);
    assert.deepEqual(
      found.map(({ family, problem }) => [family, problem]),
      [['c3', 'removed']],
    );
    await stile.close();
  });

  test('checkpoints of the database that were changed, made anew with another key, or taken away', async () => {
    const stile = await withFamilies();
    const keep = keeping('kept');
    await makeCheckpoints(stile, keep);
    await done(stile, 'c1', told('Second'));
    await makeCheckpoints(stile, keep);
    const kept = readCheckpointFile(join(folder, 'kept'));
    await remove(stile, 'c3');

    await stile.behindItsBack(`UPDATE checkpoint SET body = replace(body, '"c3"', '"c9"')`);
    assert.match((await breaksOf(stile))[0]?.words ?? '', /signature does not fit/);

    await stile.behindItsBack('DELETE FROM checkpoint');
    const other = generateKeyPairSync('ed25519');
    await makeCheckpoints(stile, { privateKey: other.privateKey, formerKeys: [], file: undefined });
    assert.match((await breaksOf(stile))[0]?.words ?? '', /signed with a key that was not given/);

    // The database alone has nothing left to tell; the file does.
    await stile.behindItsBack('DELETE FROM checkpoint');
    assert.deepEqual(await breaksOf(stile), []);
    const words = (await breaksOf(stile, kept)).map((each) => each.words);
    assert.match(words[0] ?? '', /Checkpoint 1, which the file has, is gone from the database/);
    assert.match(words[1] ?? '', /is gone/);
    await stile.close();
  });
});

describe('the key and the file', () => {
  test('a key is its owner’s alone, is never written over, and signs only as Ed25519', () => {
    const path = join(folder, 'key.pem');
    const { fingerprint } = makeKey(path);
    assert.match(fingerprint, /^[0-9a-f]{64}$/);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(readPrivateKey(path).asymmetricKeyType, 'ed25519');
    assert.equal(readPublicKey(`${path}.pub`).asymmetricKeyType, 'ed25519');
    assert.throws(() => makeKey(path), /never written over/);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    writeFileSync(join(folder, 'rsa'), rsa.export({ type: 'pkcs8', format: 'pem' }));
    for (const wrong of ['rsa', 'nothing', 'key.pem.pub'])
      assert.throws(() => readPrivateKey(join(folder, wrong)), /does not hold the private key/);
  });

  test('a line that a crash cut off is written again, and what the file lacks is made up for', async () => {
    const stile = await withFamilies();
    const path = join(folder, 'cut');
    await makeCheckpoints(stile, keeping('cut'));
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.slice(0, -20));
    assert.deepEqual(readCheckpointFile(path), []);
    await makeCheckpoints(stile, keeping('cut'));
    assert.ok(readFileSync(path, 'utf8').startsWith(whole));
    assert.equal(readCheckpointFile(path).length, 2);
    assert.ok(existsSync(path));
    await stile.close();
  });

  test('after a change of keys, what the former one signed still counts', async () => {
    const stile = await withFamilies();
    await makeCheckpoints(stile, keeping('rotated'));
    const next = generateKeyPairSync('ed25519');
    const file = keeping('rotated').file;
    const made = await makeCheckpoints(stile, {
      privateKey: next.privateKey,
      formerKeys: [publicKey],
      file,
    });
    assert.equal(made[0]?.number, 2);
    const checked = await checkAgainstCheckpoints(stile.db, [publicKey, next.publicKey]);
    assert.deepEqual(
      checked.flatMap(({ breaks }) => breaks),
      [],
    );
    await stile.close();
  });
});
