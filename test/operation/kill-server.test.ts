import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { itself } from '../../src/store/database/connect.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { keyOf } from '../../src/web/session.ts';
import { actor, authority, done, openTestStile, registration, root } from '../store/support.ts';
import {
  endOf,
  kills,
  linesOf,
  onlyDemonstration,
  patience,
  someTimeInto,
  startNode,
} from './support.ts';

test(
  'a server that is killed while people write loses nothing it had acknowledged',
  patience,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kill-server-'));
    const file = join(folder, 'acknowledged');
    writeFileSync(file, '');
    // One policy, which is in the database already: all that come with Stile would only make each start longer.
    const protocols = join(folder, 'protocols');
    const policy = join(authority, '2023');
    cpSync(join(root, 'protocols', policy), join(protocols, policy), { recursive: true });
    const stile = await openTestStile();
    // The server's own clock, as the sessions must be good for it.
    stile.setClock(new Date().toISOString() as never);
    const someone = actor('demo-sam', ['social-worker']);
    await saveWorker(itself(stile.db, authority), authority, {
      id: 'demo-sam',
      name: 'Sam',
      email: null,
      agency: 'A',
      employer: 'authority',
      roles: [...someone.roles],
      team: null,
      active: true,
    });
    await done(stile, 'before', registration('before'), someone);
    await onlyDemonstration(stile);
    const session = await signInForDemonstration(stile, authority, 'demo-sam' as never);
    assert.ok(session);
    const cookie = `stile_session=${authority}~${session.secret}`;
    const person = { cookie, csrf: keyOf(session.secret) };
    for (let round = 1; round <= kills; round++) {
      const server = startNode(join(import.meta.dirname, 'server.js'), [
        stile.connectionString,
        protocols,
      ]);
      const address = await new Promise<string>((resolve, reject) => {
        server.once('message', (message) => resolve(String(message)));
        server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
      });
      const before = readFileSync(file, 'utf8').length;
      const writing = Promise.all([1, 2, 3, 4].map(() => write({ address, ...person, file })));
      await someTimeInto(file, before, round);
      const ended = endOf(server);
      server.kill('SIGKILL');
      assert.equal(await ended, 'SIGKILL');
      await writing;
    }
    const acknowledged = linesOf(file);
    assert.ok(acknowledged.length >= kills, `only ${acknowledged.length} were acknowledged`);
    const { rows } = await itself(stile.db, authority).query<{ key: string; whole: boolean }>(
      `SELECT r.key, (SELECT count(*) FROM event e WHERE e.authority = r.authority AND e.family = r.family
       AND e.version > r.from_version AND e.version <= r.version) = r.version - r.from_version AS whole
     FROM request r WHERE r.authority = $1`,
      [authority],
    );
    // The key of a form goes on with a digest of what was typed.
    const there = new Map(rows.map(({ key, whole }) => [key.split('.')[0], whole]));
    for (const key of acknowledged) assert.equal(there.get(key), true, key);
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    console.log(
      `kill -9 of the server: ${kills} times, ${acknowledged.length} acknowledged, 0 lost`,
    );
    await stile.close();
    rmSync(folder, { recursive: true });
  },
);

interface Writing {
  readonly address: string;
  readonly cookie: string;
  readonly csrf: string;
  readonly file: string;
}

/** Posts concerns to a running server until it answers no more; writes down each that was acknowledged. */
async function write({ address, cookie, csrf, file }: Writing): Promise<void> {
  for (;;) {
    const request = randomUUID();
    const answer = await fetch(`${address}/concern`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf: csrf, request }),
    }).catch(() => undefined);
    // Gone: what was under way may be there or not, and nobody was told.
    if (answer === undefined) return;
    await answer.arrayBuffer().catch(() => undefined);
    assert.ok([200, 303].includes(answer.status), `answered ${answer.status}`);
    appendFileSync(file, `${request}\n`);
  }
}
