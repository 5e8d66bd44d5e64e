import { administersAccess } from '../../access/administers-access.ts';
import type { Viewer } from '../../access/may-see.ts';
import { listWorkers } from '../../store/people/people.ts';
import {
  listRoleSights as listSet,
  listSightChanges,
  type RoleSight,
  type SightChange,
} from '../../store/people/role-sight.ts';
import { type Stile, seenBy } from '../stile.ts';

export interface RoleSights {
  readonly roles: readonly (RoleSight & {
    readonly title: string;
    /** Staff of the council who have it now. */
    readonly people: number;
  })[];
  readonly changes: readonly SightChange[];
}

/** How far each role of the policy in force sees, and who has changed it; undefined where it is not theirs to set. */
export async function listRoleSights(
  stile: Stile,
  viewer: Viewer,
): Promise<RoleSights | undefined> {
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  if (!administersAccess(protocol, actor)) return undefined;
  const db = seenBy(stile, viewer);
  const set = new Map((await listSet(db, authority)).map((each) => [each.role, each]));
  const staff = (await listWorkers(db, authority, { now: stile.now() })).filter(
    ({ employer }) => employer === 'authority',
  );
  return {
    roles: [...protocol.roles.values()].map(({ id, title }) => ({
      ...(set.get(id) ?? { role: id, sees: 'all' as const, asks: false }),
      title,
      people: staff.filter(({ roles }) => roles.includes(id)).length,
    })),
    changes: await listSightChanges(db, authority),
  };
}
