import { createHash } from 'node:crypto';
import { loadProtocol } from '../core/protocol/load.ts';
import type { Problem, SourceFile } from '../core/protocol/problem.ts';
import type { About, ProtocolKey } from '../core/protocol/protocol.ts';
import { canonical } from '../store/history/chain.ts';
import {
  addPublishedProtocol,
  findPublishedProtocol,
  type PublishedProtocol,
} from '../store/published.ts';
import { type Stile, seenByStile } from './stile.ts';

export type PublishedOrNot =
  | { readonly ok: true; readonly key: ProtocolKey; readonly isNew: boolean }
  | {
      readonly ok: false;
      readonly message: string;
      readonly problems: readonly Problem[];
      /** This version is in force already, with other contents. */
      readonly differs?: true;
    };

/** What is given of the records that a policy asks for, by their ids. */
export type Records = Readonly<Record<string, string>>;

/** Said of every record of a policy that comes with Stile: nobody was there to give it. */
export const publishedWithStile = 'Published with Stile';

/**
 * Puts a version of a policy in force, from its files. A version that has been published never
 * changes: the same files again are no change, and other files under its name are refused. Where the
 * authority has a version already, the records that the new one asks for must be given with it.
 */
export async function publishProtocol(
  stile: Stile,
  files: readonly SourceFile[],
  records: Records | typeof publishedWithStile = {},
): Promise<PublishedOrNot> {
  const read = loadProtocol(files);
  if (!read.ok)
    return {
      ok: false,
      message: 'The protocol has mistakes, and nothing was published.',
      problems: read.problems,
    };
  const { key, about } = read.protocol;
  const contents = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  const sha256 = createHash('sha256').update(canonical(contents)).digest('hex');
  const known = await findPublishedProtocol(stile.db, about.authority.id, about.version);
  if (known !== undefined) return repeated(stile, key, known, sha256);
  const given = recordsGiven(about, records);
  const problem = await wrongRecords(stile, about, given);
  if (problem !== undefined) return { ok: false, message: problem, problems: [] };
  const isNew = await addPublishedProtocol(seenByStile(stile, about.authority.id), {
    authority: about.authority.id,
    version: about.version,
    sha256,
    files: contents,
    published: stile.now(),
    records: given,
  });
  if (!isNew) {
    // Somebody else published this version at the same moment.
    const other = await findPublishedProtocol(stile.db, about.authority.id, about.version);
    return repeated(stile, key, other, sha256);
  }
  await stile.refresh();
  return { ok: true, key, isNew };
}

async function repeated(
  stile: Stile,
  key: ProtocolKey,
  known: PublishedProtocol | undefined,
  sha256: string,
): Promise<PublishedOrNot> {
  if (known?.sha256 !== sha256)
    return {
      ok: false,
      message: `The protocol ${key} is already published with other contents. Families may be bound to it, so it cannot change: give yours a new version.`,
      problems: [],
      differs: true,
    };
  await stile.refresh();
  return { ok: true, key, isNew: false };
}

function recordsGiven(about: About, records: Records | typeof publishedWithStile): Records {
  if (records === publishedWithStile)
    return Object.fromEntries(about.publishing.map(({ id }) => [id, publishedWithStile]));
  const trimmed = Object.entries(records).map(([id, said]) => [id, said.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, said]) => said !== ''));
}

/** Why it cannot be published with these records; undefined where it can. */
async function wrongRecords(
  stile: Stile,
  about: About,
  given: Records,
): Promise<string | undefined> {
  const unknown = Object.keys(given).filter((id) => !about.publishing.some((one) => one.id === id));
  if (unknown.length > 0) {
    const asked = about.publishing.map(({ id }) => id).join(', ');
    return `This policy asks for no record called “${unknown.join('”, “')}”. It asks for: ${asked || 'none'}.`;
  }
  await stile.refresh();
  if (!stile.protocols.authorities.includes(about.authority.id)) return undefined;
  const missing = about.publishing.filter(({ id }) => given[id] === undefined);
  if (missing.length === 0) return undefined;
  const lines = missing.map(({ id, title, says, clauses }) => {
    const from = clauses.length === 0 ? '' : ` (${clauses.join(', ')})`;
    return `  ${id}: ${title}${from}. ${says}`;
  });
  return [
    `${about.authority.name} has a policy already, and version ${about.version} cannot take its place without:`,
    ...lines,
    'Nothing was published.',
  ].join('\n');
}
