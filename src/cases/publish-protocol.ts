import { createHash } from 'node:crypto';
import { loadProtocol } from '../core/protocol/load.ts';
import type { Problem, SourceFile } from '../core/protocol/problem.ts';
import type { ProtocolKey } from '../core/protocol/protocol.ts';
import { canonical } from '../store/chain.ts';
import { addPublishedProtocol, findPublishedProtocol } from '../store/published.ts';
import type { Stile } from './stile.ts';

export type PublishedOrNot =
  | { readonly ok: true; readonly key: ProtocolKey; readonly isNew: boolean }
  | { readonly ok: false; readonly message: string; readonly problems: readonly Problem[] };

/**
 * Puts a version of a policy in force, from its files. A version that has been published never
 * changes: the same files again are no change, and other files under its name are refused.
 */
export async function publishProtocol(
  stile: Stile,
  files: readonly SourceFile[],
): Promise<PublishedOrNot> {
  const read = loadProtocol(files);
  if (!read.ok) {
    return {
      ok: false,
      message: 'The protocol has mistakes, and nothing was published.',
      problems: read.problems,
    };
  }
  const { key, about } = read.protocol;
  const contents = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  const sha256 = createHash('sha256').update(canonical(contents)).digest('hex');
  const isNew = await addPublishedProtocol(stile.db, {
    authority: about.authority.id,
    version: about.version,
    sha256,
    files: contents,
    published: stile.now(),
  });
  if (!isNew) {
    const known = await findPublishedProtocol(stile.db, about.authority.id, about.version);
    if (known?.sha256 !== sha256) {
      return {
        ok: false,
        message: `The protocol ${key} is already published with other contents. Families may be bound to it, so it cannot change: give yours a new version.`,
        problems: [],
      };
    }
  }
  await stile.refresh();
  return { ok: true, key, isNew };
}
