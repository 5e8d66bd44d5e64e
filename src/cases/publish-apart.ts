import type { Protocol } from '../core/protocol/protocol.ts';
import { type AuthorityName, underAuthority } from '../core/protocol/under-authority.ts';
import { findPublishedProtocol } from '../store/published.ts';
import { publishedWithStile, publishProtocol } from './publish-protocol.ts';
import type { Stile } from './stile.ts';

/**
 * Lets a published version of a policy be worked under beside the one in force: publishes it, word for word, for an
 * authority of its own. The authority whose policy it is stays as it was. For demonstrations.
 */
export async function publishApart(
  stile: Stile,
  { key, about }: Protocol,
  apart: AuthorityName,
): Promise<void> {
  const published = await findPublishedProtocol(stile.db, about.authority.id, about.version);
  if (published === undefined) throw new Error(`The protocol ${key} has not been published`);
  const files = Object.entries(published.files).map(([path, text]) => ({ path, text }));
  const done = await publishProtocol(stile, underAuthority(files, apart), publishedWithStile);
  if (!done.ok) throw new Error(done.message);
}
