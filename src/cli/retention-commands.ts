/** `stile retention`: what the rules would let go, and what keeps it. Deciding is for people, in the app. */
import type { Command } from 'commander';
import type { KeptFamily, RetentionPreview } from '../cases/queries/preview-retention.ts';
import { answer, BadInput, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

export function addRetentionCommands(
  program: Command,
  terminal: Terminal,
  withStore: WithStore,
): void {
  program
    .command('retention')
    .description('how long records are kept')
    .command('preview')
    .description('what the time of has run out, by which rule, and what it is held by')
    .argument('<authority>', 'the short name of the authority')
    .option('--json', 'print the result as JSON')
    .action((authority: string, asked: { json?: true }) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const found = await store.previewRetention(authority);
          if (!found.ok) throw new BadInput(`${found.problem}.`);
          if (asked.json === true) terminal.out(json({ authority, ...found.value }));
          else tell(terminal, found.value);
          return 0;
        }),
      ),
    );
}

const headings = {
  due: 'The time has run out, and nothing holds them',
  held: 'The time has run out, but they are held',
  unknown: 'Kept, because the time cannot be worked out',
} as const satisfies Record<Exclude<KeptFamily['result'], 'kept'>, string>;

function tell(terminal: Terminal, { families, kept, open, later, unseen }: RetentionPreview): void {
  terminal.out(`Nothing has been disposed of. ${open} more families have an open transfer.`);
  if (later > 0)
    terminal.out(`${later} families are still to be worked out after an upgrade. Ask again later.`);
  for (const result of ['due', 'held', 'unknown'] as const) {
    const heading = headings[result];
    const group = families[result].families;
    if (group.length === 0) continue;
    terminal.out(`\n${heading}: ${group.length}`);
    for (const { reference, rules, why } of group) {
      const [wins] = rules;
      terminal.out(
        `  ${reference}${wins === undefined ? '' : `  until ${wins.until}: ${wins.title}`}`,
      );
      for (const each of why) terminal.out(`    ${each}`);
    }
  }
  terminal.out(`\nKept: the time has not run out: ${kept}`);
  if (unseen > 0)
    terminal.out(
      `Restricted families whose time has run out: ${unseen}. Those who see them are shown which, in the app.`,
    );
}
