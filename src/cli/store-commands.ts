/** `stile rebuild` and `stile demo`. */
import type { Command } from 'commander';
import { answer, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

export function addStoreCommands(program: Command, terminal: Terminal, withStore: WithStore): void {
  program
    .command('rebuild')
    .description('work the read tables out again from the history')
    .option('--json', 'print how many families as JSON')
    .action((options: { json?: true }) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const done = [...(await store.rebuild())];
          if (options.json === true) terminal.out(json(Object.fromEntries(done)));
          else if (done.length === 0)
            terminal.out('There is nothing to rebuild: no policy is published here yet.');
          for (const [authority, families] of options.json === true ? [] : done)
            terminal.out(`${authority}: ${families} families`);
          return 0;
        }),
      ),
    );
  program
    .command('demo')
    .description('fill an empty database with a demonstration council of invented families')
    .option('--json', 'print the result as JSON')
    .action((options: { json?: true }) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const done = await store.fillDemonstration();
          if (!done.ok) {
            terminal.err(done.problem);
            return 1;
          }
          const { families, events, filled, authorities } = done.value;
          if (options.json === true) terminal.out(json(done.value));
          else if (filled)
            terminal.out(
              `${families} invented families with ${events} events, for ${authorities.join(', ')}.`,
            );
          else terminal.out('The demonstration is there already.');
          return 0;
        }),
      ),
    );
}
