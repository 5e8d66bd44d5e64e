/** `stile scenario coverage`: which clauses do the stories show, kept and broken? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BankHolidays } from '../core/calendar/load.ts';
import type { SourceFile } from '../core/protocol/problem.ts';
import type { Modality, Protocol } from '../core/protocol/protocol.ts';
import { type Places, soundOne } from './protocol-commands.ts';
import { findProtocolFolders, findScenarios, readText, shown } from './read-files.ts';
import { type ExitCode, json, type Terminal } from './terminal.ts';

type Counted = Modality | 'clock';

interface Place {
  readonly file: string;
  readonly step: number;
}

/** What the stories of one policy show of it. */
export interface CoverageReport {
  readonly protocol: string;
  readonly stories: number;
  readonly clauses: readonly {
    readonly clause: string;
    readonly modality: Modality;
    readonly says: string;
    readonly rules: readonly string[];
    readonly cited: readonly string[];
    readonly holding: readonly Place[];
    readonly refused: readonly Place[];
    readonly soft: readonly Place[];
    readonly lacks: readonly string[];
    readonly because: string | undefined;
  }[];
  readonly clocks: readonly {
    readonly clock: string;
    readonly clauses: readonly string[];
    readonly dated: readonly Place[];
    readonly lacks: readonly string[];
    readonly because: string | undefined;
  }[];
  readonly gates: readonly {
    readonly gate: string;
    readonly holding: number;
    readonly refused: number;
  }[];
  readonly totals: Readonly<
    Record<Counted, { readonly shown: number; readonly reasoned: number; readonly of: number }>
  >;
  /** Reasons given for what is shown all the same, or for what there is not. */
  readonly needless: readonly string[];
}

/** Tells the stories of one policy, and says what they show of it; `src/simulation` does, which this folder does not know. */
export type CoverStories = (
  sources: readonly SourceFile[],
  policy: { readonly protocol: Protocol; readonly bankHolidays: BankHolidays },
  reasons: ReadonlyMap<string, string>,
) => CoverageReport;

/** A file of reasons beside the stories: `- CE20-09: only a title`. */
const reasonsFile = 'NOT-SHOWN.md';

export function coverScenarios(
  terminal: Terminal,
  places: Places,
  coverStories: CoverStories,
  asked: {
    readonly paths: readonly string[];
    readonly bankHolidays: BankHolidays;
    readonly json: boolean;
  },
): ExitCode {
  const paths = asked.paths.length === 0 ? [places.protocols] : asked.paths;
  const reports = [...new Set(paths.flatMap(findProtocolFolders))].map((folder) => {
    const sources = findScenarios(folder).map((path) => ({
      path: shown(path, places.here),
      text: readText(path),
    }));
    const policy = { protocol: soundOne(folder, places), bankHolidays: asked.bankHolidays };
    return coverStories(sources, policy, reasonsIn(folder));
  });
  const complete = reports.every(
    ({ clauses, clocks, needless }) =>
      needless.length === 0 && [...clauses, ...clocks].every((each) => !isMissing(each)),
  );
  if (asked.json) terminal.out(json(reports));
  else for (const report of reports) terminal.out(inWords(report));
  return complete ? 0 : 1;
}

/** By clause or clock, why no story shows it. */
export function reasonsIn(folder: string): ReadonlyMap<string, string> {
  const path = join(folder, 'scenarios', reasonsFile);
  if (!existsSync(path)) return new Map();
  const lines = readText(path).matchAll(/^- `?([^\s`:]+)`?: (.+)$/gm);
  return new Map([...lines].map(([, name = '', why = '']) => [name, why]));
}

function isMissing(each: {
  readonly lacks: readonly string[];
  readonly because?: string | undefined;
}) {
  return each.lacks.length > 0 && each.because === undefined;
}

function inWords({ protocol, stories, totals, clauses, clocks, gates, needless }: CoverageReport) {
  const counts = (['must', 'never', 'should', 'may', 'clock'] as const)
    .filter((which) => totals[which].of > 0)
    .map((which) => {
      const { shown: count, reasoned, of } = totals[which];
      const why = reasoned === 0 ? '' : ` (and ${reasoned} with a reason why not)`;
      return `${which} ${count} of ${of}${why}`;
    });
  const missing = [
    ...clauses
      .filter(isMissing)
      .map(
        ({ clause, modality, lacks, rules }) =>
          `${clause} (${modality}): ${lacks.join(', ')}; by ${rules.join(', ')}`,
      ),
    ...clocks.filter(isMissing).map(({ clock, lacks }) => `clock ${clock}: ${lacks.join(', ')}`),
    ...needless.map((name) => `${name}: ${reasonsFile} gives a reason, and none is needed`),
  ];
  const reasoned = [
    ...clauses.map((each) => ({ ...each, name: each.clause })),
    ...clocks.map((each) => ({ ...each, name: `clock ${each.clock}` })),
  ].flatMap(({ name, lacks, because }) =>
    lacks.length === 0 || because === undefined ? [] : [`${name}: ${lacks.join(', ')}. ${because}`],
  );
  const idle = gates
    .filter(({ holding, refused }) => holding === 0 || refused === 0)
    .map(({ gate, holding }) => `${gate} (${holding === 0 ? 'never met' : 'never unmet'})`);
  return [
    `${protocol}: ${stories} stories`,
    ...counts.map((count) => `  ${count}`),
    ...missing.map((line) => `  MISSING ${line}`),
    ...reasoned.map((line) => `  not shown: ${line}`),
    ...(idle.length === 0 ? [] : [`  gates seen only one way: ${idle.join(', ')}`]),
    '',
  ].join('\n');
}
