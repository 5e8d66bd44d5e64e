/** What a command says and how it ends: 0 it is so, 1 it is not so, 2 it could not be asked like that. */

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly end: (code: ExitCode) => void;
}

export type ExitCode = 0 | 1 | 2;

/** The question cannot be answered as it was put: a file that is not there, a date that does not exist. */
export class BadInput extends Error {}

/** Runs a command; bad input becomes one plain sentence and the exit code 2. */
export async function answer(
  terminal: Terminal,
  act: () => ExitCode | Promise<ExitCode>,
): Promise<void> {
  try {
    terminal.end(await act());
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    terminal.err(error.message);
    terminal.end(2);
  }
}

/** For machines: one JSON value, indented so that people can read it too. */
export function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
