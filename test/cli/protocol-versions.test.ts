import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { testDatabase } from '../database.ts';
import { root, stile, stileWith } from './support.ts';

const outside = mkdtempSync(join(tmpdir(), 'stile-cli-'));
const policy = join(root, 'protocols/cheshire-east/2023');

/** A copy of the policy under another version, with one clock changed. */
function copyAs(version: string): string {
  const copy = join(outside, version);
  cpSync(policy, copy, { recursive: true });
  const change = (file: string, from: string | RegExp, to: string): void => {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(from, to));
    assert.notEqual(readFileSync(path, 'utf8'), text, `${file}: ${String(from)}`);
  };
  change('protocol.yaml', 'version: "2023"', `version: "${version}"`);
  change('protocol.yaml', 'effective-from: 2023-07-01', `effective-from: ${version}-07-01`);
  change(
    'pathways/step-down-from-assessment.yaml',
    /(title: Joint visit to the family\n.*\n +due: )5 working days/,
    '$110 working days',
  );
  return copy;
}

describe('stile protocol, from one version to the next', () => {
  test('check says the longest lawful wait of each pathway, also as JSON', () => {
    const { code, out } = stile('protocol', 'check', policy);
    assert.equal(code, 0);
    assert.match(out, /longest lawful wait, Step down from .*: the policy sets no limit/);
    assert.match(out, /no limit before {2}\S/);
    const [checked] = JSON.parse(stile('protocol', 'check', policy, '--json').out);
    assert.deepEqual([checked.ok, checked.coverage], [true, []]);
    assert.ok(checked.waits.every((wait: { way: unknown[] }) => wait.way.length > 1));
  });

  test('compare says what changed in words, grouped', () => {
    const copy = copyAs('2025');
    const { code, out } = stile('protocol', 'compare', 'cheshire-east/2023', copy);
    assert.equal(code, 0);
    assert.match(out, /^From cheshire-east\/2023 to cheshire-east\/2025: 1 change\n/);
    assert.match(out, /\nClocks\n {2}Joint visit to the family\n {4}.*10 working days/);
    const { changes } = JSON.parse(stile('protocol', 'compare', policy, copy, '--json').out);
    assert.ok(changes.some(({ where }: { where: string }) => where === 'clocks'));
    assert.match(stile('protocol', 'compare', policy, policy).out, /nothing changed/);
    assert.equal(stile('protocol', 'compare', policy, 'nowhere').code, 2);
  });

  test('draw writes a picture or the ordered words, bpmn the model', () => {
    const file = join(outside, 'drawing.svg');
    const drawn = stile('protocol', 'draw', 'cheshire-east/2023', 'lead-refusal', '--out', file);
    assert.deepEqual([drawn.code, drawn.out], [0, '']);
    assert.match(readFileSync(file, 'utf8'), /^<svg /);
    const words = stile('protocol', 'draw', policy, 'lead-refusal', '--text');
    assert.match(words.out, /\n1\. /);
    const bpmn = stile('protocol', 'bpmn', policy, 'lead-refusal');
    assert.match(bpmn.out, /^<\?xml[\s\S]*<bpmn:definitions/);
    const several = stile('protocol', 'draw', policy);
    assert.equal(several.code, 2);
    assert.match(several.err, /has several pathways\. Name one: /);
    assert.match(
      stile('protocol', 'bpmn', policy, 'lead-refusl').err,
      /Did you mean "lead-refusal"/,
    );
    const nowhere = join(outside, 'no', 'such', 'folder.svg');
    assert.equal(stile('protocol', 'draw', policy, 'lead-refusal', '--out', nowhere).code, 2);
  });

  test('new writes a policy that is sound and tells its story, and writes over nothing', () => {
    const folder = join(outside, 'own');
    const name = ['--authority', 'anytown', '--name', 'Anytown Council'];
    const made = stile('protocol', 'new', folder, ...name, '--version', '2026');
    assert.equal(made.code, 0, made.err);
    assert.match(stile('protocol', 'check', folder).out, /: sound \(/);
    assert.equal(stile('scenario', 'run', folder).code, 0);
    const again = stile('protocol', 'new', folder, ...name);
    assert.equal(again.code, 2);
    assert.match(again.err, /is not empty/);
    const wrong = join(outside, 'wrong');
    assert.equal(stile('protocol', 'new', wrong, '--authority', 'A town', '--name', 'A').code, 2);
    assert.equal(existsSync(wrong), false);
  });

  test('a policy without scenarios is said so; a folder without any policy is bad input', () => {
    const folder = join(outside, 'silent');
    cpSync(policy, folder, { recursive: true });
    rmSync(join(folder, 'scenarios'), { recursive: true });
    const { code, out } = stile('scenario', 'run', folder);
    assert.equal(code, 0);
    assert.match(out, /silent has no scenarios yet\n[\s\S]*0 scenarios, 0 differ/);
    const empty = join(outside, 'empty');
    mkdirSync(empty);
    assert.equal(stile('scenario', 'run', empty).code, 2);
  });
});

describe('stile protocol publish and move', async () => {
  const { connectionString } = await testDatabase();
  const run = (...args: string[]) => stileWith({ DATABASE_URL: connectionString }, ...args);
  const copy = copyAs('2026');

  test('a version is published only with the record that the policy asks for', () => {
    assert.equal(run('demo').code, 0);
    const refused = run('protocol', 'publish', copy);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /eia: Equality Impact Assessment \(CE23-001\)/);
    assert.equal(run('protocol', 'publish', copy, '--record', 'eia').code, 2);
    const done = run('protocol', 'publish', copy, '--record', 'eia=Completed on 3 March 2026');
    assert.deepEqual([done.code, done.out], [0, 'cheshire-east/2026 is published.\n'], done.err);
    assert.match(run('protocol', 'publish', copy).out, /was published already/);
  });

  test('open transfers move to it: first by name, then by the policy owner and nobody else', () => {
    const to = ['cheshire-east', '--to', '2026'];
    const preview = run('protocol', 'move', ...to, '--preview');
    assert.equal(preview.code, 0, preview.err);
    assert.match(preview.out, /Would move: \d+\n {2}\S+ {2}\S/);
    const { transfers } = JSON.parse(run('protocol', 'move', ...to, '--preview', '--json').out);
    const moves = transfers.filter(({ result }: { result: string }) => result === 'moves').length;
    assert.ok(moves > 0);
    assert.match(run('protocol', 'move', ...to).err, /--as WORKER/);
    assert.match(run('protocol', 'move', ...to, '--as', 'nobody').err, /nobody with the id/);
    const owner = ownerOf();
    const other = run('protocol', 'move', ...to, '--as', owner.other);
    assert.equal(other.code, 1);
    assert.match(other.err, /Moving transfers to another version is for/);
    const moved = run('protocol', 'move', ...to, '--as', owner.id, '--json');
    assert.equal(moved.code, 0, moved.err);
    assert.equal(JSON.parse(moved.out).moved.length, moves);
    assert.equal(run('history', 'verify').code, 0);
    assert.match(run('protocol', 'move', ...to, '--preview').out, /Stay where they are: \d+/);
    assert.match(
      run('protocol', 'move', 'cheshire-east', '--to', '1999', '--preview').err,
      /Version 1999 .* is not published here/,
    );
  });
});

/** The policy owner of the demonstration, and somebody who is not. */
function ownerOf(): { readonly id: string; readonly other: string } {
  const recipe = readFileSync(join(policy, 'demonstration.yaml'), 'utf8');
  const id = /id: ([\w-]+),[^\n]*roles: \[policy-owner\]/.exec(recipe)?.[1] ?? '';
  const other = /id: ([\w-]+),[^\n]*roles: \[social-worker\]/.exec(recipe)?.[1] ?? '';
  return { id: `demo-${id}`, other: `demo-${other}` };
}
