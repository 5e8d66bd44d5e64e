import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import type { Violation } from './rules.ts';
import {
  brokenDependencies,
  hiddenInputs,
  loosenedTypes,
  namedCouncils,
  strayCookies,
  strayStatements,
} from './rules.ts';
import type { Source } from './source-text.ts';
import { projectFolder, readSources, sourceOf } from './source-text.ts';

const sources = readSources('src');
const councils = namesOfCouncils(join(projectFolder, 'protocols'));

describe('every file in src/', () => {
  test('is looked at', () => {
    assert.ok(sources.some(({ path }) => path === 'src/main/cli.ts'));
  });
  test('imports only what its folder may', () => holds(brokenDependencies));
  test('takes the clock, chance and settings as values', () => holds(hiddenInputs));
  test('leaves SQL to the store', () => holds(strayStatements));
  test('leaves cookies to one file', () => holds(strayCookies));
  test('names no council', () => holds((source) => namedCouncils(source, councils)));
  test('keeps its types', () => holds(loosenedTypes));
});

// A rule that can find nothing is no rule: each must see what is planted for it.
describe('the rule about imports', () => {
  const refused: [path: string, code: string][] = [
    ['src/core/family/a.ts', "import { b } from '../../store/b.ts';"],
    ['src/core/family/a.ts', "import { readFileSync } from 'node:fs';"],
    ['src/core/family/a.ts', "import { parse } from 'yaml';"],
    ['src/core/family/a.ts', "import { distance } from 'fastest-levenshtein';"],
    ['src/store/a.ts', "import type { B } from '../cases/b.ts';"],
    ['src/access/a.ts', "export { b } from '../store/b.ts';"],
    ['src/cases/a.ts', "import '../web/b.tsx';"],
    ['src/web/pages/a.tsx', "const b = await import('../../store/b.ts');"],
    ['src/web/a.tsx', "import {\n  b,\n  c,\n} from '../api/b.ts';"],
    ['src/worker/a.ts', "import { b } from '../web/b.ts';"],
    ['src/cli/a.ts', "import { b } from '../simulation/b.ts';"],
    ['src/interchange/a.ts', "import { b } from '../reports/b.ts';"],
    ['src/reports/a.ts', "import { b } from '../main/b.ts';"],
    ['src/simulation/a.ts', "import { b } from '../b.ts';"],
    ['src/cases/a.ts', "import pg from 'pg';"],
    ['src/elsewhere/a.ts', ''],
  ];
  const allowed: [path: string, code: string][] = [
    ['src/main/a.ts', "import { b } from '../web/b.ts'; import pg from 'pg';"],
    ['src/core/family/a.ts', "import * as v from 'valibot'; import { b } from '../calendar/b.ts';"],
    ['src/core/protocol/a.ts', "import { parse } from 'yaml'; import 'fastest-levenshtein';"],
    ['src/core/family/a.ts', "// import { b } from '../../store/b.ts';"],
    ['src/cases/a.ts', "import { b } from '../store/b.ts'; import { c } from '../access/c.ts';"],
    ['src/web/a.tsx', "import { b } from '../cases/b.ts'; import { c } from '../core/c.ts';"],
    ['src/store/a.ts', "import pg from 'pg'; import { join } from 'node:path';"],
  ];
  for (const [path, code] of refused) {
    test(`refuses ${path}: ${code}`, () => refuses(brokenDependencies, path, code));
  }
  for (const [path, code] of allowed) {
    test(`allows ${path}: ${code}`, () => allows(brokenDependencies, path, code));
  }
});

describe('the rule about the clock, chance and settings', () => {
  const code = [
    'new Date()',
    'Date.now()',
    'Temporal.Now.instant()',
    'Math.random()',
    'process.env.X',
  ];
  for (const use of code) {
    test(`refuses ${use}, but in src/main`, () => {
      refuses(hiddenInputs, 'src/core/a.ts', `const a = ${use};`);
      refuses(hiddenInputs, 'src/web/a.tsx', `<p>it's {${use}} o'clock</p>`);
      allows(hiddenInputs, 'src/main/a.ts', `const a = ${use};`);
      allows(hiddenInputs, 'src/core/a.ts', `// not ${use}: a test could not choose it`);
    });
  }
  test('is not misled by a pattern or an address', () => {
    refuses(hiddenInputs, 'src/core/a.ts', 'const a = /[\'"`//]/.test(b); Date.now();');
    refuses(hiddenInputs, 'src/core/a.ts', 'const a = `http://${`b`}`; Date.now();');
  });
});

describe('the rule about SQL', () => {
  const code = [
    "'SELECT 1 FROM family'",
    '`SELECT *\n FROM family`',
    "'INSERT INTO family VALUES (1)'",
    '`${one} UPDATE family SET a = ${`two`}`',
    "'DELETE FROM family'",
  ];
  for (const statement of code) {
    test(`refuses ${statement.replace('\n', ' ')}, but in src/store`, () => {
      refuses(strayStatements, 'src/cases/a.ts', `run(${statement});`);
      allows(strayStatements, 'src/store/a.ts', `run(${statement});`);
    });
  }
  test('allows plain words', () => {
    allows(strayStatements, 'src/web/a.tsx', "'Select a date from the list'; 'Update: set aside'");
  });
});

describe('the rule about cookies', () => {
  for (const code of ["reply.setCookie('a', 'b')", 'request.cookies[a]', 'reply.clearCookie(a)'])
    test(`refuses ${code}, but in one file`, () => {
      refuses(strayCookies, 'src/web/a.ts', code);
      allows(strayCookies, 'src/web/cookies.ts', code);
    });
});

describe('the rule about councils', () => {
  const named = (source: Source) =>
    namedCouncils(source, ['north-shire', 'Royal Borough of Easton']);
  for (const text of [
    '// North Shire does',
    "'north-shire'",
    'isNorthShire',
    'NorthShire',
    '"EASTON"',
  ]) {
    test(`refuses ${text}`, () => {
      const source = text === 'isNorthShire' ? 'north_shire' : text;
      refuses(named, 'src/core/a.ts', source);
    });
  }
  test('refuses the name of a file', () => refuses(named, 'src/core/easton.ts', ''));
  test('allows other words', () => {
    allows(named, 'src/core/a.ts', '// a royal borough, a council of the north, Eastonian');
  });
  test('finds the names in the folders of the protocols', () => {
    const folders = existsSync(join(projectFolder, 'protocols'))
      ? readdirSync(join(projectFolder, 'protocols'), { withFileTypes: true })
      : [];
    for (const { name } of folders.filter((entry) => isCouncil(entry))) {
      assert.ok(councils.includes(name), name);
    }
  });
});

describe('the rule about types', () => {
  const refused = [
    'let a: Set<any>;',
    'const a = b as any;',
    'const a: Map<string, any> = b;',
    'function a(b: any[]) {}',
    '// @ts-ignore\na();',
    '/* @ts-expect-error: it fits */ a();',
    '// biome-ignore lint/suspicious/noExplicitAny: later',
  ];
  for (const code of refused) {
    test(`refuses ${code.replace('\n', ' ')}`, () => refuses(loosenedTypes, 'src/web/a.ts', code));
  }
  test('allows the word', () => {
    allows(
      loosenedTypes,
      'src/web/a.ts',
      "// any child\nconst any = 'as any: any';\na({ any: 1 });",
    );
  });
});

function holds(rule: (source: Source) => Violation[]): void {
  const found = sources.flatMap(rule).map(({ path, what }) => `${path}: ${what}`);
  assert.equal(found.length, 0, `\n${found.join('\n')}`);
}

function refuses(rule: (source: Source) => Violation[], path: string, code: string): void {
  assert.notDeepEqual(rule(sourceOf(path, code)), []);
}

function allows(rule: (source: Source) => Violation[], path: string, code: string): void {
  assert.deepEqual(rule(sourceOf(path, code)), []);
}

function isCouncil(entry: { name: string; isDirectory: () => boolean }): boolean {
  return entry.isDirectory() && /^[a-z]/i.test(entry.name);
}

/** A protocol that cannot be read is not this test's business: its folder still counts. */
function namesOfCouncils(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => isCouncil(entry));
  const written = globSync('*/*/protocol.yaml', { cwd: folder }).flatMap((path) => {
    try {
      const name: unknown = parse(readFileSync(join(folder, path), 'utf8'))?.authority?.name;
      return typeof name === 'string' ? [name] : [];
    } catch {
      return [];
    }
  });
  return [...folders.map(({ name }) => name), ...written];
}
