/** `stile protocol compare`, `new`, `publish` and `move`: from one version of a policy to the next. */
import type { Command } from 'commander';
import type { Change } from '../core/protocol/compare/change.ts';
import { compare } from '../core/protocol/compare/compare.ts';
import { groupChanges } from '../core/protocol/compare/group-changes.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { type AskedMove, move } from './move-transfers.ts';
import { type AskedStarter, startProtocol } from './new-protocol.ts';
import { named, type Places } from './protocol-commands.ts';
import { publish } from './publish-protocol.ts';
import { answer, type ExitCode, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

export function addVersionCommands(
  protocol: Command,
  terminal: Terminal,
  places: Places,
  withStore: WithStore,
): void {
  protocol
    .command('compare')
    .description("say what changed between two versions, in a policy owner's words")
    .argument('<before>', 'authority/version, or a folder')
    .argument('<after>', 'authority/version, or a folder')
    .option('--json', 'print the changes as JSON')
    .action((before: string, after: string, asked: { json?: true }) =>
      answer(terminal, () =>
        compared(terminal, named(places, before), named(places, after), asked.json === true),
      ),
    );
  protocol
    .command('new')
    .description('start a policy of your own: a small one that is sound and ready to be changed')
    .argument('<folder>', 'where to write it; nothing may be there yet')
    .requiredOption('--authority <id>', 'the short name of the council, such as anytown')
    .requiredOption('--name <name>', 'its name as people read it')
    .option('--version <version>', 'the version of the policy', '1')
    .action((folder: string, asked: AskedStarter) =>
      answer(terminal, () => startProtocol(terminal, folder, asked)),
    );
  protocol
    .command('publish')
    .description('put a version of a policy in force in the database')
    .argument('<folder>', 'the folder of the protocol')
    .option(
      '--record <id=text>',
      'a record that the policy asks for before it is published; may be given several times',
      (each: string, before: readonly string[]) => [...before, each],
      [],
    )
    .option('--json', 'print what was published as JSON')
    .action((folder: string, asked: { record: readonly string[]; json?: true }) =>
      answer(terminal, () => publish(terminal, withStore, folder, asked)),
    );
  protocol
    .command('move')
    .description('move open transfers to another version of their policy; one that is stuck stays')
    .argument('<authority>', 'the short name of the council')
    .requiredOption('--to <version>', 'the version to move to')
    .option('--preview', 'only say what would move, stay and be stuck, and why')
    .option('--as <worker>', 'who moves them: the id of a policy owner in the directory')
    .option('--json', 'print the result as JSON')
    .action((authority: string, asked: AskedMove) =>
      answer(terminal, () => move(terminal, withStore, authority, asked)),
    );
}

function compared(
  terminal: Terminal,
  before: Protocol,
  after: Protocol,
  asJson: boolean,
): ExitCode {
  const changes = compare(before, after);
  if (asJson) {
    terminal.out(json({ before: before.key, after: after.key, changes }));
    return 0;
  }
  const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
  terminal.out(
    `From ${before.key} to ${after.key}: ${changes.length === 0 ? 'nothing changed' : count}`,
  );
  for (const { heading, changes: found } of groupChanges(changes))
    terminal.out(`\n${heading}\n${sentences(found).join('\n')}`);
  return 0;
}

/** Each thing once, with what changed of it. */
function sentences(changes: readonly Change[]): readonly string[] {
  return [...Map.groupBy(changes, ({ what }) => what)].flatMap(([what, same]) => [
    `  ${what}`,
    ...same.map(({ says }) => `    ${says}`),
  ]);
}
