import { administersAccess } from '../access/administers-access.ts';
import type { Viewer } from '../access/may-see.ts';
import { isViolation } from '../store/database/connect.ts';
import { listWorkers } from '../store/people/people.ts';
import {
  type NewSight,
  previewRoleSight,
  type RoleSight,
  type SightPreview,
  setRoleSight as set,
} from '../store/people/role-sight.ts';
import { idOnce } from './once.ts';
import { type Stile, seenBy } from './stile.ts';
import { tellWhoMay } from './tell-who-may.ts';

export interface SightAsked extends RoleSight {
  readonly reason: string;
  readonly requestKey?: string | undefined;
}

/** As many as somebody reads through; each is looked at with their own eyes. */
const mostPreviewed = 50;

export interface PreviewedSight {
  readonly people: readonly (SightPreview & { readonly name: string })[];
  /** So many more have the role. */
  readonly more: number;
}

/** What it would mean for those who have a role; undefined where it is not theirs to change, or there is no such role. */
export async function previewSight(
  stile: Stile,
  viewer: Viewer,
  asked: SightAsked,
): Promise<PreviewedSight | undefined> {
  const sight = sightFor(stile, viewer, asked);
  if (sight === undefined) return undefined;
  const { authority } = viewer;
  await tellWhoMay(stile, authority);
  const db = seenBy(stile, viewer);
  const all = await listWorkers(db, authority, { role: asked.role, now: stile.now() });
  const staff = all.filter(({ employer }) => employer === 'authority');
  const shown = staff.slice(0, mostPreviewed);
  const names = new Map(shown.map(({ id, name }) => [id, name]));
  const people = await previewRoleSight(db, authority, { sight, workers: [...names.keys()] });
  return {
    people: people.map((each) => ({ ...each, name: names.get(each.worker) ?? each.worker })),
    more: staff.length - shown.length,
  };
}

/** Sets how far a role sees, from the next page that anybody opens; false where it is not theirs to set. */
export async function setRoleSight(
  stile: Stile,
  viewer: Viewer,
  asked: SightAsked,
): Promise<boolean> {
  const sight = sightFor(stile, viewer, asked);
  if (sight === undefined) return false;
  await tellWhoMay(stile, viewer.authority);
  await set(seenBy(stile, viewer), sight).catch((error: unknown) => {
    // The same form was sent before: it is set and logged once.
    if (!isViolation(error, '23505')) throw error;
  });
  return true;
}

function sightFor(
  stile: Stile,
  viewer: Viewer,
  { requestKey, ...asked }: SightAsked,
): NewSight | undefined {
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  const role = [...protocol.roles.values()].find(({ id }) => id === asked.role);
  if (role === undefined || !administersAccess(protocol, actor)) return undefined;
  return { ...asked, id: idOnce(stile, viewer, requestKey), name: actor.name };
}
