/** Files that people name on the command line, or a plain sentence why they cannot be read. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { SourceFile } from '../core/protocol/problem.ts';
import { BadInput } from './terminal.ts';

/** The text of a file. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInput(whyNot(path, error));
  }
}

/** The value in a JSON file. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? ` ${error.message}.` : '';
    throw new BadInput(`${path} is not JSON.${why}`);
  }
}

/** The files of a protocol: every YAML file in its folder but the scenarios. */
export function readProtocolFolder(folder: string): readonly SourceFile[] {
  const paths = globSync('**/*.yaml', { cwd: folder })
    .filter((path) => !isBeside(path))
    .sort();
  if (paths.length === 0)
    throw new BadInput(`${folder} holds no protocol: there is no .yaml file in it.`);
  return paths.map((path) => ({ path: join(folder, path), text: readText(join(folder, path)) }));
}

/** Protocol folders at or below a path: those with a `protocol.yaml`. */
export function findProtocolFolders(path: string): readonly string[] {
  mustBeFolder(path);
  const folders = protocolFoldersIn(path);
  if (folders.length === 0)
    throw new BadInput(
      `There is no protocol in ${path}: a protocol is a folder with a protocol.yaml.`,
    );
  return folders;
}

/** As `findProtocolFolders`, but there may be none. */
export function protocolFoldersIn(path: string): readonly string[] {
  return globSync('**/protocol.yaml', { cwd: path })
    .map((each) => join(path, dirname(each)))
    .sort();
}

export function isFolder(path: string): boolean {
  return stat(path).isDirectory();
}

/** Scenario files: the file itself, or all in the folders called `scenarios` at or below a folder, or else all in it. None in a protocol that has none. */
export function findScenarios(path: string): readonly string[] {
  const found = stat(path);
  if (found.isFile()) return [path];
  const all = globSync('**/*.{yaml,yml}', { cwd: path }).sort();
  const inPlace = all.filter((each) => basename(dirname(join(path, each))) === 'scenarios');
  // What lies in a protocol's own folder is the protocol, which may have no scenarios yet.
  const isProtocol = all.some((each) => basename(each) === 'protocol.yaml');
  const loose = isProtocol ? [] : all.filter((each) => !each.includes('/'));
  const scenarios = inPlace.length > 0 ? inPlace : loose;
  if (scenarios.length === 0 && !isProtocol)
    throw new BadInput(`There is no scenario in ${path}, and no protocol.`);
  return scenarios.map((each) => join(path, each));
}

/** The protocol that a scenario tells of: the folder above its `scenarios`. */
export function protocolFolderOf(scenario: string): string {
  const above = dirname(dirname(scenario));
  const inPlace = basename(dirname(scenario)) === 'scenarios' && stat(above).isDirectory();
  if (inPlace && globSync('protocol.yaml', { cwd: above }).length > 0) return above;
  throw new BadInput(
    `${scenario} is in no protocol's folder of scenarios. Say which protocol it is about with --protocol DIR.`,
  );
}

/** A path as it is shorter to read. */
export function shown(path: string, from: string): string {
  const short = relative(from, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** Stories and the recipe of the demonstration council are about a protocol, and no part of it. */
function isBeside(path: string): boolean {
  return path.split(/[\\/]/).includes('scenarios') || basename(path) === 'demonstration.yaml';
}

function mustBeFolder(path: string): void {
  if (!stat(path).isDirectory()) throw new BadInput(`${path} is a file. Name a folder.`);
}

function stat(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new BadInput(whyNot(path, error));
  }
}

function whyNot(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `There is no ${path}.`;
  if (code === 'EISDIR') return `${path} is a folder. Name a file.`;
  if (code === 'EACCES') return `${path} may not be read by this user.`;
  return `${path} cannot be read.`;
}
