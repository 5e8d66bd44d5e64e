import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';

const program = new Command('stile')
  .description("Carries families across a council's step up / step down policy.")
  .version(version(), '-v, --version')
  .showHelpAfterError('(stile --help lists the commands)');

program
  .command('start')
  .description('start the web server and the worker')
  .action(() => {
    const { port, dataDir } = environment();
    fail(`stile start is not yet wired (port ${port}, data in ${dataDir}).`);
  });

await program.parseAsync();

function environment(): Environment {
  const read = readEnvironment();
  return 'errors' in read ? fail(...read.errors) : read.value;
}

function fail(...messages: readonly string[]): never {
  for (const message of messages) console.error(message);
  process.exit(1);
}

function version(): string {
  const path = join(import.meta.dirname, '..', '..', '..', 'package.json');
  // Our own package.json, which has a version.
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}
