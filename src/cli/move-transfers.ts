/** `stile protocol move`: what would move, stay and be stuck; then the act. */
import type { PreviewedMove } from '../cases/queries/preview-moves.ts';
import { BadInput, type ExitCode, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

export interface AskedMove {
  readonly to: string;
  readonly preview?: true;
  readonly as?: string;
  readonly json?: true;
}

/** 0 where nothing is stuck, 1 where something is or the act was refused. */
export async function move(
  terminal: Terminal,
  withStore: WithStore,
  authority: string,
  asked: AskedMove,
): Promise<ExitCode> {
  const worker = asked.as;
  if (asked.preview !== true && worker === undefined)
    throw new BadInput(
      'Say who moves them with --as WORKER, a policy owner in the directory; or look first with --preview.',
    );
  return withStore(async (store) => {
    if (asked.preview === true || worker === undefined) {
      const found = await store.previewMoves(authority, asked.to);
      if (!found.ok) throw new BadInput(`${found.problem}.`);
      const stuck = found.value.some(({ result }) => result === 'stuck');
      if (asked.json === true) terminal.out(json({ to: asked.to, transfers: found.value }));
      else tellPreview(terminal, found.value, asked.to);
      return stuck ? 1 : 0;
    }
    const done = await store.moveTransfers(authority, asked.to, worker);
    if (!done.ok) {
      terminal.err(`${done.problem}${done.problem.endsWith('.') ? '' : '.'}`);
      return 1;
    }
    const { moved, left } = done.value;
    if (asked.json === true) terminal.out(json({ to: asked.to, moved, left }));
    else {
      terminal.out(`${counted(moved.length)} moved to version ${asked.to}.`);
      for (const each of moved) terminal.out(`  ${lineOf(each)}`);
      tellGroup(terminal, 'Stay where they are', left, 'stays');
      tellGroup(terminal, 'Stuck, and stay on their version', left, 'stuck');
    }
    return left.some(({ result }) => result === 'stuck') ? 1 : 0;
  });
}

function tellPreview(terminal: Terminal, found: readonly PreviewedMove[], to: string): void {
  terminal.out(
    found.length === 0
      ? 'There are no open transfers.'
      : `${counted(found.length)} open. Nothing has been moved to version ${to}.`,
  );
  tellGroup(terminal, 'Would move', found, 'moves');
  tellGroup(terminal, 'Stay where they are', found, 'stays');
  tellGroup(terminal, 'Stuck, and stay on their version', found, 'stuck');
}

function tellGroup(
  terminal: Terminal,
  heading: string,
  found: readonly PreviewedMove[],
  result: PreviewedMove['result'],
): void {
  const group = found.filter((each) => each.result === result);
  if (group.length === 0) return;
  terminal.out(`\n${heading}: ${group.length}`);
  for (const each of group) {
    terminal.out(`  ${lineOf(each)}`);
    for (const why of each.why) terminal.out(`    ${why}`);
    if (each.newClocks.length > 0) terminal.out(`    New clocks: ${each.newClocks.join('; ')}`);
    if (each.lostClocks.length > 0)
      terminal.out(`    No longer counted: ${each.lostClocks.join('; ')}`);
  }
}

function lineOf({ reference, familyName, title, stages, from }: PreviewedMove): string {
  return `${reference}  ${familyName}: ${title}, ${stages.join(' and ')} (${from})`;
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'transfer' : 'transfers'}`;
}
