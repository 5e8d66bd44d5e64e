import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Instant } from '../../src/core/calendar/time.ts';
import { type LogFields, makeLog } from '../../src/main/log.ts';
import { listMigrationFiles } from '../../src/store/database/migrate.ts';
import { makeMetrics } from '../../src/web/operation/metrics.ts';
import { authority, migrations, moment } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

const token = 'a-token-of-enough-length';
const metrics = makeMetrics();
const expected = listMigrationFiles(migrations);
const known: { migrations: readonly string[]; beat: Instant | undefined } = {
  migrations: expected,
  beat: undefined,
};
const lines: string[] = [];
const log = makeLog('json', { out: (line) => lines.push(line), err: (line) => lines.push(line) });

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00', {
    log: (message, request) => log(message, { event: 'fault', request }),
    answered(request) {
      metrics.request(request);
      log.detail?.({ event: 'request', ...request });
    },
    operation: {
      metrics,
      token,
      get migrations() {
        return known.migrations;
      },
      heartbeat: () => known.beat,
    },
  });
});
after(() => world.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  world.app.inject({ method: 'GET', url, headers });

describe('/health', () => {
  test('says that the process lives, without asking the database', async () => {
    const answer = await get('/health');
    assert.deepEqual([answer.statusCode, answer.json()], [200, { ok: true }]);
  });
});

describe('/ready', () => {
  const words = async () => {
    const answer = await get('/ready');
    const { checks } = answer.json() as { checks: { name: string; ok: boolean }[] };
    return [answer.statusCode, checks.filter(({ ok }) => !ok).map(({ name }) => name)] as const;
  };

  test('needs the database, its newest form, a policy and a worker that gets through its rounds', async () => {
    // The clock of these tests is not the database’s: told, and no reason to send nobody here.
    known.beat = undefined;
    assert.deepEqual(await words(), [503, ['worker', 'clock']]);
    known.beat = world.stile.now();
    assert.deepEqual(await words(), [200, ['clock']]);
    known.migrations = [...expected, '9999-not-run.sql'];
    assert.deepEqual(await words(), [503, ['migrations', 'clock']]);
    // A newer Stile beside this one has added to the tables: people are still sent here.
    known.migrations = expected.slice(0, -1);
    assert.deepEqual(await words(), [200, ['clock']]);
    known.migrations = expected;
    world.stile.pass({ minutes: 10 });
    assert.deepEqual(await words(), [503, ['worker', 'clock']]);
    known.beat = world.stile.now();
  });

  test('tells nothing about anybody', async () => {
    const { body } = await get('/ready');
    assert.doesNotMatch(body, /postgres|password|127\.0\.0\.1|stile_app/);
  });
});

describe('/metrics', () => {
  test('are for whoever has the token', async () => {
    assert.equal((await get('/metrics')).statusCode, 401);
    assert.equal((await get('/metrics', { authorization: 'Bearer wrong' })).statusCode, 401);
  });

  test('count acts, refusals by gate, what is overdue, the age of the outbox and how long requests take', async () => {
    metrics.act({
      authority,
      act: 'take-step',
      result: 'refused',
      because: ['lead-known', 'minutes'],
    });
    metrics.act({ authority, act: 'take-step', result: 'done', because: [] });
    await world.tell(
      'assessment-lead-known-straight-to-handover',
      'm1',
      (step) => step.act?.is === 'consent',
    );
    world.stile.pass({ days: 60 });
    const answer = await get('/metrics', { authorization: `Bearer ${token}` });
    assert.equal(answer.statusCode, 200);
    const text = answer.body;
    assert.match(
      text,
      /^stile_acts_total\{authority="[\w-]+",act="take-step",result="refused"\} 1$/m,
    );
    assert.match(
      text,
      /^stile_refusals_total\{authority="[\w-]+",act="take-step",gate="minutes"\} 1$/m,
    );
    assert.match(
      text,
      /^stile_request_seconds_bucket\{method="GET",route="\/ready",status="2xx",le="\+Inf"\} \d+$/m,
    );
    const value = (name: string): number => {
      const found = new RegExp(`^${name}\\{authority="${authority}"\\} (\\d+)$`, 'm').exec(text);
      return Number(found?.[1]);
    };
    assert.ok(value('stile_overdue') > 0, 'nothing is overdue after 60 days');
    // The story told people things 60 days ago, and no worker has delivered them.
    assert.ok(value('stile_outbox_waiting') > 0);
    assert.ok(value('stile_outbox_age_seconds') > 59 * 86_400);
    for (const line of text.trimEnd().split('\n'))
      assert.match(
        line,
        /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*\} [0-9.e+-]+)$/,
      );
  });
});

describe('the log', () => {
  test('of a crawl over every page has no name, nothing typed and no address of a family', async () => {
    const families = [
      'assessment-siblings-with-different-decisions',
      'concern-while-on-the-agenda',
      'assessment-a-correction-is-news',
    ];
    for (const [index, story] of families.entries()) await world.tell(story, `log${index}`);
    world.stile.setClock(moment('2026-06-01 09:00'));
    known.beat = world.stile.now();
    lines.length = 0;
    let pages = 0;
    for (const who of ['team-manager', 'lead']) pages += await crawl(who, 150);
    await makeFaults();
    assert.ok(pages > 100, `only ${pages} pages`);
    assert.ok(lines.length > pages);
    const text = lines.join('\n');
    for (const secret of await secretsOf(world)) {
      const found = new RegExp(
        `(?<![\\w-])${secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`,
      );
      assert.doesNotMatch(text, found);
    }
    for (const line of lines) {
      const entry = JSON.parse(line) as LogFields;
      assert.match(String(entry.at), /^\d{4}-\d\d-\d\dT/);
      if (entry.event === 'request') {
        assert.match(String(entry.id), /^[0-9a-f]{12}$/);
        assert.doesNotMatch(String(entry.route), /log\d|\?/);
      }
    }
    const faults = lines.filter((line) => line.includes('"fault"'));
    assert.ok(faults.length >= 2, 'no fault was seen');
    assert.match(faults.join(), /database error 42P01/);
  });

  test('and the page of a fault share a number, which the answer bears too', async () => {
    const answer = await get('/sign-in');
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f]{12}$/);
  });
});

async function crawl(who: string, most: number): Promise<number> {
  const browser = await world.as(who);
  const seen = new Set([
    '/work',
    '/families/log0',
    '/families/log1/history',
    '/families/log2/as-of?on=1+5+2026',
  ]);
  // New addresses join the end of the set while it is walked.
  for (const path of seen) {
    const { html } = await browser.get(path);
    for (const [, href = ''] of html.matchAll(/href="(\/[^"#]*)/g))
      if (seen.size < most && !/^\/(?:assets|sign-out)/.test(href))
        seen.add(href.replaceAll('&amp;', '&'));
  }
  return seen.size;
}

const SECRET = 'Grandmother Gwendoline drinks';

/** Breaks what a page needs, and sends it what somebody would type. */
async function makeFaults(): Promise<void> {
  const browser = await world.as('team-manager');
  await world.stile.behindItsBack('ALTER TABLE draft RENAME TO draft_away');
  await world.stile.behindItsBack('ALTER TABLE view_log RENAME TO view_log_away');
  const posted = await browser.post('/families/new/child', {
    given: SECRET,
    family: 'Lind',
    unborn: 'born',
  });
  const page = await browser.get('/families/log0');
  await world.stile.behindItsBack('ALTER TABLE draft_away RENAME TO draft');
  await world.stile.behindItsBack('ALTER TABLE view_log_away RENAME TO view_log');
  assert.deepEqual([posted.status, page.status], [500, 500]);
}

/** Names of people, workers and families, and every longer text of any form. */
async function secretsOf({ stile }: Overview): Promise<ReadonlySet<string>> {
  const rows = await stile.behindItsBack(
    `SELECT given AS word FROM family_person UNION SELECT family_name FROM family_person
     UNION SELECT name FROM family UNION SELECT name FROM worker UNION SELECT reference FROM family`,
  );
  const bodies = await stile.behindItsBack('SELECT body FROM event');
  const texts = bodies.flatMap(({ body }) => {
    const { event } = JSON.parse(String(body));
    return textsIn([event.fields, event.reason, event.what, event.why, event.note]);
  });
  const typed = texts.filter((text) => text.length > 8 && text.includes(' '));
  assert.ok(typed.length > 10);
  return new Set(
    [SECRET, ...rows.map(({ word }) => String(word)), ...typed].filter((word) => word.length > 1),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
