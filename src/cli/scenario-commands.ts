/** `stile scenario run`: do the stories and the system agree? */
import type { Command } from 'commander';
import type { BankHolidays } from '../core/calendar/load.ts';
import { readBankHolidays } from '../core/calendar/load.ts';
import type { SourceFile } from '../core/protocol/problem.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { type Places, soundOne } from './protocol-commands.ts';
import {
  findScenarios,
  isFolder,
  protocolFolderOf,
  protocolFoldersIn,
  readJson,
  readText,
  shown,
} from './read-files.ts';
import { type CoverStories, coverScenarios } from './scenario-coverage.ts';
import { answer, BadInput, type ExitCode, json, type Terminal } from './terminal.ts';

/** What telling one story came to. */
export interface StoryReport {
  readonly file: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly tags: readonly string[];
  readonly steps: number;
  readonly ok: boolean;
  readonly differences: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly step: number;
    readonly expected: string;
    readonly happened: string;
  }[];
}

/** Tells one story; `src/simulation` does, which this folder does not know. */
export type TellStory = (
  source: SourceFile,
  policy: { readonly protocol: Protocol; readonly bankHolidays: BankHolidays },
) => StoryReport;

export function addScenarioCommands(
  program: Command,
  terminal: Terminal,
  places: Places,
  {
    tellStory,
    coverStories,
  }: { readonly tellStory: TellStory; readonly coverStories: CoverStories },
): void {
  const scenario = program
    .command('scenario')
    .description('stories with dates that show what a protocol does');
  scenario
    .command('coverage')
    .description(
      'say which clauses the stories show kept and broken, and which not; exits with 1 where one is missing',
    )
    .argument('[path...]', 'protocol folders, or folders that hold some (all, if left out)')
    .option('--json', 'print every clause with its stories as JSON')
    .action((paths: string[], { json: asJson }: { json?: true }) =>
      answer(terminal, () =>
        coverScenarios(terminal, places, coverStories, {
          paths,
          bankHolidays: bankHolidaysIn(places),
          json: asJson === true,
        }),
      ),
    );
  scenario
    .command('run')
    .description('tell stories to the system; exits with 1 where the two differ')
    .argument('<path...>', 'scenario files, or folders that hold some')
    .option(
      '--protocol <dir>',
      'the protocol they are about (the folder above "scenarios", if left out)',
    )
    .option('--json', 'print the reports as JSON')
    .action((paths: string[], options: { protocol?: string; json?: true }) =>
      answer(terminal, () => run(terminal, places, tellStory, { paths, ...options })),
    );
}

function run(
  terminal: Terminal,
  places: Places,
  tellStory: TellStory,
  asked: { readonly paths: readonly string[]; readonly protocol?: string; readonly json?: true },
): ExitCode {
  const bankHolidays = bankHolidaysIn(places);
  const protocols = new Map<string, Protocol>();
  const reports = [...new Set(asked.paths.flatMap(findScenarios))].map((path) => {
    const folder = asked.protocol ?? protocolFolderOf(path);
    const protocol = protocols.get(folder) ?? soundOne(folder, places);
    protocols.set(folder, protocol);
    const source = { path: shown(path, places.here), text: readText(path) };
    return tellStory(source, { protocol, bankHolidays });
  });
  const without = asked.paths.flatMap((path) => foldersWithout(path, asked.protocol));
  const differing = reports.filter((report) => !report.ok);
  if (asked.json === true) {
    terminal.out(
      json({ scenarios: reports.length, differing: differing.length, without, reports }),
    );
    return differing.length === 0 ? 0 : 1;
  }
  for (const report of reports) terminal.out(reportInWords(report));
  for (const folder of without)
    terminal.out(`none    ${shown(folder, places.here)} has no scenarios yet`);
  terminal.out(`\n${reports.length} scenarios, ${differing.length} differ`);
  return differing.length === 0 ? 0 : 1;
}

function bankHolidaysIn(places: Places): BankHolidays {
  const read = readBankHolidays(readJson(places.calendar));
  if (!read.ok) throw new BadInput(read.problem);
  return read.value;
}

/** Protocols at or below a path that no story is told of. */
function foldersWithout(path: string, protocol: string | undefined): readonly string[] {
  if (protocol !== undefined || !isFolder(path)) return [];
  return protocolFoldersIn(path).filter((folder) => findScenarios(folder).length === 0);
}

function reportInWords({ ok, title, file, differences }: StoryReport): string {
  if (ok) return `ok      ${title}`;
  const lines = differences.map(({ line, step, expected, happened, file: where }) =>
    [
      `        ${where}:${line}${step === 0 ? '' : `, step ${step}`}`,
      `          expected  ${expected}`,
      `          happened  ${happened}`,
    ].join('\n'),
  );
  return [`DIFFERS ${title} (${file})`, ...lines].join('\n');
}
