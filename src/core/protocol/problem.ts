/** What is wrong with a protocol, where, and in words that a policy officer can act on. */

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly message: string;
}

/** The problems by file, line and column, each once. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const sorted = problems.toSorted(
    (one, other) =>
      compare(one.file, other.file) || one.line - other.line || one.column - other.column,
  );
  return sorted.filter((problem, index) => {
    const before = sorted[index - 1];
    return before === undefined || problemLine(before) !== problemLine(problem);
  });
}

/** `gates.yaml:12:3: message`, as compilers write it, so that editors can jump there. */
export function problemLine(problem: Problem): string {
  return `${written(problem)}: ${problem.message}`;
}

/** `gates.yaml:12:3`. */
export function written({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
