/** `stile protocol check`: reads each protocol, proves what must hold before it touches a family, and says how long one may wait. */
import { type CoverageRow, coverage } from '../core/protocol/coverage.ts';
import { loadProtocol } from '../core/protocol/load.ts';
import { type Problem, problemLine, type SourceFile } from '../core/protocol/problem.ts';
import { type Fault, proofs, prove } from '../core/protocol/proof/proof.ts';
import {
  type LongestWait,
  lengthInWords,
  limitInWords,
  longestWaits,
} from '../core/protocol/proof/wait-words.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { type ExitCode, json, type Terminal } from './terminal.ts';

interface Checked {
  readonly folder: string;
  readonly protocol: Protocol | undefined;
  readonly problems: readonly Problem[];
  readonly faults: readonly Fault[];
  /** Clauses that are not accounted for. */
  readonly uncovered: readonly CoverageRow[];
  readonly waits: readonly LongestWait[];
}

/** 0 when every protocol can be read, has no fault and accounts for each of its clauses. */
export function checkProtocols(
  terminal: Terminal,
  folders: readonly { readonly folder: string; readonly files: readonly SourceFile[] }[],
  asJson: boolean,
): ExitCode {
  const results = folders.map(({ folder, files }) => checkOne(folder, files));
  if (asJson) terminal.out(json(results.map(plain)));
  else for (const result of results) tell(terminal, result);
  return results.every((result) => countOf(result) === 0) ? 0 : 1;
}

function checkOne(folder: string, files: readonly SourceFile[]): Checked {
  const loaded = loadProtocol(files);
  if (!loaded.ok) {
    const { problems } = loaded;
    return { folder, protocol: undefined, problems, faults: [], uncovered: [], waits: [] };
  }
  const { protocol } = loaded;
  return {
    folder,
    protocol,
    problems: [],
    faults: prove(protocol),
    uncovered: coverage(protocol).filter(({ problem }) => problem !== undefined),
    waits: longestWaits(protocol),
  };
}

function countOf({ problems, faults, uncovered }: Checked): number {
  return problems.length + faults.length + uncovered.length;
}

function plain(result: Checked) {
  const { folder, problems, faults, uncovered, waits } = result;
  return {
    folder,
    ok: countOf(result) === 0,
    problems,
    faults,
    coverage: uncovered.map(({ clause, problem }) => ({ clause: clause.id, problem })),
    waits: waits.map(({ pathway, worst, ways, unlimitedWays }) => ({
      ...worst,
      pathway: pathway.id,
      title: pathway.title,
      workingDays: worst.workingDays ?? null,
      limits: worst.limits.map(({ title, workingDays, clauses }) => ({
        title,
        workingDays,
        clauses,
      })),
      ways,
      unlimitedWays,
    })),
  };
}

function tell(terminal: Terminal, result: Checked): void {
  const { folder, protocol, problems, faults, uncovered, waits } = result;
  const count = countOf(result);
  if (count === 0 && protocol !== undefined) {
    const { clauses, pathways, gates } = protocol;
    const holds = `${pathways.size} pathways, ${gates.size} gates, ${clauses.size} clauses; ${proofs.length} proofs hold`;
    terminal.out(`${folder}: sound (${holds})`);
  }
  for (const problem of problems) terminal.err(problemLine(problem));
  for (const { proof, about, says, path } of faults) {
    terminal.err(`${folder}: ${about}: ${says} (does not hold: ${proof})`);
    if (path.length > 0) terminal.err(`    on the way ${path.join(' → ')}`);
  }
  for (const { clause, problem } of uncovered)
    terminal.err(`${folder}: clause ${clause.id}: ${problem ?? ''}`);
  if (count > 0) terminal.err(`${folder}: ${count} ${count === 1 ? 'problem' : 'problems'}`);
  for (const wait of waits) terminal.out(waitInWords(wait));
}

function waitInWords({ pathway, worst, ways, unlimitedWays }: LongestWait): string {
  const limits = worst.limits.map(limitInWords);
  const others =
    worst.workingDays === undefined && ways > 1 ? ` (${unlimitedWays} of ${ways} ways)` : '';
  return [
    `  longest lawful wait, ${pathway.title}: ${lengthInWords(worst)}${others}`,
    `    on the way       ${worst.way.join(' → ')}`,
    ...(worst.unlimited.length === 0 ? [] : [`    no limit before  ${worst.unlimited.join('; ')}`]),
    ...(limits.length === 0
      ? []
      : [
          `    ${worst.workingDays === undefined ? 'limited are     ' : 'adds up from    '} ${limits.join('; ')}`,
        ]),
  ].join('\n');
}
