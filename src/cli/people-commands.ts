/** `stile people`: the first administrator, the directory, and lists of people, for the operator. */
import type { Command } from 'commander';
import { readText } from './read-files.ts';
import { answer, BadInput, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

export interface AskedAdministrator {
  readonly name?: string;
  readonly email?: string;
  readonly agency?: string;
  readonly id?: string;
}

export interface ListedInTerminal {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly agency: string;
  readonly team: string | null;
  readonly roles: readonly string[];
  readonly active: boolean;
}

export function addPeopleCommands(
  program: Command,
  terminal: Terminal,
  withStore: WithStore,
): void {
  const people = program
    .command('people')
    .description('who works here: the first administrator, and lists of people');
  people
    .command('administrator')
    .description(
      'make somebody an administrator: somebody new, or with --id somebody of the directory',
    )
    .argument('<authority>', 'the short name of the council')
    .option('--id <id>', 'the id of somebody who is in the directory already')
    .option('--name <name>', 'the name of somebody new')
    .option('--email <address>', 'their e-mail address, with which they sign in')
    .option('--agency <agency>', 'where they work, where it is not the council itself')
    .action((authority: string, asked: AskedAdministrator) =>
      answer(terminal, () =>
        withStore(async (store) => {
          if (asked.id === undefined && (asked.name === undefined || asked.email === undefined))
            throw new BadInput(
              'Say who with --name and --email, or with --id for somebody of the directory.',
            );
          const done = await store.makeAdministrator(authority, asked);
          if (!done.ok) throw new BadInput(`${done.problem}.`);
          terminal.out(
            `${done.value.name} (${done.value.id}) is an administrator of ${authority}.`,
          );
          return 0;
        }),
      ),
    );
  people
    .command('list')
    .description('list everybody of the directory with their roles of today')
    .argument('<authority>', 'the short name of the council')
    .option('--json', 'print the list as JSON')
    .action((authority: string, asked: { json?: true }) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const found = await store.listPeople(authority);
          if (!found.ok) throw new BadInput(`${found.problem}.`);
          if (asked.json === true) terminal.out(json(found.value));
          else for (const each of found.value) terminal.out(lineOf(each));
          return 0;
        }),
      ),
    );
  people
    .command('import')
    .description(
      'read people and roles from a CSV file; without --confirm only say what would change',
    )
    .argument('<authority>', 'the short name of the council')
    .argument('<file>', 'the file, in UTF-8')
    .option('--confirm', 'change the directory: all of it, or nothing')
    .action((authority: string, file: string, asked: { confirm?: true }) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const confirmed = asked.confirm === true;
          const done = await store.importPeople(authority, readText(file), confirmed);
          if (!done.ok) throw new BadInput(`${done.problem}.`);
          const { errors, groups, changes } = done.value;
          for (const error of errors) terminal.err(error);
          for (const { title, lines } of groups) terminal.out([`${title}:`, ...lines].join('\n  '));
          if (errors.length > 0) {
            terminal.err('Nothing was changed.');
            return 1;
          }
          terminal.out(
            confirmed
              ? `Done: ${changes} changes.`
              : changes === 0
                ? 'There is nothing to change.'
                : 'Nothing was changed. With --confirm it is.',
          );
          return 0;
        }),
      ),
    );
}

function lineOf({ id, name, email, agency, team, roles, active }: ListedInTerminal): string {
  const where = [agency, team, email].filter((part) => part !== null).join(', ');
  return `${id}  ${name} (${where}): ${active ? roles.join(', ') || 'no role' : 'has left'}`;
}
