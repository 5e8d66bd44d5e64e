import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readEnvironment } from '../../src/main/environment.ts';
import { serve } from '../../src/main/serve.ts';
import { testDatabase } from '../database.ts';
import {
  asOwner,
  authority,
  done,
  openTestStile,
  registration,
  withPolicy,
} from '../store/support.ts';
import { root, stileWith } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'stile-backup-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

describe('history and backup on the command line', async () => {
  const { connectionString } = await withPolicy();
  const stile = (...args: string[]) =>
    stileWith(
      {
        DATABASE_URL: connectionString,
        STILE_CHECKPOINT_KEY: at('key'),
        STILE_CHECKPOINT_FILE: at('checkpoints'),
      },
      ...args,
    );

  test('a key is made, signs, and a history that was rewritten does not pass', async () => {
    const world = await openTestStile(connectionString);
    await done(world, 'cli1', registration('cli1'));
    await world.close();
    const made = stile('history', 'key', at('key'));
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, /Fingerprint: [0-9a-f]{64}/);
    assert.match(stile('history', 'key', at('key')).err, /never written over/);
    assert.match(
      stile('history', 'checkpoint').out,
      new RegExp(`${authority}: checkpoint 1 covers 1 histories`),
    );
    const good = stile(
      'history',
      'verify',
      '--checkpoints',
      at('checkpoints'),
      '--key',
      at('key.pub'),
    );
    assert.equal(good.code, 0, good.err);
    assert.match(good.out, /as signed, 1 histories up to checkpoint 1/);
  });

  test('a backup for which there is no room says so, and leaves no half of one', () => {
    // No file of this process may be longer than 4 KB: a full disk, as far as whoever writes can tell.
    const run = spawnSync(
      '/bin/sh',
      [
        '-c',
        'ulimit -f 8; exec "$@"',
        'sh',
        process.execPath,
        join(root, 'dist/src/main/cli.js'),
        'backup',
        at('no-room'),
      ],
      { encoding: 'utf8', env: { ...process.env, DATABASE_URL: connectionString } },
    );
    assert.notEqual(run.status, 0);
    assert.match(run.stderr, /EFBIG|too large/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('no-room')),
      [],
    );
  });

  test('a dump is written, and the tool that knows nothing of Stile finds it whole', () => {
    assert.match(stile('history', 'dump', at('dump')).out, /^\d+ events of 1 histories are in /);
    const tool = join(root, 'tools', 'verify-history', 'verify-history.js');
    const found = spawnSync(
      process.execPath,
      [tool, at('dump'), '--checkpoints', at('checkpoints'), '--key', at('key.pub')],
      { encoding: 'utf8' },
    );
    assert.equal(found.status, 0, found.stderr);
  });

  test('backup and restore say what they did, and restore refuses a database with anything in it', async () => {
    assert.match(stile('backup', at('backup')).out, /^\d+ rows of \d+ tables are in /);
    assert.match(stile('restore', at('backup')).err, /This database is not empty/);
    const other = await testDatabase();
    const back = stileWith({ DATABASE_URL: other.connectionString }, 'restore', at('backup'));
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /The history is whole: \d+ events/);
    const again = stileWith(
      { DATABASE_URL: other.connectionString, STILE_CHECKPOINT_KEY: at('key') },
      'history',
      'verify',
      '--checkpoints',
    );
    assert.equal(again.code, 0, again.err);
  });

  test('what was taken away since the checkpoint is told, and ends with 1', async () => {
    await asOwner(connectionString, 'DELETE FROM event');
    await asOwner(connectionString, 'DELETE FROM family');
    assert.equal(stile('history', 'verify').code, 0);
    const found = stile('history', 'verify', '--checkpoints');
    assert.equal(found.code, 1);
    assert.match(found.err, /cli1: Event \d+, which a checkpoint has seen, is gone/);
    assert.match(stile('history', 'checkpoint').err, /Nothing was signed/);
    assert.equal(stileWith({ DATABASE_URL: connectionString }, 'history', 'checkpoint').code, 2);
  });
});

describe('while the server runs with its own database', () => {
  test('a backup is taken beside it, and restored into a folder of its own', async () => {
    const dataDir = at('data');
    const read = readEnvironment({ PORT: '0', STILE_DATA: dataDir });
    assert.ok('value' in read);
    const serving = await serve(read.value, () => undefined);
    const run = (data: string, ...args: string[]) =>
      new Promise<{ code: number | null; out: string }>((resolve) => {
        const child = spawn(
          process.execPath,
          [join(root, 'dist', 'src', 'main', 'cli.js'), ...args],
          { env: { ...process.env, STILE_DATA: data } },
        );
        let out = '';
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => {
            out += text;
          });
        child.once('close', (code) => resolve({ code, out }));
      });
    const backup = await run(dataDir, 'backup', at('running'));
    assert.equal(backup.code, 0, backup.out);
    assert.equal((await fetch(`${serving.address}/health`)).status, 200);
    await serving.stop();
    const restored = await run(at('other'), 'restore', at('running'));
    assert.equal(restored.code, 0, restored.out);
    assert.match(restored.out, /The history is whole/);
  });
});
