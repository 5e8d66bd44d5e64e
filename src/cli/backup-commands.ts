/** `stile backup` and `stile restore`. */
import type { Command } from 'commander';
import { answer, type ExitCode, json, type Terminal } from './terminal.ts';
import type { HistoryReport } from './with-store.ts';

export interface TableReport {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}

/** What works as the owner of the database; only `src/main` makes it. */
export interface Safekeeping {
  readonly backup: (
    path: string,
  ) => Promise<{ readonly tables: readonly TableReport[]; readonly rows: number }>;
  readonly restore: (path: string) => Promise<{
    readonly tables: readonly TableReport[];
    readonly rows: number;
    readonly taken: string;
    readonly verified: HistoryReport;
  }>;
  readonly dumpHistory: (
    path: string,
  ) => Promise<{ readonly streams: number; readonly events: number }>;
  readonly makeKey: (path: string) => Promise<{ readonly fingerprint: string }>;
}

export type WithSafekeeping = (
  act: (keeping: Safekeeping) => Promise<ExitCode>,
) => Promise<ExitCode>;

export function addBackupCommands(
  program: Command,
  terminal: Terminal,
  withSafekeeping: WithSafekeeping,
): void {
  program
    .command('backup')
    .description(
      'write every row of every table, as of one moment, to a file; the server may run meanwhile',
    )
    .argument('<file>', 'where to write it; it holds everything about every family')
    .option('--json', 'print the tables as JSON')
    .action((file: string, options: { json?: true }) =>
      answer(terminal, () =>
        withSafekeeping(async (keeping) => {
          const done = await keeping.backup(file);
          if (options.json === true) terminal.out(json(done));
          else terminal.out(`${done.rows} rows of ${done.tables.length} tables are in ${file}.`);
          return 0;
        }),
      ),
    );
  program
    .command('restore')
    .description('put a backup into an empty database, compare every table, and check the history')
    .argument('<file>', 'a file that `stile backup` has written')
    .option('--json', 'print the tables as JSON')
    .action((file: string, options: { json?: true }) =>
      answer(terminal, () =>
        withSafekeeping(async (keeping) => {
          const done = await keeping.restore(file);
          const whole = done.verified.breaks.length === 0;
          if (options.json === true) terminal.out(json({ ok: whole, ...done }));
          else {
            terminal.out(
              `${done.rows} rows of ${done.tables.length} tables are back, as they were on ${done.taken}.`,
            );
            for (const { authority, family, words } of done.verified.breaks)
              terminal.err(`${authority}, ${family}: ${words}`);
            if (whole) terminal.out(`The history is whole: ${done.verified.events} events.`);
            else terminal.err('The history was not whole when the backup was made.');
          }
          return whole ? 0 : 1;
        }),
      ),
    );
}
