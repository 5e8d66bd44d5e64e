import type { Viewer } from '../../access/may-see.ts';
import {
  type Agency,
  type Change,
  countFamilies,
  listAgencies,
  listChanges,
  listDirectory,
  listOrphans,
  listTeamNames,
  type Orphan,
} from '../../store/people/directory.ts';
import { type HandOver, listWaitingHandOvers } from '../../store/people/hand-overs.ts';
import type { Worker } from '../../store/people/people.ts';
import { type Cover, listCover, listHoldings, type RoleHolding } from '../../store/people/roles.ts';
import { mayAdminister } from '../administer.ts';
import { type Stile, seenBy, seenByStile } from '../stile.ts';
import { familiesOf, type HeldFamily } from './preview-hand-over.ts';

export interface ListedPerson extends Worker {
  /** In how many families they hold or are named: a number alone. */
  readonly families: number;
  readonly covers: readonly string[];
}

export interface People {
  readonly people: readonly ListedPerson[];
  readonly teams: readonly string[];
  readonly agencies: readonly Agency[];
  readonly waiting: readonly HandOver[];
  /** Families of somebody who is not active: there must be none. */
  readonly orphans: readonly Orphan[];
}

/** The whole directory for an administrator, also those who have left. Undefined for anybody else. */
export async function listPeople(stile: Stile, viewer: Viewer): Promise<People | undefined> {
  if (!mayAdminister(viewer.actor)) return undefined;
  const { authority } = viewer;
  const db = seenBy(stile, viewer);
  // Only Stile itself can count families for somebody who sees none.
  const all = seenByStile(stile, authority);
  const [people, teams, agencies, waiting, families, orphans] = await Promise.all([
    listDirectory(db, authority, stile.now()),
    listTeamsHere(stile, viewer),
    listAgencies(db, authority),
    listWaitingHandOvers(db, authority),
    countFamilies(all, authority),
    listOrphans(all, authority),
  ]);
  const counted = people.map((each) => ({ ...each, families: families.get(each.id) ?? 0 }));
  return { people: counted, teams, agencies, waiting, orphans };
}

/** The teams of the policy, those that were added, and those that people are in. */
export async function listTeamsHere(stile: Stile, viewer: Viewer): Promise<readonly string[]> {
  const own = await listTeamNames(seenBy(stile, viewer), viewer.authority);
  const roles = [...stile.protocols.current(viewer.authority).roles.values()];
  const ofPolicy = roles.flatMap(({ team }) => (team === undefined ? [] : [team]));
  return [...new Set([...ofPolicy, ...own])].toSorted((one, other) => one.localeCompare(other));
}

export interface PersonInFull {
  readonly worker: Worker;
  readonly holdings: readonly RoleHolding[];
  readonly cover: readonly Cover[];
  readonly waiting: readonly HandOver[];
  /** By reference alone. */
  readonly families: readonly HeldFamily[];
  readonly changes: readonly Change[];
  /** Everybody, for names. */
  readonly people: readonly Worker[];
}

/** One person of the directory with everything about their work. Undefined for whoever may not ask. */
export async function findPerson(
  stile: Stile,
  viewer: Viewer,
  id: string,
): Promise<PersonInFull | undefined> {
  if (!mayAdminister(viewer.actor)) return undefined;
  const { authority } = viewer;
  const db = seenBy(stile, viewer);
  const people = await listDirectory(db, authority, stile.now());
  const worker = people.find((each) => each.id === id);
  if (worker === undefined) return undefined;
  const [holdings, cover, waiting, families, changes] = await Promise.all([
    listHoldings(db, authority, { worker: id }),
    listCover(db, authority, id),
    listWaitingHandOvers(db, authority, id),
    familiesOf(stile, authority, { worker: id }),
    listChanges(db, authority, id),
  ]);
  return { worker, holdings, cover, waiting, families, changes, people };
}

/** What was changed in the directory and by whom, the newest first. */
export async function listPeopleChanges(stile: Stile, viewer: Viewer) {
  if (!mayAdminister(viewer.actor)) return undefined;
  return listChanges(seenBy(stile, viewer), viewer.authority, undefined);
}
