/** `npm audit` against a registry on loopback that answers as npm's does, in each of its moods. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Audit, askRegistry, type Fault } from './ask-registry.ts';
import { judgeAudit } from './judge-audit.ts';

type Mood = 'clean' | 'a fault' | 'a fault of the tests' | 'refuses' | 'nonsense' | 'silent';

let mood: Mood = 'clean';
let server: Server;
let registry: string;
let asked: Record<string, unknown> = {};
const folder = mkdtempSync(join(tmpdir(), 'stile-supply-'));

const advisory = (name: string, severity: string) => ({
  [name]: [
    {
      ...{ id: 1_099_999, url: `https://github.com/advisories/GHSA-aaaa-bbbb-cccc`, severity },
      ...{ title: 'Says too much', vulnerable_versions: '<2.0.0', cwe: ['CWE-200'] },
      cvss: { score: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' },
    },
  ],
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const json = (body: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method === 'POST') {
      const sent = Buffer.concat(pieces);
      asked = JSON.parse(
        (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString(),
      );
      if (request.url !== '/-/npm/v1/security/advisories/bulk' || mood === 'refuses')
        return json({}, 405);
      if (mood === 'silent') return;
      if (mood === 'nonsense') return void response.end('<h1>Welcome to the library</h1>');
      if (mood === 'clean') return json({});
      return json(mood === 'a fault' ? advisory('leaky', 'high') : advisory('tester', 'critical'));
    }
    const name = request.url?.slice(1) ?? '';
    const version = { name, version: '1.0.0', dist: { tarball: `${registry}/${name}.tgz` } };
    json({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } });
  });
}

before(async () => {
  const project = {
    ...{ name: 'asks', version: '1.0.0' },
    ...{ dependencies: { leaky: '1.0.0' }, devDependencies: { tester: '1.0.0' } },
  };
  const locked = (name: string) => ({
    version: '1.0.0',
    resolved: `https://registry.npmjs.org/${name}/-/${name}-1.0.0.tgz`,
  });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({
      ...{ name: 'asks', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: {
        '': project,
        'node_modules/leaky': locked('leaky'),
        'node_modules/tester': { ...locked('tester'), dev: true },
      },
    }),
  );
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  registry = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(how: Mood, seconds?: number): Promise<Audit> {
  mood = how;
  return askRegistry(folder, { registry, ...(seconds !== undefined && { seconds }) });
}

describe('the registry', () => {
  test('is told every package and version, and answers that none has a known fault', async () => {
    assert.deepEqual(await ask('clean'), { asked: true, faults: [] });
    assert.deepEqual(asked, { leaky: ['1.0.0'], tester: ['1.0.0'] });
  });

  test('tells a fault, and whether it is in what is shipped', async () => {
    const url = 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc';
    const title = 'Says too much';
    assert.deepEqual(await ask('a fault'), {
      asked: true,
      faults: [{ name: 'leaky', severity: 'high', title, url, shipped: true }],
    });
    assert.deepEqual(await ask('a fault of the tests'), {
      asked: true,
      faults: [{ name: 'tester', severity: 'critical', title, url, shipped: false }],
    });
  });

  test('that is away, refuses, says nonsense or nothing has not been asked', async () => {
    const why = async (how: Mood, seconds?: number) => {
      const audit = await ask(how, seconds);
      return audit.asked ? 'was asked' : audit.why;
    };
    assert.match(await why('refuses'), /405/);
    assert.match(await why('nonsense'), /\w/);
    assert.notEqual(await why('nonsense'), 'was asked');
    const before = performance.now();
    assert.match(await why('silent', 4), /no answer within 4 seconds|timeout/i);
    assert.ok(performance.now() - before < 15_000);
    const nowhere = await askRegistry(folder, { registry: 'http://127.0.0.1:9' });
    assert.match(nowhere.asked ? 'was asked' : nowhere.why, /ECONNREFUSED/);
  });
});

describe('a run of the tests', () => {
  const grave: Fault = {
    ...{ name: 'leaky', severity: 'moderate', title: 'Says too much', shipped: true },
    url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  };
  const judge = (faults: readonly Fault[], until?: string) =>
    judgeAudit(
      { asked: true, faults },
      until === undefined
        ? []
        : [{ fault: 'GHSA-aaaa-bbbb-cccc', because: 'Nothing here ever calls it.', until }],
      '2026-03-02',
    );

  test('fails on a moderate fault in what is shipped, and only says all else', () => {
    assert.equal(judge([]).result, 'clean');
    assert.equal(judge([grave]).result, 'faults');
    assert.match(judge([grave]).lines[0] ?? '', /^moderate: leaky: Says too much \(https/);
    const small = judge([
      { ...grave, severity: 'low' },
      { ...grave, severity: 'critical', shipped: false },
    ]);
    assert.equal(small.result, 'clean');
    assert.match(small.lines.join(), /^warning: low[\s\S]*only where Stile is tested: critical/);
  });

  test('accepts a fault with a reason until a day, and no longer', () => {
    assert.equal(judge([grave], '2026-03-02').result, 'clean');
    assert.match(judge([grave], '2026-03-02').lines[0] ?? '', /^accepted: moderate: leaky/);
    assert.equal(judge([grave], '2026-03-01').result, 'faults');
  });

  for (const [how, code, says] of [
    ['clean', 0, /^$/],
    ['a fault', 1, /^high: leaky: Says too much/],
    ['a fault of the tests', 0, /^warning, only where Stile is tested: critical: tester/],
    ['refuses', 2, /^could not ask \(405 Method Not Allowed/],
  ] as const)
    test(`ends with ${code} where the registry ${how === 'refuses' ? how : `knows ${how}`}`, async () => {
      mood = how;
      const run = spawn(
        process.execPath,
        [join(import.meta.dirname, 'run-audit.js'), '--folder', folder],
        {
          env: { ...process.env, npm_config_registry: registry },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let output = '';
      run.stdout.on('data', (text) => {
        output += text;
      });
      const ended = await new Promise((resolve) => run.once('close', resolve));
      assert.equal(ended, code, output);
      assert.match(output, says);
    });
});
