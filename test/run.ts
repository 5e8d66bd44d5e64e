import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRunFolder, removeRunFolder } from './database.ts';
import type { Message } from './reporter.ts';

// Started by bin/test. node:test's own run() waits for ever for a file that loops or keeps a
// handle open, so every process is started, timed and, if need be, killed here.

interface Patience {
  readonly secondsPerTest: number;
  readonly seconds: number;
}

interface Group extends Patience {
  readonly title?: string;
  readonly files: readonly string[];
  readonly command: readonly string[];
}

type Result = Exclude<Message, { kind: 'end' }>;

const here = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    passed: { type: 'string', default: '0' },
    failed: { type: 'string', default: '0' },
    'needs-browser': { type: 'boolean', default: false },
    'no-browser': { type: 'boolean', default: false },
  },
});

const { pure, alone, browser } = chooseFiles(positionals);
if (values['needs-browser']) process.exit(browser.length > 0 ? 0 : 1);

const runFolder = makeRunFolder();
const running = new Set<ReturnType<typeof spawn>>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    for (const child of running) kill(child);
    await removeRunFolder(runFolder);
    process.exit(1);
  });
}

const results: Result[] = [];
if (pure.length > 0) {
  const command = [join(here, 'pure.js'), ...pure];
  const title = 'the tests in one process';
  await runGroup({ title, files: pure, command, secondsPerTest: 30, seconds: 180 });
}
await runInLanes(
  alone.map((file) => () => runFile(file, { secondsPerTest: 60, seconds: 720 })),
  (values['no-browser'] ? [] : browser).map(
    (file) => () => runFile(file, { secondsPerTest: 180, seconds: 600 }),
  ),
);
await removeRunFolder(runFolder);
finish();

function chooseFiles(parts: readonly string[]) {
  const wanted = parts.map((part) => part.replace(/^\.?\/?dist\/|\.(ts|tsx|js)$/g, ''));
  const files = globSync('**/*.test.js', { cwd: here })
    .sort()
    .filter((file) => wanted.length === 0 || wanted.some((part) => `test/${file}`.includes(part)));
  const inFolder = (...folders: string[]) =>
    files.filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)));
  const pure = inFolder('core', 'protocol', 'house');
  const browser = inFolder('browser');
  // Those that kill what they test take longest, so that nothing waits for them at the end.
  const killing = inFolder('operation');
  const others = files.filter((file) => ![...pure, ...browser, ...killing].includes(file));
  const alone = [...killing, ...others];
  const full = (list: string[]) => list.map((file) => join(here, file));
  return { pure: full(pure), alone: full(alone), browser: full(browser) };
}

type Run = () => Promise<void>;

/** Two at a time, those of pages in one lane after the others: a browser with its server keeps a machine busy by itself. */
async function runInLanes(alone: readonly Run[], browser: readonly Run[]): Promise<void> {
  const queue = [...alone];
  const lane = async () => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) await run();
  };
  const pages = async () => {
    for (const run of browser) await run();
  };
  const lanes = [lane(), lane()];
  // Pages begin where the first lane has nothing left to do.
  await Promise.race(lanes);
  await Promise.all([...lanes, pages()]);
}

function runFile(file: string, { secondsPerTest, seconds }: Patience): Promise<void> {
  return runGroup({ files: [file], command: [file], secondsPerTest, seconds });
}

/** Runs one process and prints a line a file, with all there is to know about what failed. */
async function runGroup(group: Group): Promise<void> {
  const found: Result[] = [];
  let ended = false;
  let output = '';
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      `--test-reporter=${join(here, 'reporter.js')}`,
      '--test-reporter-destination=stdout',
      `--test-timeout=${group.secondsPerTest * 1000}`,
      ...group.command,
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: environmentOfTests(), detached: true },
  );
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
    });
  }
  // The reporter sends nothing else.
  child.on('message', (message) => {
    const told = message as Message;
    if (told.kind === 'end') ended = true;
    else
      found.push({
        ...told,
        file: sourceOf(/\bpure\.[jt]s$/.test(told.file) ? told.name : told.file),
      });
  });
  const why = await outcome(child, group.seconds, () => ended);
  running.delete(child);
  // Whatever it started and left behind.
  kill(child);

  const name = group.title ?? sourceOf(group.files[0] ?? '');
  const failures = found.filter((result) => result.kind === 'failed').length;
  if (why.late || (why.wrong && failures === 0)) {
    found.push({ kind: 'failed', file: name, name, ms: 0, why: why.wrong ?? '' });
  }
  for (const file of group.files.map(sourceOf)) {
    if (found.some((result) => result.file === file) || !ended) continue;
    found.push({ kind: 'failed', file, name: file, ms: 0, why: 'It holds no test.' });
  }
  print(found, output);
  results.push(...found);
}

/** How a process ended, if not as it should. */
function outcome(
  child: ReturnType<typeof spawn>,
  seconds: number,
  hasEnded: () => boolean,
): Promise<{ wrong?: string; late?: boolean }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      kill(child);
      resolve({ wrong: `It did not end within ${seconds} seconds.`, late: true });
    }, seconds * 1000);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ wrong: String(error) });
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      // Messages and output sent just before the end are still on their way.
      const late = setTimeout(settle, 500);
      child.once('close', settle);
      function settle() {
        clearTimeout(late);
        if (code !== 0) resolve({ wrong: `Its process ended with ${signal ?? `code ${code}`}.` });
        else if (!hasEnded()) resolve({ wrong: 'Its process ended before its tests did.' });
        else resolve({});
      }
    });
  });
}

function kill(child: ReturnType<typeof spawn>): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}

/** Settings of the person at the keyboard must not reach the tests. */
function environmentOfTests(): NodeJS.ProcessEnv {
  const { DATABASE_URL, SMTP_URL, STILE_DATA, PORT, NODE_OPTIONS, ...rest } = process.env;
  // Whatever a test leaves behind, or a test that was killed, goes with the folder of the run.
  return { ...rest, STILE_TEST_FOLDER: runFolder, TMPDIR: join(runFolder, 'temporary') };
}

function sourceOf(file: string): string {
  const path = relative(join(here, '..'), file.replace(/^file:\/\//, ''));
  const source = path.replace(/^\.\.\//, '').replace(/\.js$/, '.ts');
  return existsSync(join(here, '..', '..', `${source}x`)) ? `${source}x` : source;
}

function print(found: readonly Result[], output: string): void {
  for (const [file, list = []] of Object.entries(Object.groupBy(found, (result) => result.file))) {
    const failed = list.filter((result) => result.kind === 'failed');
    const ms = list.reduce((sum, result) => sum + result.ms, 0);
    const count = `${list.length} ${list.length === 1 ? 'test' : 'tests'}`;
    console.log(`${failed.length ? 'FAIL ' : 'ok   '} ${file}  (${count}, ${ms.toFixed(0)} ms)`);
    for (const result of failed) console.log(indent(`${result.name}\n${indent(result.why)}`));
  }
  if (output && found.some((result) => result.kind === 'failed')) {
    console.log(indent(`what the tests printed:\n${indent(output.trim())}`));
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ');
}

function finish(): void {
  const count = (kind: Result['kind']) => results.filter((result) => result.kind === kind).length;
  // Without a browser, bin/test has counted and said that already.
  const none = results.length === 0 && !values['no-browser'];
  if (none) console.log('FAIL  no test was found');
  const slowest = results.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  if (slowest.length > 0) console.log('\nSlowest:');
  for (const { ms, file, name } of slowest) {
    console.log(`${ms.toFixed(0).padStart(7)} ms  ${file}: ${name}`);
  }
  for (const { file, name } of results.filter((result) => result.kind === 'skipped')) {
    console.log(`skipped  ${file}: ${name}`);
  }
  const failed = Number(values.failed) + count('failed') + (none ? 1 : 0);
  console.log(`\n${Number(values.passed) + count('passed')} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
