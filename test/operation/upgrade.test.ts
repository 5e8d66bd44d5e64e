/** Two versions of Stile at work on one database: the upgrade of a council that does not stop. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { WorkerId } from '../../src/core/family/people.ts';
import { itself } from '../../src/store/database/connect.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { keyOf } from '../../src/web/session.ts';
import { actor, authority, done, openTestStile, registration, root } from '../store/support.ts';
import { endOf, onlyDemonstration, patience } from './support.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'stile-upgrade-'));
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/**
 * What a next version may do to tables: it adds to every one of them, and makes the functions anew. That it is in each
 * table shows that no statement of the older version counts on their form.
 */
const expand = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('ALTER TABLE %I ADD COLUMN of_the_newer text, ADD COLUMN counted integer NOT NULL DEFAULT 0', name);
    END LOOP;
    FOR name IN SELECT pg_get_functiondef(p.oid) FROM pg_proc p
      WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'append%' LOOP
      EXECUTE name;
    END LOOP;
  END $$;
  CREATE TABLE of_the_newer (authority text PRIMARY KEY);
  CREATE INDEX event_recorded_newer ON event (authority, recorded);
`;

/** A Stile in a folder of its own, as a release is unpacked: this build, with one policy to start quickly. */
function unpack(name: string, migration?: string): string {
  const place = join(folder, name);
  for (const part of ['dist/src', 'migrations', 'calendars', 'src/web/assets', 'package.json'])
    cpSync(join(root, part), join(place, part), { recursive: true });
  const policy = join('protocols', authority, '2023');
  cpSync(join(root, policy), join(place, policy), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  if (migration !== undefined) writeFileSync(join(place, 'migrations/9999-expand.sql'), migration);
  return place;
}

interface Started {
  readonly child: ChildProcess;
  readonly address: string;
  readonly errors: () => string;
}

async function start(place: string, connectionString: string): Promise<Started> {
  const child = spawn(process.execPath, [join(place, 'dist/src/main/cli.js'), 'start'], {
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: connectionString },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += String(data);
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (data) => {
      said += String(data);
      const found = /Stile is ready: (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(errors)));
  });
  return { child, address, errors: () => errors };
}

const FAMILIES = ['u1', 'u2', 'u3'];
const PEOPLE = Array.from({ length: 10 }, (_, number) => `demo-${number}`);

test(
  'an upgrade while people work: both versions serve and write to the same families, and nothing is lost',
  patience,
  async () => {
    const stile = await openTestStile();
    after(() => stile.close());
    stile.setClock(new Date().toISOString() as never);
    const sessions: string[] = [];
    for (const id of PEOPLE) {
      await saveWorker(itself(stile.db, authority), authority, {
        id,
        name: id,
        email: null,
        agency: 'A',
        employer: 'authority',
        // The families are alike, and a manager is told to compare them.
        roles: ['social-worker', 'team-manager'],
        team: null,
        active: true,
      });
      const session = await signInForDemonstration(stile, authority, id as WorkerId);
      assert.ok(session);
      sessions.push(session.secret);
    }
    const social = actor('demo-0', ['social-worker']);
    for (const id of FAMILIES) await done(stile, id, registration(id), social);
    await onlyDemonstration(stile);

    let going = true;
    const acknowledged = { older: [] as string[], newer: [] as string[] };
    let conflicts = 0;
    /** Records on one family after another that somebody was told, until the server is gone. */
    async function write(by: keyof typeof acknowledged, address: string, secret: string) {
      for (let number = 0; going; number++) {
        const family = FAMILIES[number % FAMILIES.length] ?? '';
        const request = randomUUID();
        const answer = await fetch(`${address}/families/${family}/told/new`, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            cookie: `stile_session=${authority}~${secret}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: new URLSearchParams({
            _csrf: keyOf(secret),
            request,
            to: 'family',
            act__when: 'now',
            what: `By the ${by}`,
          }),
        }).catch(() => undefined);
        if (answer === undefined) return;
        if (answer.status === 303) acknowledged[by].push(request);
        else if (answer.status === 409) conflicts += 1;
        // One account may send 120 in a minute, which a slow upgrade leaves time for: whoever is asked to wait does.
        else if (answer.status === 429) await wait(1000);
        else {
          const title = /<title>([^<]*)/.exec(await answer.text())?.[1];
          throw new Error(`the ${by} answered ${answer.status}: ${title}`);
        }
        await wait(60);
      }
    }
    const until = async (holds: () => boolean) => {
      while (!holds()) await wait(20);
    };
    const get = (address: string, path: string) =>
      fetch(`${address}${path}`, {
        redirect: 'manual',
        headers: { cookie: `stile_session=${authority}~${sessions[0]}` },
      }).then(async (answer) => {
        await answer.text();
        return answer.status;
      });

    const olderPlace = unpack('older');
    const newerPlace = unpack('newer', expand);
    const older = await start(olderPlace, stile.connectionString);
    const atOlder = sessions.slice(0, 5).map((secret) => write('older', older.address, secret));
    await until(() => acknowledged.older.length >= 10);

    // The newer one changes the tables while the older one writes to them.
    const newer = await start(newerPlace, stile.connectionString);
    const tables = await stile.behindItsBack(
      'SELECT name FROM migration ORDER BY name DESC LIMIT 1',
    );
    assert.deepEqual(tables, [{ name: '9999-expand.sql' }]);
    const alone = acknowledged.older.length;
    assert.ok(alone > 10, 'nobody wrote while the tables were changed');
    const atNewer = sessions.slice(5).map((secret) => write('newer', newer.address, secret));
    await until(() => acknowledged.older.length >= alone + 30 && acknowledged.newer.length >= 30);
    for (const { address } of [older, newer]) {
      const paths = ['/ready', '/work', '/families', '/front-door', '/meetings'];
      for (const path of [...paths, ...FAMILIES.map((id) => `/families/${id}/history`)])
        assert.equal(await get(address, path), 200, `${path} of ${address}`);
    }

    // Stopped as a service is; what is under way is finished.
    older.child.kill('SIGTERM');
    assert.equal(await endOf(older.child), 0, older.errors());
    await Promise.all(atOlder);
    const then = acknowledged.newer.length;
    await until(() => acknowledged.newer.length >= then + 10);
    going = false;
    await Promise.all(atNewer);

    const rows = await stile.behindItsBack('SELECT key FROM request');
    const there = new Set(rows.map(({ key }) => String(key).split('.')[0]));
    const all = [...acknowledged.older, ...acknowledged.newer];
    assert.deepEqual(
      all.filter((key) => !there.has(key)),
      [],
    );
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    assert.equal(older.errors(), '');
    assert.equal(newer.errors(), '');
    console.log(
      `upgrade: ${acknowledged.older.length} acts by the older version (${alone} until the newer one was ready), ` +
        `${acknowledged.newer.length} by the newer, ${conflicts} told that somebody else was first, 0 lost`,
    );

    // There is no way back but a restore: the older one is not started by mistake.
    await assert.rejects(
      start(olderPlace, stile.connectionString),
      /The database was made by a newer Stile: it has the migration 9999-expand\.sql/,
    );
    newer.child.kill('SIGTERM');
    assert.equal(await endOf(newer.child), 0);
  },
);
