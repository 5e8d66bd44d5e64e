import { actsFor, sightOf, type Viewer } from '../../access/may-see.ts';
import type { FamilyId } from '../../core/family/people.ts';
import type { RoleId } from '../../core/protocol/protocol.ts';
import { listWaitingOnOthers, listWorkOf, type WorkItem } from '../../store/work.ts';
import { type Stile, seenBy } from '../stile.ts';
import { listStanding } from './list-standing.ts';

export interface MyWork {
  /** What somebody must do: by name, for whom they cover, or as one of a team. Soonest due first. */
  readonly mine: readonly WorkItem[];
  /** What others must do in the families they hold or are named in. */
  readonly waitingOnOthers: readonly WorkItem[];
}

export async function listMyWork(stile: Stile, viewer: Viewer): Promise<MyWork> {
  const { authority, actor } = viewer;
  const whose = {
    workers: actsFor(actor),
    teamRoles: teamRolesOf(stile, viewer),
    seesAll: sightOf(viewer).sees !== 'partner',
  };
  const [mine, waitingOnOthers] = await Promise.all([
    listWorkOf(seenBy(stile, viewer), authority, whose),
    listWaitingOnOthers(seenBy(stile, viewer), authority, whose),
  ]);
  if (actor.employer === 'authority') return { mine, waitingOnOthers };
  return partOf(stile, viewer, { mine, waitingOnOthers });
}

/** Of a concern that a partner does not know of, no work is shown either. */
async function partOf(stile: Stile, viewer: Viewer, work: MyWork): Promise<MyWork> {
  const ids = new Set([...work.mine, ...work.waitingOnOthers].map(({ family }) => family));
  // Family ids of the store were family ids when they went in.
  const standing = await listStanding(stile, viewer, [...ids] as FamilyId[]);
  const isShown = ({ family, transfer }: WorkItem): boolean => {
    const derived = standing.get(family as FamilyId);
    const known = derived?.transfers.some((view) => view.transfer.id === transfer) === true;
    return derived !== undefined && (transfer === null || known);
  };
  return {
    mine: work.mine.filter(isShown),
    waitingOnOthers: work.waitingOnOthers.filter(isShown),
  };
}

/** Somebody's roles that a team holds; in the others they act for the families they are named in. */
export function teamRolesOf(stile: Stile, { authority, actor }: Viewer): readonly RoleId[] {
  const { roles } = stile.protocols.current(authority);
  return actor.roles.filter((role) => roles.get(role)?.held === 'team');
}
