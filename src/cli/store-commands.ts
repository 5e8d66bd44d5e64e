/** `stile history verify`, `stile rebuild` and `stile demo`. */
import type { Command } from 'commander';
import { answer, type ExitCode, json, type Terminal } from './terminal.ts';
import type { HistoryReport, WithStore } from './with-store.ts';

export function addStoreCommands(program: Command, terminal: Terminal, withStore: WithStore): void {
  program
    .command('history')
    .description('what happened, as it was written')
    .command('verify')
    .description('check that no event has been changed or taken away; exits with 1 if one has')
    .option('--json', 'print the result as JSON')
    .action((options: { json?: true }) =>
      answer(terminal, () =>
        withStore(async (store) =>
          verified(terminal, await store.verifyHistory(), options.json === true),
        ),
      ),
    );
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

function verified(terminal: Terminal, found: HistoryReport, asJson: boolean): ExitCode {
  const whole = found.breaks.length === 0;
  if (asJson) {
    terminal.out(json({ ok: whole, ...found }));
    return whole ? 0 : 1;
  }
  for (const { authority, family, words } of found.breaks)
    terminal.err(`${authority}, ${family}: ${words}`);
  const counted = `${found.events} events of ${found.streams} histories`;
  if (whole) terminal.out(`The history is whole: ${counted}.`);
  else
    terminal.err(
      `The history is not whole: ${found.breaks.length} of ${found.streams} histories are not as they were written.`,
    );
  return whole ? 0 : 1;
}
