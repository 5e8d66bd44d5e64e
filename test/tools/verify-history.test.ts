import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { confirmDisposal, proposeDisposal } from '../../src/cases/keep-records.ts';
import { makeCheckpoints } from '../../src/cases/make-checkpoint.ts';
import {
  fingerprintOf,
  listedOf,
  previewRetention,
} from '../../src/cases/queries/preview-retention.ts';
import { connectAsOwner } from '../../src/store/database/connect.ts';
import { appendCheckpoints, readCheckpointFile } from '../../src/store/history/checkpoint-files.ts';
import { dumpHistory } from '../../src/store/history/dump-history.ts';
import {
  actor,
  authority,
  done,
  employ,
  moment,
  openTestStile,
  registration,
  root,
  type TestStile,
  told,
} from '../store/support.ts';
import { walk } from '../store/walk.ts';

const tool = join(root, 'tools', 'verify-history', 'verify-history.js');
const folder = mkdtempSync(join(tmpdir(), 'dump-'));
after(() => rmSync(folder, { recursive: true }));
const dump = join(folder, 'dump');
const checkpoints = join(folder, 'checkpoints');
const key = join(folder, 'key.pub');
const keys = generateKeyPairSync('ed25519');
let stile: TestStile;
before(async () => {
  stile = await openTestStile();
  for (let seed = 1; seed <= 5; seed++) await walk(stile, `d${seed}`, seed, 20);
  await done(stile, 'd6', registration('d6', 'Zoë', 'O’Neill'));
  const file = {
    read: () => readCheckpointFile(checkpoints),
    append: (made: Parameters<typeof appendCheckpoints>[1]) => appendCheckpoints(checkpoints, made),
  };
  await makeCheckpoints(stile, { privateKey: keys.privateKey, formerKeys: [], file });
  await done(stile, 'd6', told('Tab\tand\nline end'));
  writeFileSync(key, keys.publicKey.export({ type: 'spki', format: 'pem' }));
  await takeDump(dump);
});
after(() => stile.close());

async function takeDump(path: string): Promise<void> {
  const client = await connectAsOwner(stile.connectionString);
  const parts: string[] = [];
  await dumpHistory(client, stile.now(), (text) => {
    parts.push(text);
  });
  await client.end();
  writeFileSync(path, parts.join(''));
}

function check(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** A dump whose lines were changed and whose digest was made to fit. */
function altered(change: (lines: string[]) => string[]): string {
  const lines = change(readFileSync(dump, 'utf8').trimEnd().split('\n').slice(0, -1));
  const text = `${lines.join('\n')}\n`;
  const path = join(folder, 'altered');
  writeFileSync(
    path,
    `${text}end\t${lines.length}\t${createHash('sha256').update(text).digest('hex')}\n`,
  );
  return path;
}

test('the verifier shares no code with what writes the history', () => {
  const text = readFileSync(tool, 'utf8');
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
  assert.ok(imports.length > 0);
  assert.ok(
    imports.every((name) => name?.startsWith('node:')),
    imports.join(),
  );
  assert.doesNotMatch(text, /\bimport\(|\brequire\(/);
});

test('a dump is whole, alone and with its checkpoints', () => {
  const alone = check(dump);
  assert.deepEqual(
    [alone.status, /^Whole: \d+ events of 6 histories\.$/m.test(alone.said)],
    [0, true],
    alone.said,
  );
  const both = check(dump, '--checkpoints', checkpoints, '--key', key);
  assert.equal(both.status, 0, both.said);
  assert.match(both.said, /as 6 signed ends say/);
});

test('one word changed, an event left out, an end cut off or a family left out is found and named', () => {
  const of = (family: string) => (line: string) => line.split('\t')[2] === family;
  const cases: [string, (lines: string[]) => string[], RegExp][] = [
    [
      'changed',
      (lines) => lines.map((line) => (of('d6')(line) ? line.replace('Zoë', 'Zoe') : line)),
      /d6: event 1 is not what was written/,
    ],
    [
      'left out',
      (lines) => lines.filter((line) => !(of('d2')(line) && line.split('\t')[3] === '2')),
      /d2: event 2 is missing/,
    ],
    [
      'cut off',
      (lines) =>
        lines.toSpliced(
          lines.findLastIndex((line) => line.startsWith('event') && of('d6')(line)),
          1,
        ),
      /d6: ends with event \d+, but the read tables know \d+/,
    ],
    [
      'no history',
      (lines) => lines.filter((line) => !(line.startsWith('event') && of('d3')(line))),
      /d3: the whole history is missing/,
    ],
  ];
  for (const [name, change, words] of cases) {
    const found = check(altered(change));
    assert.equal(found.status, 1, name);
    assert.match(found.said, words, name);
  }
});

test('a family left out with its end, or a chain written anew, is found by the checkpoints', () => {
  const without = altered((lines) => lines.filter((line) => line.split('\t')[2] !== 'd3'));
  assert.equal(check(without).status, 0);
  const found = check(without, '--checkpoints', checkpoints, '--key', key);
  assert.equal(found.status, 1);
  assert.match(found.said, /d3: event \d+, which checkpoint 1 has seen, is gone/);
  const anew = altered((lines) => {
    let hash: Buffer = Buffer.alloc(32);
    return lines.map((line) => {
      const parts = line.split('\t');
      if (parts[2] !== 'd6') return line;
      if (parts[0] === 'head') return [...parts.slice(0, 4), hash.toString('hex')].join('\t');
      const body = parts[8]?.replace('Zoë', 'Zoe') ?? '';
      hash = createHash('sha256').update(hash).update(body, 'utf8').digest();
      return [...parts.slice(0, 7), hash.toString('hex'), body].join('\t');
    });
  });
  assert.equal(check(anew).status, 0);
  assert.match(check(anew, '--checkpoints', checkpoints, '--key', key).said, /d6: was rewritten/);
});

test('checkpoints with another signature, and a dump that was cut off, are refused', () => {
  const other = join(folder, 'other.pub');
  const { publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(other, publicKey.export({ type: 'spki', format: 'pem' }));
  assert.match(
    check(dump, '--checkpoints', checkpoints, '--key', other).said,
    /key that was not given/,
  );
  const forged = join(folder, 'forged');
  writeFileSync(forged, readFileSync(checkpoints, 'utf8').replace('\\"d3\\"', '\\"d9\\"'));
  assert.match(
    check(dump, '--checkpoints', forged, '--key', key).said,
    /signature that does not fit/,
  );
  const text = readFileSync(dump, 'utf8');
  const cut = join(folder, 'cut');
  writeFileSync(cut, text.slice(0, text.lastIndexOf('\nhead')));
  assert.deepEqual([check(cut).status, /was cut off/.test(check(cut).said)], [2, true]);
});

test('a family that was disposed of is said to be, with and without checkpoints; what is made up is found', async () => {
  const keeper = actor('kim', ['policy-owner']);
  const second = actor('mo', ['team-manager']);
  await employ(stile, keeper, second);
  await done(stile, 'd7', registration('d7'));
  await stile.behindItsBack('UPDATE outbox SET done_at = created');
  stile.setClock(moment('2032-04-01 09:00'));
  const preview = await previewRetention(stile, { authority, actor: keeper });
  assert.ok(preview);
  const listed = listedOf(preview.families.due.families);
  const gone = listed.length;
  assert.ok(listed.some(({ family }) => family === 'd7'));
  const seen = fingerprintOf(listed);
  assert.ok((await proposeDisposal(stile, { authority, actor: keeper }, { seen })).ok);
  const confirmed = await confirmDisposal(
    stile,
    { authority, actor: second },
    { proposal: 1, seen },
  );
  assert.ok(confirmed.ok);
  await takeDump(dump);
  const whole = check(dump, '--checkpoints', checkpoints, '--key', key);
  assert.equal(whole.status, 0, whole.said);
  assert.ok(whole.said.includes(`${gone} families were disposed of, as two people decided`));
  const of = (kind: string) => (line: string) =>
    line.startsWith(`${kind}\t`) && line.includes('\td7\t');
  const cases: [(lines: string[]) => string[], RegExp][] = [
    [
      (lines) =>
        lines.map((line) =>
          of('tombstone')(line) ? line.replace(/.$/, (last) => (last === '0' ? '1' : '0')) : line,
        ),
      /d7: was disposed of, but what is left of it is not what its record says/,
    ],
    [
      (lines) => lines.filter((line) => !of('tombstone')(line)),
      /d7: is said to be disposed of, but what should be left of it is missing/,
    ],
    [
      (lines) =>
        lines.flatMap((line) =>
          of('tombstone')(line) ? [line, line.replace('\td7\t', '\td8\t')] : [line],
        ),
      /d8: has lost its events, and no disposal of it is recorded/,
    ],
    [
      (lines) =>
        lines.map((line) =>
          line.includes('"type":"DisposalConfirmed"')
            ? line.replace('"worker":"mo"', '"worker":"kim"')
            : line,
        ),
      /records:retention: event 2 is not what was written/,
    ],
  ];
  for (const [change, words] of cases) {
    const found = check(altered(change));
    assert.equal(found.status, 1, String(words));
    assert.match(found.said, words);
  }
});
