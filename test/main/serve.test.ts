import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readEnvironment } from '../../src/main/environment.ts';
import { CannotStart } from '../../src/main/open-database.ts';
import { serve } from '../../src/main/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'stile-serve-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function environment(change: { port?: number; databaseUrl?: string } = {}) {
  const read = readEnvironment({ PORT: '0', STILE_DATA: join(folder, 'data') });
  if ('errors' in read) throw new Error(read.errors.join(' '));
  return { ...read.value, ...change };
}

const quiet = () => undefined;
const token = 'a-token-of-enough-length';

describe('stile start', () => {
  test('makes its database, fills the demonstration, serves, and is as it was the next time', async () => {
    const first = await serve(environment(), quiet);
    const councils = await (await fetch(`${first.address}/sign-in`)).text();
    assert.equal(councils.match(/app-sign-in__council/g)?.length, 6);
    const people = (html: string) => html.match(/app-sign-in__person/g)?.length;
    const peopleAt = async (address: string): Promise<string> =>
      (await fetch(`${address}/sign-in?council=halton`)).text();
    const page = await peopleAt(first.address);
    assert.match(page, /Demonstration data/);
    assert.match(page, /app-sign-in__person/);
    await first.stop();
    await assert.rejects(fetch(`${first.address}/health`));
    const second = await serve(environment(), quiet);
    assert.equal(people(await peopleAt(second.address)), people(page));
    await second.stop();
  });

  test('counts what people do and what time brings, for whoever has the token', async () => {
    const read = readEnvironment({
      ...{ PORT: '0', STILE_DATA: join(folder, 'data'), STILE_METRICS_TOKEN: token },
    });
    assert.ok(!('errors' in read));
    const serving = await serve(read.value, quiet);
    const ask = (path: string, headers: Record<string, string>, form?: Record<string, string>) =>
      fetch(serving.address + path, {
        redirect: 'manual',
        headers,
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      });
    const page = await ask('/sign-in?council=halton', {});
    const html = await page.text();
    const inForm = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1];
    const visit = page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const signedIn = await ask(
      '/sign-in',
      { cookie: visit.join('; ') },
      { _csrf: inForm('_csrf') ?? '', person: inForm('person') ?? '' },
    );
    const cookie = signedIn.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    assert.match(cookie, /stile_session=/);
    const form = await (await ask('/concern', { cookie })).text();
    const key = /name="_csrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const sent = await ask('/concern', { cookie }, { _csrf: key, request: 'counted-1' });
    assert.ok(sent.status < 400, `answered ${sent.status}`);
    const metrics = await (await ask('/metrics', { authorization: `Bearer ${token}` })).text();
    assert.match(
      metrics,
      /^stile_acts_total\{authority="halton",act="[\w-]+",result="done"\} [1-9]/m,
    );
    // The demonstration has families that are late.
    assert.match(metrics, /^stile_overdue\{authority="halton"\} [1-9]/m);
    await serving.stop();
  });

  test('says in one sentence that the port is taken, and leaves nothing running', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, 'localhost', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await assert.rejects(serve(environment({ port }), quiet), (error) => {
      assert.ok(error instanceof CannotStart);
      assert.match(error.message, new RegExp(`^Port ${port} is taken by another program\\.`));
      return true;
    });
    other.close();
    // The data folder is free again.
    await (await serve(environment(), quiet)).stop();
  });

  test('says in one sentence that the database cannot be reached, without its password', async () => {
    const databaseUrl = 'postgresql://me:secret@localhost:1/none';
    await assert.rejects(serve(environment({ databaseUrl }), quiet), (error) => {
      assert.ok(error instanceof CannotStart);
      assert.match(error.message, /nothing answers there/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });
});
