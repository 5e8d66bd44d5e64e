/** Traces against a collector on loopback: what it gets, and that nobody is in it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openStile } from '../../src/cases/open-stile.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { startTracing } from '../../src/main/tracing.ts';
import { connect, itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import { act, authority, moment, registration, root, withPolicy } from '../store/support.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

const received: string[] = [];
const collector = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text) => {
    body += text;
  });
  request.on('end', () => {
    received.push(`${request.url} ${JSON.stringify(request.headers)}\n${body}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
after(() => {
  collector.close();
});

function spansIn(posts: readonly string[]): readonly Span[] {
  return posts.flatMap((post) => {
    const { resourceSpans } = JSON.parse(post.slice(post.indexOf('\n'))) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
}

const of = (span: Span, key: string): unknown =>
  Object.values(span.attributes.find((each) => each.key === key)?.value ?? {})[0];

describe('traces', () => {
  test('tell of requests, acts and statements how long they took and how they ended, and nothing of anybody', async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const bound = collector.address();
    assert.ok(typeof bound === 'object' && bound !== null);
    const tracing = startTracing({ endpoint: `http://127.0.0.1:${bound.port}/`, version: '1.2.3' });
    const { connectionString } = await withPolicy();
    const db = await connect({ connectionString, trace: tracing.statement });
    const now = () => moment('2026-03-02 09:00');
    const stile = await openStile({ db, now, newId: randomUUID, trace: tracing.act });
    await saveWorker(itself(db, authority), authority, {
      id: 'sam',
      name: 'Samantha Quill',
      email: 'samantha.quill@example.org',
      agency: 'Quillmere Hall',
      employer: 'authority',
      roles: ['social-worker'],
      team: null,
      active: true,
    });
    assert.ok(
      (await act(stile, 'fam-tr4c3', registration('fam-tr4c3', 'Avalanche', 'Pricewater'))).ok,
    );
    const session = await signInForDemonstration(stile, authority, 'sam' as never);
    assert.ok(session);
    const app = buildWeb(
      { stile, assets: readAssets(root), demonstration: true },
      { secure: false, log: () => undefined, within: tracing.within, answered: tracing.answered },
    );
    const headers = { cookie: `stile_session=${authority}~${session.secret}` };
    const get = (url: string) => app.inject({ method: 'GET', url, headers });
    assert.equal((await get('/families/fam-tr4c3')).statusCode, 200);
    assert.equal((await get('/no/such-Pricewater/page')).statusCode, 404);
    const post = (url: string, fields: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ _csrf: keyOf(session.secret), ...fields }).toString(),
      });
    assert.equal((await post('/families', { name: 'Pricewater' })).statusCode, 303);
    assert.equal((await get('/families/found')).statusCode, 200);
    const told = { to: 'family', what: 'Grandmother Gwendoline drinks', act__when: 'now' };
    const sent = await post('/families/fam-tr4c3/told/new', { ...told, request: 'key-0f-f0rm' });
    assert.equal(sent.statusCode, 303);
    // A statement that fails says what it was about in its words; they must not travel.
    await assert.rejects(db.query(`SELECT 'Pricewater'::integer`));
    await app.close();
    await db.close();
    await tracing.stop();

    const spans = spansIn(received);
    const named = (name: string) => spans.filter((span) => span.name === name);
    for (const span of spans)
      assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    const [page] = named('GET /families/:family');
    assert.ok(page);
    assert.equal(of(page, 'http.route'), '/families/:family');
    assert.equal(Number(of(page, 'http.response.status_code')), 200);
    assert.equal(named('GET none').length, 1);
    assert.equal(named('register-family').length, 1);

    // A form: request, act in it, statement in that, all of one trace.
    const [form] = named('POST /families/:family/told/new');
    const [recorded] = named('record-told');
    assert.ok(form && recorded);
    assert.equal(Number(of(form, 'http.response.status_code')), 303);
    assert.equal(of(recorded, 'stile.result'), 'done');
    assert.equal(recorded.parentSpanId, form.spanId);
    const written = named('append-act').find((span) => span.parentSpanId === recorded.spanId);
    assert.ok(written);
    assert.equal(of(written, 'db.system.name'), 'postgresql');
    assert.equal(written.traceId, form.traceId);

    const all = received.join('\n');
    assert.match(all, /^\/v1\/traces /);
    assert.match(all, /1\.2\.3/);
    const secrets = [
      'Samantha',
      'quill',
      'Avalanche',
      'Pricewater',
      'Carly',
      'fam-tr4c3',
      'Gwendoline',
      '2017-03',
    ];
    for (const secret of [
      ...secrets,
      session.secret,
      'key-0f-f0rm',
      'SELECT ',
      '"sam"',
      connectionString,
    ])
      assert.ok(!all.toLowerCase().includes(secret.toLowerCase()), secret);
  });

  test('are not even loaded where no collector is named', () => {
    const script = `
      await import(${JSON.stringify(join(root, 'dist/src/main/serve.js'))});
      const { createRequire } = await import('node:module');
      const before = Object.keys(createRequire(import.meta.url).cache).filter((path) => /opentelemetry/.test(path));
      await import(${JSON.stringify(join(root, 'dist/src/main/tracing.js'))});
      const after = Object.keys(createRequire(import.meta.url).cache).filter((path) => /opentelemetry/.test(path));
      console.log(before.length, after.length > 10);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    assert.equal(run.stdout.trim(), '0 true', run.stderr);
  });
});
