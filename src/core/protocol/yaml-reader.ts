/**
 * YAML as a tree of texts, lists and named values, each with its place in the file.
 *
 * Every scalar is read as the text that is written there (the failsafe schema): `16:00`, `2023`, `no` and
 * `2026-12-24` mean what the place they stand in makes of them, not what YAML guesses.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Range,
  visit,
} from 'yaml';
import type { Position, Problem, SourceFile } from './problem.ts';
import { plainWords } from './yaml-errors.ts';

export type Node = TextNode | ListNode | MapNode | NothingNode;
export interface TextNode {
  readonly is: 'text';
  readonly text: string;
  readonly at: Position;
}
export interface ListNode {
  readonly is: 'list';
  readonly items: readonly Node[];
  readonly at: Position;
}
export interface MapNode {
  readonly is: 'map';
  readonly entries: readonly Entry[];
  readonly at: Position;
}
/** A word with nothing after its colon. */
export interface NothingNode {
  readonly is: 'nothing';
  readonly at: Position;
}
export interface Entry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: Node;
}

/** Protocols are a few levels deep; a tree far deeper is a mistake or mischief. */
const deepest = 40;

/** Reads one file; the problems are those of YAML itself, the first of the file. */
export function readYaml(
  source: SourceFile,
):
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problems: readonly Problem[] } {
  const file = source.path;
  const start = { file, line: 1, column: 1 };
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (tooDeep(source.text)) return failed([{ ...start, message: tooDeepMessage }]);
  try {
    const document = parseDocument(source.text, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
      logLevel: 'silent',
    });
    // Only the first: what the parser says of the rest of the file is mostly its echo.
    const [wrong] = [...document.errors, ...document.warnings].sort(
      (one, other) => one.pos[0] - other.pos[0],
    );
    if (wrong !== undefined) {
      const place = wrong.message.includes('quote') ? openingQuote(document) : undefined;
      return failed([{ ...at(place ?? wrong.pos[0]), message: plainWords(wrong, source.text) }]);
    }
    const problems: Problem[] = [];
    const node = convert(document.contents, { at, problems, fallback: start, depth: 0 });
    return problems.length > 0 ? failed(problems) : { ok: true, node };
  } catch {
    // The library recurses; what exhausts it is no protocol.
    return failed([{ ...start, message: 'This file cannot be read as YAML' }]);
  }
}

const tooDeepMessage = 'Brackets are nested too deeply here for a protocol';

/** Brackets nested without end would exhaust the parser before it could say where. */
function tooDeep(text: string): boolean {
  return /[[{](?:\s*[[{]){39}/.test(text);
}

/** Where the last quoted text begins: an unclosed one runs to the end of the file, where nobody would look. */
function openingQuote(document: Document.Parsed): number | undefined {
  let last: number | undefined;
  visit(document, {
    Scalar(_, node) {
      if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') last = node.range?.[0];
    },
  });
  return last;
}

interface Converting {
  readonly at: (offset: number) => Position;
  readonly problems: Problem[];
  readonly fallback: Position;
  readonly depth: number;
}

function convert(value: unknown, cx: Converting): Node {
  const at = positionOf(value, cx);
  const inner = { ...cx, fallback: at, depth: cx.depth + 1 };
  if (cx.depth > deepest) return refuse(cx, at, tooDeepMessage);
  if (isAlias(value)) {
    return refuse(
      cx,
      at,
      'A protocol has no anchors and aliases (& and *). Write the value out, or put it in quotes if it begins with *',
    );
  }
  if (isScalar(value)) {
    const text = String(value.value ?? '');
    if (text === '' && value.type === 'PLAIN') return { is: 'nothing', at: cx.fallback };
    return { is: 'text', text, at };
  }
  if (isSeq(value)) {
    return { is: 'list', items: value.items.map((item) => convert(item, inner)), at };
  }
  if (isMap(value)) {
    const entries = value.items.map((pair): Entry => {
      const keyAt = positionOf(pair.key, inner);
      if (!isScalar(pair.key)) cx.problems.push({ ...keyAt, message: 'A name must be plain text' });
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      return { key, keyAt, value: convert(pair.value, { ...inner, fallback: keyAt }) };
    });
    return { is: 'map', entries, at };
  }
  return { is: 'nothing', at };
}

function refuse(cx: Converting, at: Position, message: string): Node {
  cx.problems.push({ ...at, message });
  return { is: 'nothing', at };
}

function positionOf(value: unknown, cx: Converting): Position {
  if (typeof value !== 'object' || value === null || !('range' in value)) return cx.fallback;
  // Every node that the parser makes has the range or nothing under this name.
  const range = value.range as Range | null | undefined;
  return range ? cx.at(range[0]) : cx.fallback;
}

function failed(problems: readonly Problem[]): {
  readonly ok: false;
  readonly problems: readonly Problem[];
} {
  return { ok: false, problems };
}
