import { posix } from 'node:path';
import type { Source } from './source-text.ts';
import { importsOf } from './source-text.ts';

/** One thing that a file does and may not. */
export interface Violation {
  readonly path: string;
  readonly what: string;
}

/** What each folder of src/ may import besides itself. Nothing is said of src/main: it wires all. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  store: ['core'],
  access: ['core'],
  cases: ['core', 'access', 'store'],
  drawing: ['core'],
  web: ['cases', 'access', 'core', 'drawing'],
  api: ['cases', 'access', 'core'],
  worker: ['cases', 'access', 'core'],
  cli: ['cases', 'access', 'core', 'drawing'],
  simulation: ['cases', 'access', 'core'],
  interchange: ['cases', 'access', 'core'],
  reports: ['cases', 'access', 'core'],
};

export function brokenDependencies(source: Source): Violation[] {
  const area = areaOf(source.path);
  if (area === 'main') return [];
  const allowed = mayImport[area];
  if (!allowed) {
    const what = `src/${area} is not in the dependency rule: say in this test what it may import`;
    return [{ path: source.path, what }];
  }
  return importsOf(source)
    .filter((name) => !mayUse(source.path, name, [area, ...allowed]))
    .map((name) => ({ path: source.path, what: `src/${area} may not import ${name}` }));
}

function mayUse(path: string, name: string, areas: readonly string[]): boolean {
  if (name.startsWith('.')) {
    const target = posix.join(posix.dirname(path), name);
    return target.startsWith('src/') && areas.includes(areaOf(target));
  }
  const mayBeOutside = path.startsWith('src/core/') ? coreMayUse(path, name) : true;
  // SQL lives in one place, and so does what speaks it.
  return mayBeOutside && (name !== 'pg' || path.startsWith('src/store/'));
}

function coreMayUse(path: string, name: string): boolean {
  if (name === 'valibot') return true;
  return ['yaml', 'fastest-levenshtein'].includes(name) && path.startsWith('src/core/protocol/');
}

function areaOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** The clock, chance and the environment come in as values; only src/main asks for them. */
export function hiddenInputs({ path, code }: Source): Violation[] {
  if (areaOf(path) === 'main') return [];
  const hidden = [
    /\bnew\s+Date\s*\(/,
    /\bDate\s*\.\s*now\b/,
    /\bTemporal\s*\.\s*Now\b/,
    /\bMath\s*\.\s*random\b/,
    /\bprocess\s*\.\s*env\b/,
    /\bimport\b[^;]*\benv\b[^;]*\bfrom\s*['"]node:process['"]/,
  ];
  return hidden.flatMap((pattern) => {
    const found = pattern.exec(code)?.[0];
    return found ? [{ path, what: `only src/main may use ${found}` }] : [];
  });
}

/** One file gives and reads cookies, so that none is without what keeps it to this host. */
export function strayCookies({ path, code }: Source): Violation[] {
  if (path === 'src/web/cookies.ts') return [];
  const found = /\b(?:setCookie|clearCookie)\b|\.cookies\b|['"]set-cookie['"]/i.exec(code)?.[0];
  return found ? [{ path, what: `cookies outside src/web/cookies.ts: ${found}` }] : [];
}

export function strayStatements({ path, literals }: Source): Violation[] {
  if (areaOf(path) === 'store') return [];
  const statement =
    /\b(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b[\s\S]*?\b(?:FROM|SET|VALUES|WHERE)\b|\bDELETE\s+FROM\b/;
  return literals
    .filter((literal) => statement.test(literal))
    .map((literal) => ({ path, what: `SQL outside src/store: ${literal.trim().slice(0, 60)}` }));
}

/** `names` as folders or people write them: `north-shire`, `Northshire Council`. */
export function namedCouncils({ path, text }: Source, names: readonly string[]): Violation[] {
  return names.flatMap((name) => {
    const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const own = words.filter((word) => !commonWords.has(word));
    if (own.length === 0) return [];
    const pattern = new RegExp(`(?<![a-z])${own.join('[\\s_-]*(?:and|&)?[\\s_-]*')}(?![a-z])`, 'i');
    const found = pattern.exec(`${path}\n${text}`)?.[0];
    return found ? [{ path, what: `a council is named: ${found}` }] : [];
  });
}

const commonWords = new Set(
  'and borough city council county district london metropolitan of royal small the unitary'.split(
    ' ',
  ),
);

export function loosenedTypes({ path, text, code, literals }: Source): Violation[] {
  const withoutText = literals.reduce((rest, literal) => rest.replace(literal, ''), code);
  // Biome refuses every `any` in a type, and knows it from a word of the policy; this holds what
  // silences Biome, and the forms that can be nothing else.
  const loose = [
    ...(/<\s*any\b(?=\s*[,>[])|,\s*any\s*>|\bany\[\]|\b(?:as|satisfies|extends)\s+any\b/.exec(
      withoutText,
    ) ?? []),
    ...(/@ts-(?:ignore|nocheck|expect-error)|biome-ignore[^\n]*noExplicitAny/.exec(text) ?? []),
  ];
  return loose.map((found) => ({ path, what: `types are switched off: ${found}` }));
}
