import { sightOf, type Viewer } from '../../access/may-see.ts';
import type { RoleId } from '../../core/protocol/protocol.ts';
import { listWaitingOnOthers, listWorkOf, type WorkItem } from '../../store/work.ts';
import { type Stile, seenBy } from '../stile.ts';

export interface MyWork {
  /** What somebody must do: by name, or as one of a team. Soonest due first. */
  readonly mine: readonly WorkItem[];
  /** What others must do in the families they hold or are named in. */
  readonly waitingOnOthers: readonly WorkItem[];
}

export async function listMyWork(stile: Stile, viewer: Viewer): Promise<MyWork> {
  const { authority, actor } = viewer;
  const whose = {
    worker: actor.worker,
    teamRoles: teamRolesOf(stile, viewer),
    seesAll: sightOf(viewer).sees !== 'partner',
  };
  const [mine, waitingOnOthers] = await Promise.all([
    listWorkOf(seenBy(stile, viewer), authority, whose),
    listWaitingOnOthers(seenBy(stile, viewer), authority, whose),
  ]);
  return { mine, waitingOnOthers };
}

/** Somebody's roles that a team holds; in the others they act for the families they are named in. */
export function teamRolesOf(stile: Stile, { authority, actor }: Viewer): readonly RoleId[] {
  const { roles } = stile.protocols.current(authority);
  return actor.roles.filter((role) => roles.get(role)?.held === 'team');
}
