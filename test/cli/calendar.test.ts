import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stile } from './support.ts';

describe('stile calendar due', () => {
  test('prints the date and its explanation', () => {
    const { code, out, err } = stile('calendar', 'due', '2026-04-02T15:00', '5 working days');
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.match(out, /^2026-04-13T23:59:59\n5 working days from Thursday 2 April 2026/);
    assert.match(out, /Good Friday/);
  });

  for (const [from, period, due] of [
    ['2026-04-02T15:00', '5 working days', '2026-04-13T23:59:59'],
    ['2026-03-28T15:00', '24 hours', '2026-03-29T16:00:00'],
    ['2026-10-24T15:00', '24 hours', '2026-10-25T14:00:00'],
    ['2026-04-02T15:00', '4 weeks', '2026-04-30T23:59:59'],
    ['2026-11-30T15:00', '3 months', '2027-02-28T23:59:59'],
    ['2026-04-02T15:00', 'same day', '2026-04-02T23:59:59'],
    ['2026-04-20T15:00', '10 working days before', '2026-04-02T23:59:59'],
    ['2026-04-02', '1 working day', '2026-04-07T23:59:59'],
  ] as const) {
    test(`${period} from ${from} as JSON`, () => {
      const { code, out } = stile('calendar', 'due', from, period, '--json');
      assert.equal(code, 0);
      const answer = JSON.parse(out);
      assert.deepEqual(Object.keys(answer), ['due', 'explanation']);
      assert.equal(answer.due, due);
    });
  }

  test('says in one sentence that 31 February is no date', () => {
    const { code, out, err } = stile('calendar', 'due', '2026-02-31T10:00', '2 working days');
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.equal(err, '31 February 2026 is not a real date. February 2026 has 28 days.\n');
  });

  test('says which lengths of time can be written', () => {
    const { code, err } = stile('calendar', 'due', '2026-02-03T10:00', '5 fortnights');
    assert.equal(code, 2);
    assert.match(err, /“5 fortnights” is not a length of time/);
  });

  test('does not guess bank holidays beyond the known years', () => {
    const { code, out, err } = stile('calendar', 'due', '2028-12-29T10:00', '5 working days');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /known only to the end of 2028/);
  });

  test('refuses a list of bank holidays that is not there, or is not JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stile-cli-'));
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{ "version": ');
    const due = (file: string) =>
      stile('calendar', 'due', '2026-04-02T15:00', '1 working day', '--calendar', file);
    assert.deepEqual(due(join(folder, 'none.json')), {
      code: 2,
      out: '',
      err: `There is no ${join(folder, 'none.json')}.\n`,
    });
    assert.equal(due(broken).code, 2);
    assert.match(due(broken).err, /is not JSON/);
  });
});

describe('what every command keeps to', () => {
  test('wrong usage is 2 and says how to get help', () => {
    for (const args of [['calendar', 'due', 'x'], ['nonsense'], ['scenario', 'run']]) {
      const { code, err } = stile(...args);
      assert.equal(code, 2);
      assert.match(err, /stile --help lists the commands/);
    }
  });

  test('help is 0 and lists the commands', () => {
    const { code, out } = stile('--help');
    assert.equal(code, 0);
    for (const name of ['start', 'protocol', 'scenario', 'history', 'rebuild', 'calendar', 'demo'])
      assert.match(out, new RegExp(`^  ${name}\\b`, 'm'));
  });
});
