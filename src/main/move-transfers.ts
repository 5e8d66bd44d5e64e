/** Moving open transfers to another version, for the terminal: there an authority and a person are only names. */
import { type MovedOrNot, moveTransfers } from '../cases/move-transfers.ts';
import { listDirectory } from '../cases/queries/list-team.ts';
import { type PreviewedMove, previewMoves } from '../cases/queries/preview-moves.ts';
import { actorOf } from '../cases/sessions.ts';
import { type Stile, stileItself } from '../cases/stile.ts';
import { found, type Parsed, problem } from '../core/calendar/parsed.ts';
import type { AuthorityId } from '../core/family/people.ts';
import type { ProtocolKey } from '../core/protocol/protocol.ts';

/** What would move, stay and be stuck; a problem where there is no such authority or version. */
export async function previewFor(
  stile: Stile,
  name: string,
  version: string,
): Promise<Parsed<readonly PreviewedMove[]>> {
  const target = targetOf(stile, name, version);
  if (!target.ok) return target;
  const { authority, to } = target.value;
  return found(await previewMoves(stile, { authority, actor: stileItself }, to));
}

/** The act, by somebody of the directory who looks after the policy. */
export async function moveFor(
  stile: Stile,
  name: string,
  version: string,
  worker: string,
): Promise<Parsed<Extract<MovedOrNot, { readonly ok: true }>>> {
  const target = targetOf(stile, name, version);
  if (!target.ok) return target;
  const { authority, to } = target.value;
  const directory = await listDirectory(stile, { authority });
  const person = directory.find(({ id }) => id === worker);
  if (person === undefined)
    return problem(`There is nobody with the id “${worker}” in the directory of ${name}`);
  const done = await moveTransfers(stile, { authority, actor: actorOf(person) }, { to });
  return done.ok ? found(done) : problem(done.message);
}

function targetOf(
  stile: Stile,
  name: string,
  version: string,
): Parsed<{ readonly authority: AuthorityId; readonly to: ProtocolKey }> {
  const { authorities } = stile.protocols;
  if (!authorities.includes(name))
    return problem(
      `No policy of “${name}” is published here. There are policies of: ${authorities.join(', ') || 'nobody'}`,
    );
  // Only looked up: a key that names nothing finds nothing.
  const to = `${name}/${version}` as ProtocolKey;
  if (stile.protocols.get(to) === undefined)
    return problem(`Version ${version} of the policy of “${name}” is not published here`);
  // A protocol of this name has been published.
  return found({ authority: name as AuthorityId, to });
}
