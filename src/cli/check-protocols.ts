/** `stile protocol check`: reads each protocol, then proves what must hold before it touches a family. */
import { loadProtocol } from '../core/protocol/load.ts';
import { type Problem, problemLine, type SourceFile } from '../core/protocol/problem.ts';
import { type Fault, proofs, prove } from '../core/protocol/proof/proof.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { type ExitCode, json, type Terminal } from './terminal.ts';

interface Checked {
  readonly folder: string;
  readonly protocol: Protocol | undefined;
  readonly problems: readonly Problem[];
  readonly faults: readonly Fault[];
}

/** 0 when every protocol can be read and has no fault. */
export function checkProtocols(
  terminal: Terminal,
  folders: readonly { readonly folder: string; readonly files: readonly SourceFile[] }[],
  asJson: boolean,
): ExitCode {
  const results = folders.map(({ folder, files }): Checked => {
    const loaded = loadProtocol(files);
    if (!loaded.ok) return { folder, protocol: undefined, problems: loaded.problems, faults: [] };
    const { protocol } = loaded;
    return { folder, protocol, problems: [], faults: prove(protocol) };
  });
  if (asJson) terminal.out(json(results.map(plain)));
  else for (const result of results) tell(terminal, result);
  return results.every(isSound) ? 0 : 1;
}

function isSound({ problems, faults }: Checked): boolean {
  return problems.length === 0 && faults.length === 0;
}

function plain({ folder, problems, faults }: Checked) {
  return { folder, ok: problems.length === 0 && faults.length === 0, problems, faults };
}

function tell(terminal: Terminal, result: Checked): void {
  const { folder, protocol, problems, faults } = result;
  if (isSound(result) && protocol !== undefined) {
    const { clauses, pathways, gates } = protocol;
    const holds = `${pathways.size} pathways, ${gates.size} gates, ${clauses.size} clauses; ${proofs.length} proofs hold`;
    terminal.out(`${folder}: sound (${holds})`);
    return;
  }
  for (const problem of problems) terminal.err(problemLine(problem));
  for (const { about, says, path } of faults) {
    terminal.err(`${folder}: ${about}: ${says}`);
    if (path.length > 0) terminal.err(`    on the way ${path.join(' → ')}`);
  }
  const count = problems.length + faults.length;
  terminal.err(`${folder}: ${count} ${count === 1 ? 'problem' : 'problems'}`);
}
