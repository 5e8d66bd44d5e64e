/** Asks the npm registry which known faults are in the packages of a folder, by `npm audit`. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const;

export interface Fault {
  readonly name: string;
  readonly severity: (typeof severities)[number];
  readonly title: string;
  /** Where it is described; its last part is its number, such as `GHSA-xxxx-xxxx-xxxx`. */
  readonly url: string;
  /** In what runs at a council, and not only where Stile is tested. */
  readonly shipped: boolean;
}

export type Audit =
  | { readonly asked: true; readonly faults: readonly Fault[] }
  /** Not asked is not clean. */
  | { readonly asked: false; readonly why: string };

const advisory = v.object({
  severity: v.picklist(severities),
  title: v.string(),
  url: v.string(),
});
const report = v.object({
  auditReportVersion: v.literal(2),
  vulnerabilities: v.record(
    v.string(),
    // A name alone: what is wrong is in another package that this one needs, and stands there.
    v.object({ via: v.array(v.union([v.string(), advisory])), nodes: v.array(v.string()) }),
  ),
});
const refusal = v.object({ message: v.string() });
const lock = v.object({
  packages: v.record(v.string(), v.object({ dev: v.optional(v.boolean(), false) })),
});

/** `registry` is the one that npm is set up with, unless it is given. */
export async function askRegistry(
  folder: string,
  { registry, seconds = 10 }: { readonly registry?: string; readonly seconds?: number } = {},
): Promise<Audit> {
  const said = await runNpm(folder, registry, seconds);
  if ('why' in said) return { asked: false, why: said.why };
  const read = v.safeParse(report, parsed(said.output));
  if (!read.success) {
    const refused = v.safeParse(refusal, parsed(said.output));
    const why = refused.success ? refused.output.message : 'npm gave no report';
    return { asked: false, why: why.slice(0, 200) };
  }
  const { packages } = v.parse(
    lock,
    parsed(readFileSync(join(folder, 'package-lock.json'), 'utf8')),
  );
  const faults = Object.entries(read.output.vulnerabilities).flatMap(([name, { via, nodes }]) => {
    // What the lock does not know is taken as shipped.
    const shipped = nodes.some((place) => packages[place]?.dev !== true);
    return via.flatMap((each) => (typeof each === 'string' ? [] : [{ name, ...each, shipped }]));
  });
  return { asked: true, faults };
}

export function isGrave({ severity }: Fault): boolean {
  return severities.indexOf(severity) >= severities.indexOf('moderate');
}

function runNpm(
  folder: string,
  registry: string | undefined,
  seconds: number,
): Promise<{ readonly output: string } | { readonly why: string }> {
  const patience = [
    '--fetch-retries=0',
    `--fetch-timeout=${seconds * 500}`,
    '--no-update-notifier',
  ];
  const where = registry === undefined ? [] : [`--registry=${registry}`];
  return new Promise((resolve) => {
    // In a group of its own, so that nothing of it is left behind.
    const npm = spawn('npm', ['audit', '--json', ...patience, ...where], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const late = setTimeout(() => {
      if (npm.pid !== undefined) process.kill(-npm.pid, 'SIGKILL');
      resolve({ why: `no answer within ${seconds} seconds` });
    }, seconds * 1000);
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    npm.once('error', () => {
      clearTimeout(late);
      resolve({ why: 'there is no npm on this machine' });
    });
    npm.once('close', () => {
      clearTimeout(late);
      resolve({ output });
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
