import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One source file, as the house rules look at it. */
export interface Source {
  /** From the root of the project, such as `src/core/day.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, line for line. */
  readonly code: string;
  /** What stands in quotes and backticks. */
  readonly literals: readonly string[];
}

export const projectFolder = join(import.meta.dirname, '..', '..', '..');

export function readSources(folder: string): Source[] {
  return globSync(`${folder}/**/*.{ts,tsx}`, { cwd: projectFolder })
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(projectFolder, path), 'utf8')));
}

export function sourceOf(path: string, text: string): Source {
  return { path, text, ...separate(text) };
}

/** Every module a file names: static, re-exported, dynamic, for its types or its effect only. */
export function importsOf({ code }: Source): string[] {
  const patterns = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*\(?\s*['"`]([^'"`]+)['"`]/g,
    /\brequire\s*\(\s*['"`]([^'"`]+)['"`]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

const spaces = (text: string) => text.replace(/[^\n]/g, ' ');

// A scanner, not a parser: it knows comments, quotes, templates within templates, and patterns.
// Quotes end with their line, so that an apostrophe in the text of a page does no harm.
function separate(text: string): Pick<Source, 'code' | 'literals'> {
  const literals: string[] = [];
  let code = '';
  let at = 0;

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function scan(untilBrace: boolean): void {
    for (let depth = 0; at < text.length; ) {
      const comment = take(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y);
      if (comment !== undefined) {
        code += spaces(comment);
        continue;
      }
      const quoted = take(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/y);
      if (quoted !== undefined) {
        literals.push(quoted.slice(1, -1));
        code += quoted;
        continue;
      }
      if (mayStartPattern(code)) {
        const pattern = take(/\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y);
        if (pattern !== undefined) {
          code += pattern;
          continue;
        }
      }
      const character = text[at++] ?? '';
      code += character;
      if (character === '`') template();
      if (character === '{') depth++;
      if (character === '}' && depth-- === 0 && untilBrace) return;
    }
  }

  function template(): void {
    const start = at;
    while (at < text.length) {
      code += take(/(?:\\[\s\S]|[^`\\$]|\$(?!\{))+/y) ?? '';
      if (take(/\$\{/y)) {
        code += '${';
        scan(true);
      } else if (take(/`/y)) {
        code += '`';
        break;
      }
    }
    literals.push(text.slice(start, at - 1));
  }

  scan(false);
  return { code, literals };
}

/** After a value a slash divides; elsewhere it opens a pattern. Before `</tag>` neither. */
function mayStartPattern(before: string): boolean {
  return /(?:^|[(,=:[!&|?{};+\-*%~^]|=>|\b(?:return|typeof|case|in|of))\s*$/.test(
    before.slice(-40),
  );
}
