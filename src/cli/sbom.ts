/** `stile sbom`: what Stile is made of, as CycloneDX 1.6, from package-lock.json. */
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readJson } from './read-files.ts';
import { answer, json, type Terminal } from './terminal.ts';
import { writeText } from './write-files.ts';

/** One entry of the lock: a package at its place in node_modules. */
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  /** Needed to build and test, and wanted by a package that goes without it as well. */
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly name: string;
  readonly version: string;
  readonly packages: Readonly<Record<string, Locked>>;
}

export function addSbomCommand(program: Command, terminal: Terminal, projectFolder: string): void {
  program
    .command('sbom')
    .description('list every package that Stile is made of, as CycloneDX 1.6 JSON')
    .argument('[file]', 'where to write it; otherwise it is printed')
    .option('--dev', 'those that only build and test it, too')
    .action((file: string | undefined, asked: { dev?: true }) =>
      answer(terminal, () => {
        // npm wrote it; `bin/test` holds each entry against what is used here.
        const lock = readJson(join(projectFolder, 'package-lock.json')) as Lock;
        const text = json(sbomOf(lock, { dev: asked.dev === true }));
        if (file === undefined) terminal.out(text);
        else writeText(file, `${text}\n`);
        return 0;
      }),
    );
}

/** The same lock gives the same list: no time and no number of its own. */
export function sbomOf(lock: Lock, { dev }: { readonly dev: boolean }) {
  const root: Locked = lock.packages[''] ?? {};
  const shown = new Map(
    Object.entries(lock.packages).filter(
      ([place, locked]) => place !== '' && (dev || !isForDevelopment(locked)),
    ),
  );
  const refOf = (place: string): string =>
    `${purl(nameAt(place), shown.get(place)?.version)}#${place}`;
  const dependsOn = (place: string, locked: Locked): readonly string[] => {
    const names = {
      ...locked.dependencies,
      ...locked.optionalDependencies,
      ...locked.peerDependencies,
      ...(place === '' && dev ? locked.devDependencies : {}),
    };
    const found = Object.keys(names).map((name) => resolve(shown, place, name));
    return found.filter((each) => each !== undefined).sort();
  };
  // A package that only one for development asks for is not marked as such where it is optional.
  const reached = new Set(['']);
  for (const place of reached)
    for (const next of dependsOn(place, lock.packages[place] ?? {})) reached.add(next);
  const places = [...shown].filter(([place]) => reached.has(place));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': lock.name,
        name: lock.name,
        version: lock.version,
      },
    },
    components: places.map(([place, locked]) => component(place, locked, refOf(place))),
    dependencies: [
      { ref: lock.name, dependsOn: dependsOn('', root).map(refOf) },
      ...places.map(([place, locked]) => ({
        ref: refOf(place),
        dependsOn: dependsOn(place, locked).map(refOf),
      })),
    ],
  };
}

function isForDevelopment({ dev, devOptional }: Locked): boolean {
  return dev === true || devOptional === true;
}

function component(place: string, locked: Locked, ref: string) {
  const full = nameAt(place);
  const [group, name] = full.startsWith('@') ? full.split('/') : [undefined, full];
  const [algorithm, digest] = (locked.integrity ?? '').split('-');
  return {
    type: 'library',
    'bom-ref': ref,
    ...(group === undefined ? {} : { group }),
    name: name ?? full,
    version: locked.version ?? '',
    scope: isForDevelopment(locked)
      ? 'excluded'
      : locked.optional === true
        ? 'optional'
        : 'required',
    ...(algorithm === 'sha512' && digest !== undefined
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
      : {}),
    ...(locked.license === undefined ? {} : { licenses: [licence(locked.license)] }),
    purl: purl(full, locked.version),
    ...(locked.resolved === undefined
      ? {}
      : { externalReferences: [{ type: 'distribution', url: locked.resolved }] }),
  };
}

function licence(text: string) {
  return /[ ()]/.test(text) ? { expression: text } : { license: { id: text } };
}

function purl(name: string, version = ''): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function nameAt(place: string): string {
  return place.split('node_modules/').at(-1) ?? place;
}

/** As Node.js looks for it: beside the one that asks, then further out. */
function resolve(
  places: ReadonlyMap<string, Locked>,
  from: string,
  name: string,
): string | undefined {
  for (
    let at = from;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (places.has(place)) return place;
    if (at === '') return undefined;
  }
}
