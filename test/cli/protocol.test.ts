import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root, stile } from './support.ts';

const folder = 'protocols/cheshire-east/2023';

describe('stile protocol', () => {
  test('check says that a sound protocol is sound', () => {
    const { code, out, err } = stile('protocol', 'check', folder);
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.match(
      out,
      /^protocols\/cheshire-east\/2023: sound \(5 pathways, \d+ gates, 157 clauses; \d+ proofs hold\)/,
    );
  });

  test('check finds a misspelt role with its place and what was meant', () => {
    const copy = join(mkdtempSync(join(tmpdir(), 'stile-cli-')), 'copy');
    cpSync(join(root, folder), copy, { recursive: true });
    const file = join(copy, 'gates.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace('exception: { by: team-manager', 'exception: { by: team-manger'),
    );
    const { code, out, err } = stile('protocol', 'check', copy);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(
      err,
      /gates\.yaml:\d+:\d+: There is no role "team-manger"\. Did you mean "team-manager"\?/,
    );
    const asJson = stile('protocol', 'check', copy, '--json');
    assert.equal(asJson.code, 1);
    assert.equal(JSON.parse(asJson.out)[0].problems.length, 1);
  });

  test('check needs a folder that is there and holds a protocol', () => {
    assert.deepEqual(stile('protocol', 'check', 'nowhere'), {
      code: 2,
      out: '',
      err: 'There is no nowhere.\n',
    });
    assert.match(stile('protocol', 'check', 'docs').err, /There is no protocol in docs/);
  });

  test('coverage accounts for every clause', () => {
    const { code, out } = stile('protocol', 'coverage', folder, '--json');
    assert.equal(code, 0);
    const [table] = JSON.parse(out);
    assert.equal(table.summary.clauses, 157);
    assert.equal(table.summary.problems, 0);
    assert.equal(table.rows.length, 157);
    assert.match(stile('protocol', 'coverage', folder).out, /157 clauses: .* 0 unaccounted for/);
  });

  test('show reads a protocol, a pathway, a gate and a clause', () => {
    const show = (...part: string[]) => stile('protocol', 'show', 'cheshire-east/2023', ...part);
    assert.match(show().out, /Step Up and Step Down Policy/);
    assert.match(show('lead-refusal').out, /A professional has been asked to lead and refuses/);
    assert.match(show('visit-recent').out, /28 days counted back/);
    assert.match(show('CE23-077').out, /^CE23-077/);
    assert.deepEqual(show('visit-recnt').code, 2);
    assert.match(show('visit-recnt').err, /Did you mean "visit-recent"\?/);
    assert.equal(stile('protocol', 'show', 'nobody/1999').code, 2);
  });
});
