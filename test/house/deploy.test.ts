import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readEnvironment, settingNames } from '../../src/main/environment.ts';
import { projectFolder } from './source-text.ts';

const read = (path: string) => readFileSync(join(projectFolder, path), 'utf8');

describe('docs/operating.md', () => {
  const rows = [...read('docs/operating.md').matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$/gm)];

  test('explains every setting, and none that is not there', () => {
    assert.deepEqual(rows.map(([, name = '']) => name).toSorted(), [...settingNames].toSorted());
    for (const [, name = '', means] of rows) assert.ok((means?.length ?? 0) > 15, name);
  });

  test('a wrong setting is refused with its name and what it should be', () => {
    const wrong = {
      PORT: 'x',
      STILE_SECURE: 'true',
      STILE_LOG: 'xml',
      STILE_METRICS_TOKEN: 'short',
      STILE_ADDRESS: 'here',
      SMTP_URL: 'x',
      DATABASE_URL: 'x',
    };
    for (const [name, value] of Object.entries(wrong)) {
      const result = readEnvironment({ [name]: value });
      assert.ok('errors' in result, name);
      assert.equal(result.errors.length, 1);
      assert.match(result.errors[0] ?? '', new RegExp(`^${name} must `));
    }
    const none = readEnvironment({});
    assert.ok('value' in none);
    assert.deepEqual(
      [none.value.host, none.value.secure, none.value.proxies],
      ['localhost', false, []],
    );
    const some = readEnvironment({ STILE_PROXY: '10.0.0.1, 10.0.0.2', STILE_SECURE: 'yes' });
    assert.ok('value' in some);
    assert.deepEqual([some.value.secure, some.value.proxies], [true, ['10.0.0.1', '10.0.0.2']]);
  });
});

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const stages = text.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  test('ends with a stage without build tools, that is not root', () => {
    assert.equal(stages.length, 2);
    assert.doesNotMatch(last.replace(/^#.*$/gm, ''), /\b(?:npm|npx|apt-get|gcc|make|curl|wget)\b/);
    assert.match(last, /^USER 10001:10001$/m);
    const after = last.slice(last.indexOf('\nUSER '));
    assert.doesNotMatch(
      after.slice(6),
      /^(?:RUN|COPY|ADD|USER)\b/m,
      'nothing is changed after USER',
    );
    assert.doesNotMatch(text, /^ADD\b|:latest\b/m);
  });

  test('can run with a read-only root: it writes to a volume and /tmp alone', () => {
    assert.match(text, /--read-only --tmpfs \/tmp/);
    assert.match(last, /^VOLUME \/data$/m);
    assert.match(last, /STILE_DATA=\/data/);
    assert.match(last, /^CMD \["node", "dist\/src\/main\/cli\.js", "start"\]$/m);
  });

  test('holds no secret, and sets only settings there are', () => {
    const set = [...last.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) =>
      line.split(' ').map((each) => each.split('=')[0] ?? ''),
    );
    for (const name of set) assert.ok(settingNames.includes(name), name);
    assert.doesNotMatch(last, /_(?:TOKEN|KEY|URL)=/);
  });

  test('copies what is there, and the context lets through no more', () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    assert.ok(copied.length > 5);
    const through = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const path of copied) {
      assert.ok(existsSync(join(projectFolder, path)), path);
      assert.ok(through.includes(path.split('/')[0] ?? ''), path);
    }
    assert.ok(read('.dockerignore').startsWith('*\n'));
  });

  test('has every folder that the running program reads', () => {
    const folders = ['protocols', 'calendars', 'migrations', 'src/web/assets'];
    for (const folder of folders)
      assert.match(last, new RegExp(` \\./?${folder}$|${folder} `, 'm'));
    // What a program joins to the project's own folder.
    const named = globSync('src/{main,cli,web}/**/*.{ts,tsx}', { cwd: projectFolder }).flatMap(
      (path) =>
        [...read(path).matchAll(/join\((?:projectFolder|root), '([\w/]+)'/g)].map(
          ([, folder]) => folder ?? '',
        ),
    );
    for (const folder of new Set(named))
      assert.ok(
        [...folders, 'data'].some((each) => folder.startsWith(each)),
        folder,
      );
  });
});

describe('deploy/stile.service', () => {
  const unit = read('deploy/stile.service');
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  test('runs as a user of its own who may write one folder', () => {
    assert.equal(value('User'), 'stile');
    const wanted = {
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
      NoNewPrivileges: 'yes',
      PrivateTmp: 'yes',
      CapabilityBoundingSet: '',
      StateDirectory: 'stile',
      UMask: '0077',
    };
    for (const [name, setting] of Object.entries(wanted)) assert.equal(value(name), setting, name);
  });

  test('sets only settings there are, and no secret', () => {
    for (const [, name = ''] of unit.matchAll(/^Environment=([A-Z_]+)=/gm))
      assert.ok(settingNames.includes(name), name);
    assert.match(unit, /^EnvironmentFile=\/etc\/stile\/environment$/m);
    assert.doesNotMatch(unit.replace(/^#.*$/gm, ''), /password|TOKEN=/);
  });
});

describe('docs/threat-model.md', () => {
  const rows = read('docs/threat-model.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| threat'));

  test('names only tests that are there, and each row has one or says whose it is', () => {
    for (const row of rows) {
      const [, threat = '', answer = '', tests = ''] = row.split('|').map((cell) => cell.trim());
      if (/^\*\*[^*]+\*\*$/.test(threat)) continue;
      if (/\*\*Open\*\*/.test(answer)) assert.match(answer, /\*\*Open\*\* \([^)]+\): /, row);
      else assert.match(tests, /`[^`]+\.test\.tsx?`/, row);
      let folder = '';
      for (const [, path = ''] of tests.matchAll(/`([^`]+)`/g)) {
        if (path.includes('/')) folder = path.slice(0, path.lastIndexOf('/') + 1);
        assert.ok(existsSync(join(projectFolder, path.includes('/') ? path : folder + path)), path);
      }
    }
  });
});
