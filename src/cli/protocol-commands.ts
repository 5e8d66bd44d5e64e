/** `stile protocol`: is it sound, what does it do with each clause, and what does it say. */
import type { Command } from 'commander';
import { type CoverageRow, coverage, summarise } from '../core/protocol/coverage.ts';
import { loadProtocol } from '../core/protocol/load.ts';
import { problemLine } from '../core/protocol/problem.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { checkProtocols } from './check-protocols.ts';
import { findProtocolFolders, readProtocolFolder, shown } from './read-files.ts';
import { showProtocol } from './show-protocol.ts';
import { answer, BadInput, type ExitCode, json, type Terminal } from './terminal.ts';

export interface Places {
  /** Where the protocols are that come with Stile. */
  readonly protocols: string;
  readonly calendar: string;
  readonly here: string;
}

/** Answers with the command itself, for those that are added to it elsewhere. */
export function addProtocolCommands(program: Command, terminal: Terminal, places: Places): Command {
  const protocol = program.command('protocol').description('look at policies written as data');
  protocol
    .command('check')
    .description(
      'prove that protocols are sound, and say how long a family may wait; exits with 1 if one is not',
    )
    .argument('[path...]', 'protocol folders, or folders that hold some (all, if left out)')
    .option('--json', 'print the problems and the waits as JSON')
    .action((paths: string[], { json: asJson }: { json?: true }) =>
      answer(terminal, () => {
        const folders = foldersOf(places, paths).map((folder) => ({
          folder: shown(folder, places.here),
          files: filesOf(folder, places),
        }));
        return checkProtocols(terminal, folders, asJson === true);
      }),
    );
  protocol
    .command('coverage')
    .description('say of every clause where it is enforced or shown, or why it is not for software')
    .argument('[path...]', 'protocol folders (all, if left out)')
    .option('--json', 'print the table as JSON')
    .action((paths: string[], { json: asJson }: { json?: true }) =>
      answer(terminal, () => cover(terminal, places, paths, asJson === true)),
    );
  protocol
    .command('show')
    .description('read a protocol as text, or one pathway, gate or clause of it')
    .argument('<protocol>', 'authority/version, or a folder')
    .argument('[name]', 'a pathway, gate, kind of evidence, forum or clause')
    .action((name: string, part: string | undefined) =>
      answer(terminal, () => {
        terminal.out(showProtocol(named(places, name), part));
        return 0;
      }),
    );
  return protocol;
}

function cover(
  terminal: Terminal,
  places: Places,
  paths: readonly string[],
  asJson: boolean,
): ExitCode {
  const tables = foldersOf(places, paths).map((folder) => {
    const protocol = soundOne(folder, places);
    const rows = coverage(protocol);
    return { protocol: protocol.key, summary: summarise(rows), rows };
  });
  const good = tables.every(({ summary }) => summary.problems === 0);
  if (asJson) {
    terminal.out(json(tables.map((table) => ({ ...table, rows: table.rows.map(plainRow) }))));
    return good ? 0 : 1;
  }
  for (const { protocol, rows, summary } of tables) {
    terminal.out(`${protocol}\n`);
    for (const row of rows) terminal.out(rowInWords(row, places));
    terminal.out(
      `\n${summary.clauses} clauses: ${summary.enforced} enforced, ${summary.guided} guided, ${summary.notForSoftware} not for software; ${summary.problems} unaccounted for, ${summary.notes} worth a second look\n`,
    );
  }
  return good ? 0 : 1;
}

function rowInWords({ clause, where, problem, note }: CoverageRow, places: Places): string {
  const cited = where.map(
    ({ place, file, line }) => `${place} (${shown(file, places.here)}:${line})`,
  );
  const how = clause.treatment === 'not-for-software' ? (clause.because ?? '') : cited.join('; ');
  const lines = [`${clause.id}  ${clause.treatment.padEnd(16)}  ${how}`];
  if (problem !== undefined) lines.push(`    PROBLEM: ${problem}`);
  if (note !== undefined) lines.push(`    Note: ${note}`);
  return lines.join('\n');
}

function plainRow({ clause, where, problem, note }: CoverageRow) {
  const { id, says, treatment, because } = clause;
  return { clause: id, says, treatment, because, where, problem, note };
}

function foldersOf(places: Places, paths: readonly string[]): readonly string[] {
  return (paths.length === 0 ? [places.protocols] : paths).flatMap(findProtocolFolders);
}

function filesOf(folder: string, places: Places) {
  return readProtocolFolder(folder).map(({ path, text }) => ({
    path: shown(path, places.here),
    text,
  }));
}

/** A protocol that must be sound for the question to make sense. */
export function soundOne(folder: string, places: Places): Protocol {
  const loaded = loadProtocol(filesOf(folder, places));
  if (loaded.ok) return loaded.protocol;
  const lines = loaded.problems.slice(0, 10).map(problemLine);
  const more = loaded.problems.length > 10 ? `\n… and ${loaded.problems.length - 10} more.` : '';
  throw new BadInput(
    `The protocol in ${shown(folder, places.here)} is not sound:\n${lines.join('\n')}${more}`,
  );
}

/** The protocol that somebody names: authority/version, or a folder. */
export function named(places: Places, name: string): Protocol {
  const folders = findProtocolFolders(places.protocols);
  const known = folders.find((folder) => shown(folder, places.protocols) === name);
  if (known !== undefined) return soundOne(known, places);
  try {
    const [own, ...others] = findProtocolFolders(name);
    if (own !== undefined && others.length === 0) return soundOne(own, places);
    throw new BadInput(`${name} holds several protocols. Name one of them.`);
  } catch (error) {
    if (!(error instanceof BadInput) || /is not sound|holds several/.test(error.message))
      throw error;
  }
  const list = folders.map((folder) => shown(folder, places.protocols)).join(', ');
  throw new BadInput(`There is no protocol “${name}”. There are: ${list}.`);
}
