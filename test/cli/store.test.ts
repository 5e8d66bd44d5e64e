import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import pg from 'pg';
import { testDatabase } from '../database.ts';
import { root, stileWith } from './support.ts';

describe('commands on a database', async () => {
  const { connectionString } = await testDatabase();
  const stile = (...args: string[]) => stileWith({ DATABASE_URL: connectionString }, ...args);

  test('an empty history is whole, and there is nothing to rebuild', () => {
    assert.match(stile('history', 'verify').out, /The history is whole: 0 events of 0 histories/);
    assert.equal(stile('rebuild').code, 0);
  });

  test('demo fills the families of every council that has a recipe, once', () => {
    const first = stile('demo', '--json');
    assert.equal(first.code, 0, first.err);
    const { families, filled, events } = JSON.parse(first.out);
    assert.equal(filled, true);
    assert.ok(families >= 60, `${families} families`);
    assert.ok(events > 1000);
    const second = stile('demo');
    assert.deepEqual(
      { code: second.code, out: second.out },
      { code: 0, out: 'The demonstration is there already.\n' },
    );
  });

  test('its history is whole, and rebuilding finds every family', () => {
    assert.equal(stile('history', 'verify').code, 0);
    assert.match(stile('rebuild').out, /: 60 families/);
  });

  test('what is kept and what may go is shown by reference; restricted families are a number', async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query(`UPDATE family SET restricted = true, open_transfers = 0
      WHERE id = (SELECT min(id) FROM family WHERE authority = 'cheshire-east')`);
    await client.query(`UPDATE keeping SET last_action = '2000-01-01', levels = '{}'
      WHERE family = (SELECT id FROM family WHERE restricted)`);
    const { rows } = await client.query('SELECT reference FROM family WHERE restricted');
    await client.end();
    const { code, out, err } = stile('retention', 'preview', 'cheshire-east');
    assert.equal(code, 0, err);
    assert.match(out, /Nothing has been disposed of\. \d+ more families have an open transfer/);
    assert.match(out, /Restricted families whose time has run out: 1\./);
    const json = stile('retention', 'preview', 'cheshire-east', '--json').out;
    assert.equal(JSON.parse(json).unseen, 1);
    assert.ok(rows.length === 1 && !`${out}${json}`.includes(rows[0].reference));
    assert.equal(stile('rebuild').code, 0);
  });

  test('a new list of bank holidays is taken, the same one again is none, and a shorter one is refused', () => {
    const file = join(root, 'calendars', 'england-and-wales.json');
    const list = JSON.parse(readFileSync(file, 'utf8'));
    assert.match(stile('calendar', 'update', file).out, /in force already/);
    const folder = mkdtempSync(join(tmpdir(), 'stile-cli-'));
    const next = join(folder, 'next.json');
    const { events } = list['england-and-wales'];
    const added = { title: 'Day of mourning', date: '2026-12-01', notes: '' };
    const division = { division: 'england-and-wales', events: [...events, added] };
    writeFileSync(
      next,
      JSON.stringify({ ...list, version: 'next', 'england-and-wales': division }),
    );
    const { code, out } = stile('calendar', 'update', next);
    assert.equal(code, 0);
    assert.match(out, /Added: 1 December 2026, Day of mourning/);
    const short = join(folder, 'short.json');
    const few = { division: 'england-and-wales', events: events.slice(0, 3) };
    writeFileSync(short, JSON.stringify({ 'england-and-wales': few }));
    const refused = stile('calendar', 'update', short);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /not complete/);
  });

  test('one byte changed behind its back is found, and named', async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query(
      `UPDATE event SET body = replace(body, 'Crewe', 'Crawe') WHERE version = 1 AND family =
        (SELECT family FROM event WHERE version = 1 AND body LIKE '%Crewe%' LIMIT 1)`,
    );
    await client.end();
    const { code, err } = stile('history', 'verify');
    assert.equal(code, 1);
    assert.match(err, /demo-[a-z]+-\d+: Event 1 is not what was written/);
    assert.match(err, /The history is not whole: 1 of \d+ histories/);
  });

  test('demo refuses a database that holds anything else', async () => {
    const other = await testDatabase();
    const real = { DATABASE_URL: other.connectionString };
    assert.equal(stileWith(real, 'demo').code, 0);
    const client = new pg.Client({ connectionString: other.connectionString });
    await client.connect();
    await client.query(
      `INSERT INTO worker (authority, id, name, agency, employer, roles) VALUES ('x', 'real', 'A', 'B', 'authority', '{}')`,
    );
    await client.end();
    const { code, err } = stileWith(real, 'demo');
    assert.equal(code, 1);
    assert.match(err, /holds more than a demonstration/);
  });

  test('a wrong DATABASE_URL is one plain sentence', () => {
    const { code, err } = stileWith({ DATABASE_URL: 'postgresql://127.0.0.1:1/none' }, 'rebuild');
    assert.equal(code, 2);
    assert.match(
      err,
      /^Stile cannot use the database at 127\.0\.0\.1:1\/none: nothing answers there/,
    );
  });
});
