/** What somebody sends when things go wrong around them: nothing typed is lost, and the number to ring is always there. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import { authority, policyFiles } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 10:00');
});
after(() => world.close());

const FORM = 'application/x-www-form-urlencoded';
const OFFICE = /0300 123 5012/;

interface Sent {
  readonly url: string;
  readonly body: Readonly<Record<string, string>>;
  readonly cookie?: string;
}

async function send({ url, body, cookie = '' }: Sent) {
  return world.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': FORM, 'sec-fetch-site': 'same-origin', cookie },
    payload: new URLSearchParams(body).toString(),
  });
}

function hidden(html: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  return value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

async function signIn(): Promise<{ readonly cookie: string; readonly csrf: string }> {
  const shown = await world.app.inject({ method: 'GET', url: '/sign-in' });
  const visit = String(shown.headers['set-cookie']).split(';')[0] ?? '';
  const person = `${authority}~social-worker`;
  const body = { _csrf: hidden(shown.body, '_csrf'), person };
  const signed = await send({ url: '/sign-in', body, cookie: visit });
  const cookie = /stile_session=[^;]*/.exec(String(signed.headers['set-cookie']))?.[0] ?? '';
  const page = await world.app.inject({ method: 'GET', url: '/concern', headers: { cookie } });
  return { cookie, csrf: hidden(page.body, '_csrf') };
}

describe('while the database refuses', () => {
  let restore = () => {};
  afterEach(() => restore());

  function refuse(): void {
    const { db } = world.stile;
    const { connect, query } = db.pool;
    const refused = (() => Promise.reject(new Error('the database is starting up'))) as never;
    Object.assign(db.pool, { connect: refused, query: refused });
    restore = () => Object.assign(db.pool, { connect, query });
  }

  test('a concern that could not be recorded is on the page, to send once more', async () => {
    const { cookie, csrf } = await signIn();
    const body = { _csrf: csrf, request: 'while-it-refuses', 'act__child-given': 'Ivy <b>Marsh' };
    refuse();
    const failed = await send({ url: '/concern', body, cookie });
    assert.equal(failed.statusCode, 500);
    assert.match(failed.body, /Ivy &lt;b&gt;Marsh/);
    assert.match(failed.body, OFFICE);
    restore();
    const again = { ...body, _csrf: hidden(failed.body, '_csrf') };
    const carried = await send({ url: '/concern', body: again, cookie });
    assert.ok([200, 303].includes(carried.statusCode), carried.body.slice(0, 500));
  });

  test('the number to ring can be seen', async () => {
    const { cookie } = await signIn();
    refuse();
    const page = await world.app.inject({ method: 'GET', url: '/concern', headers: { cookie } });
    assert.equal(page.statusCode, 200);
    assert.match(page.body, OFFICE);
  });
});

describe('a form', () => {
  test('too long to be taken leads to a page with the number to ring', async () => {
    const mo = await world.as('team-manager');
    const long = await mo.post('/concern', { what: 'a'.repeat(2_200_000) });
    assert.equal(long.status, 413);
    assert.match(long.html, OFFICE);
  });

  test('as long as is taken survives signing in again, whatever its characters', async () => {
    const what = '"<é\n'.repeat(120_000);
    const body = { request: 'long-and-signed-out', 'act__child-note': what };
    const kept = await send({ url: '/concern', body });
    assert.equal(kept.statusCode, 403);
    const visit = /stile_visit=[^;]*/.exec(String(kept.headers['set-cookie']))?.[0] ?? '';
    const packed = hidden(kept.body, 'kept').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    const signed = await send({
      url: '/sign-in',
      body: {
        _csrf: hidden(kept.body, '_csrf'),
        person: `${authority}~social-worker`,
        kept: packed,
      },
      cookie: visit,
    });
    assert.equal(signed.statusCode, 200);
    assert.match(signed.body, /what you typed is kept/);
    assert.ok(signed.body.split('&quot;&lt;é').length > 120_000);
  });

  test('with a character that no database takes is no fault anywhere', async () => {
    const mo = await world.as('team-manager');
    const nul = '\u0000';
    const forms: [url: string, body: Record<string, string>][] = [
      ['/notices', { notice: nul }],
      ['/messages/failed', { message: nul }],
      ['/unfinished', { draft: nul }],
      ['/drafts', { draft: '/concern', 'draft-title': nul, [`x${nul}`]: nul }],
      ['/meetings/jam/2026-03-03/roll-over', { family: nul, transfer: nul, reason: nul }],
      ['/families/new/child', { given: `Ava${nul}`, family: nul }],
      ['/families/a%00/concern', { 'act__child-given': nul }],
    ];
    for (const [url, body] of forms) {
      const answer = await mo.post(url, body);
      assert.ok(answer.status < 500, `${url}: ${answer.status}`);
    }
  });

  test('that is none of ours is not read at all', async () => {
    const { cookie, csrf } = await signIn();
    for (const payload of [
      'null',
      '[]',
      JSON.stringify({ _csrf: csrf, notice: { toString: 1 } }),
    ]) {
      const answer = await world.app.inject({
        method: 'POST',
        url: '/notices',
        headers: { cookie, 'content-type': 'application/json' },
        payload,
      });
      assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, String(answer.statusCode));
    }
  });
});

describe('with several councils', () => {
  before(async () => {
    const other = policyFiles().map((file) => ({
      ...file,
      text: file.text
        .replace(
          '{ id: cheshire-east, name: Cheshire East Council',
          '{ id: aland, name: Aland Council',
        )
        .replaceAll('0300 123 5012', '01632 960 999'),
    }));
    const published = await publishProtocol(world.stile, other);
    assert.ok(published.ok, JSON.stringify(published));
    await world.stile.refresh();
  });

  test('somebody whose session is over sees the number of their own', async () => {
    const headers = { cookie: `stile_session=${authority}~long-over` };
    const page = await world.app.inject({ method: 'GET', url: '/concern', headers });
    assert.match(page.body, OFFICE);
    assert.doesNotMatch(page.body, /01632 960 999/);
  });

  test('somebody unknown sees the numbers of all, and whose each is', async () => {
    const page = await world.app.inject({ method: 'GET', url: '/concern' });
    assert.match(page.body, OFFICE);
    assert.match(page.body, /Aland Council: [^<]+<[\s\S]{0,200}01632 960 999/);
  });
});
