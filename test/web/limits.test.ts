import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fromMilliseconds, type Instant } from '../../src/core/calendar/time.ts';
import { makeLimiter } from '../../src/web/operation/limits.ts';
import { authority } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

const at = (seconds: number): Instant => fromMilliseconds(1_800_000_000_000 + seconds * 1000);

describe('a limiter', () => {
  const limit = { most: 3, seconds: 30 };

  test('lets so many through at once, then one whenever its time has come', () => {
    const limiter = makeLimiter();
    assert.deepEqual(
      [1, 2, 3].map(() => limiter.take('a', limit, at(0))),
      [undefined, undefined, undefined],
    );
    assert.equal(limiter.take('a', limit, at(0)), 10);
    assert.equal(limiter.take('b', limit, at(0)), undefined);
    assert.equal(limiter.take('a', limit, at(9)), 1);
    assert.equal(limiter.take('a', limit, at(10)), undefined);
    assert.equal(limiter.take('a', limit, at(10)), 10);
    // A clock set back gives nothing away and locks nobody out for longer.
    assert.equal(limiter.take('a', limit, at(-1000)), 10);
    assert.equal(limiter.take('a', limit, at(-990)), undefined);
  });

  test('remembers only so many', () => {
    const limiter = makeLimiter(100);
    for (let number = 0; number < 10_000; number++) limiter.take(`key ${number}`, limit, at(0));
    assert.equal(limiter.size(), 100);
  });
});

describe('posts that come too fast', () => {
  let world: Overview;
  before(async () => {
    const few = { most: 5, seconds: 60 };
    world = await openOverview('2026-03-02 09:00', {
      limits: {
        signInByAddress: { most: 8, seconds: 60 },
        signInByAccount: few,
        endedByAddress: { most: 5, seconds: 60 },
        providerByAddress: few,
        linkByAccount: { most: 2, seconds: 900 },
        postByAddress: { most: 1000, seconds: 60 },
        postByAccount: few,
      },
    });
  });
  after(() => world.close());

  test('are refused kindly, say when, and keep what was typed; the next minute is as always', async () => {
    const browser = await world.as('team-manager');
    const form = { given: 'Typed words', family: '' };
    for (let number = 0; number < 5; number++)
      assert.equal((await browser.post('/families/new/child', form)).status, 422);
    const answer = await browser.post('/families/new/child', form);
    assert.equal(answer.status, 429);
    assert.match(answer.text, /Wait 12 seconds, and send it again/);
    const others = await world.as('social-worker');
    assert.equal((await others.post('/families/new/child', form)).status, 422);
    world.stile.pass({ minutes: 1 });
    assert.equal((await browser.post('/families/new/child', form)).status, 422);
  });

  test('never hold up a safeguarding concern', async () => {
    const browser = await world.as('social-worker');
    for (let number = 0; number < 40; number++) {
      const answer = await browser.post('/concern', {});
      assert.ok(answer.status < 400, `${number}: ${answer.status}`);
    }
  });

  test('to sign in are counted for the account and for the address', async () => {
    world.stile.pass({ minutes: 5 });
    const visit = await world.app.inject({ method: 'GET', url: '/sign-in' });
    const cookie = String(visit.headers['set-cookie']).split(';')[0] ?? '';
    const csrf = /name="_csrf" value="([^"]+)"/.exec(visit.body)?.[1] ?? '';
    const signIn = (person: string) =>
      world.app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ _csrf: csrf, person }).toString(),
      });
    const one = `${authority}~nobody`;
    const statuses: number[] = [];
    for (let number = 0; number < 7; number++) statuses.push((await signIn(one)).statusCode);
    assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429, 429]);
    const limited = await signIn(one);
    assert.match(limited.body, /Worried about a child now\?/);
    assert.match(String(limited.headers['retry-after']), /^\d+$/);
    // The address has used up its own.
    assert.equal((await signIn(`${authority}~team-manager`)).statusCode, 429);
  });
});

describe('signing in', () => {
  test('answers in the same way whoever is named and whyever it fails', async () => {
    const world = await openOverview('2026-03-02 09:00');
    await world.stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'social-worker'`);
    const visit = await world.app.inject({ method: 'GET', url: '/sign-in' });
    const cookie = String(visit.headers['set-cookie']).split(';')[0] ?? '';
    const csrf = /name="_csrf" value="([^"]+)"/.exec(visit.body)?.[1] ?? '';
    const answers = [];
    for (const person of [
      '',
      'x',
      'nowhere~team-manager',
      `${authority}~nobody`,
      `${authority}~social-worker`,
    ]) {
      const answer = await world.app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ _csrf: csrf, person }).toString(),
      });
      const { date, 'x-request-id': id, 'content-length': length, ...headers } = answer.headers;
      answers.push({ status: answer.statusCode, headers });
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0]?.status, 303);
    await world.close();
  });
});

describe('a request that never arrives whole', () => {
  test('is not waited for without end', async () => {
    const world = await openOverview('2026-03-02 09:00');
    const { requestTimeout, headersTimeout } = world.app.server;
    assert.ok(requestTimeout > 0 && requestTimeout <= 120_000, String(requestTimeout));
    assert.ok(headersTimeout > 0 && headersTimeout <= 120_000, String(headersTimeout));
    await world.close();
  });
});
