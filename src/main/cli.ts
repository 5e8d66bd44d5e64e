import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addBackupCommands, type WithSafekeeping } from '../cli/backup-commands.ts';
import { addCalendarCommands } from '../cli/calendar-commands.ts';
import { addHistoryCommands } from '../cli/history-commands.ts';
import { addPeopleCommands } from '../cli/people-commands.ts';
import { addPictureCommands } from '../cli/picture-commands.ts';
import { addProtocolCommands } from '../cli/protocol-commands.ts';
import { addRetentionCommands } from '../cli/retention-commands.ts';
import { addSbomCommand } from '../cli/sbom.ts';
import { addScenarioCommands } from '../cli/scenario-commands.ts';
import { addStoreCommands } from '../cli/store-commands.ts';
import type { Terminal } from '../cli/terminal.ts';
import { addVersionCommands } from '../cli/version-commands.ts';
import type { WithStore } from '../cli/with-store.ts';
import { coverStories, tellStory } from '../simulation/tell-story.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { versionOf } from './version.ts';

const projectFolder = join(import.meta.dirname, '..', '..', '..');
const places = {
  protocols: join(projectFolder, 'protocols'),
  calendar: join(projectFolder, 'calendars', 'england-and-wales.json'),
  here: process.cwd(),
};
const terminal: Terminal = {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
  end: (code) => {
    process.exitCode = code;
  },
};

const program = new Command('stile')
  .description("Carries families across a council's step up / step down policy.")
  .version(versionOf(projectFolder), '-v, --version')
  .showHelpAfterError('(stile --help lists the commands)')
  .exitOverride()
  // So that `protocol new --version 2` is about the policy, and not about Stile.
  .enablePositionalOptions();

program.command('start').description('start the web server and the worker').action(start);

const protocol = addProtocolCommands(program, terminal, places);
addPictureCommands(protocol, terminal, places);
addVersionCommands(protocol, terminal, places, withStore);
addScenarioCommands(program, terminal, places, { tellStory, coverStories });
addCalendarCommands(program, terminal, places, withStore);
addStoreCommands(program, terminal, withStore);
addPeopleCommands(program, terminal, withStore);
addHistoryCommands(program, terminal, withStore, safekeeping);
addRetentionCommands(program, terminal, withStore);
addBackupCommands(program, terminal, safekeeping);
addSbomCommand(program, terminal, projectFolder);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has said what was wrong, or printed what was asked for.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

/** The same for what the application's role may not do. */
async function safekeeping(act: Parameters<WithSafekeeping>[0]): ReturnType<WithSafekeeping> {
  const { safekeepingOf } = await import('./safekeeping.ts');
  const { CannotStart } = await import('./open-database.ts');
  try {
    return await act(safekeepingOf(environment, terminal.err));
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    terminal.err(error.message);
    return 2;
  }
}

/** Loaded only where a command needs the database, so that the others start at once. */
async function withStore(act: Parameters<WithStore>[0]): ReturnType<WithStore> {
  const { withStoreOf } = await import('./with-store.ts');
  const { CannotStart } = await import('./open-database.ts');
  try {
    return await withStoreOf(environment, terminal.err)(act);
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    terminal.err(error.message);
    return 2;
  }
}

async function start(): Promise<void> {
  // Loaded only here, so that the other commands start at once.
  const { serve, welcome } = await import('./serve.ts');
  const { makeLog } = await import('./log.ts');
  const { CannotStart } = await import('./open-database.ts');
  try {
    const settings = environment();
    const log = makeLog(settings.log, {
      out: (line) => console.log(line),
      err: (line) => console.error(line),
    });
    const serving = await serve(settings, log);
    if (settings.log === 'json') log.detail?.({ event: 'ready', address: serving.address });
    else console.log(welcome(serving));
    stopOnSignal(serving.stop);
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const end = async (): Promise<void> => {
    // A second Ctrl-C of somebody impatient changes nothing: the first is under way.
    if (stopping) return;
    stopping = true;
    console.log('Stopping ...');
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

function environment(): Environment {
  const read = readEnvironment();
  return 'errors' in read ? fail(...read.errors) : read.value;
}

function fail(...messages: readonly string[]): never {
  for (const message of messages) console.error(message);
  process.exit(2);
}
