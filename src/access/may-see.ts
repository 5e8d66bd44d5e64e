import type { Instant } from '../core/calendar/time.ts';
import type { Actor, AuthorityId, WorkerId } from '../core/family/people.ts';
import { administrator } from './administrator.ts';

/**
 * How far somebody sees. Staff of the council see every family of the authority, their team's, or those they are named
 * in, by their roles; partners see the families they work with. The database says which: `viewer_sight()`.
 */
export interface Sight {
  readonly sees: 'all' | 'team' | 'named' | 'partner';
  readonly team: string | undefined;
  /** Everybody in the same team; only asked of those who see their team's families. */
  readonly colleagues: readonly string[];
  /** They are asked what for, when they open a family only because their role sees all. */
  readonly asksPurpose?: boolean;
}

/** Somebody looking, and the authority they are signed in to. */
export interface Viewer {
  readonly authority: AuthorityId;
  readonly actor: Actor;
  /** As the database has it; left out, it is that of a council whose roles all see everything. */
  readonly sight?: Sight | undefined;
  /** When they ask, by which dated rights are measured; left out, whenever the database is asked. */
  readonly now?: Instant | undefined;
}

/** Why somebody sees a family. */
export type Access =
  | 'holds'
  | 'named'
  | 'visits'
  | 'listed'
  | 'urgent'
  | 'role-holds'
  | 'concern'
  | 'waits'
  | 'team'
  | 'role';

/** What must be known of a family to say who may see it. */
export interface Subject {
  readonly authority: string;
  /** Only those named see it. */
  readonly restricted: boolean;
  /** Who works with it, is on its list, has urgent access that still lasts, and who must never see it. */
  readonly people: readonly {
    readonly worker: string;
    readonly why: 'holds' | 'named' | 'visits' | 'listed' | 'urgent' | 'never';
    /** Nothing but what they recorded themselves. */
    readonly ownOnly?: boolean;
  }[];
  /** The role that holds it while nobody is named. */
  readonly heldBy: { readonly role: string; readonly team: string | undefined } | undefined;
  /** The team that holds it. */
  readonly heldInTeam: string | undefined;
  /** Of a restricted family, the roles that an open concern waits for. */
  readonly concernRoles: readonly string[];
  /** The roles that something waits for, with nobody named. */
  readonly waitingRoles: () => readonly string[];
}

/** Somebody and those whom they cover for: whose work is theirs today. */
export function actsFor({ worker, covers = [] }: Actor): readonly WorkerId[] {
  return [worker, ...covers];
}

export function sightOf({ actor, sight }: Viewer): Sight {
  const given = sight ?? { sees: 'all', team: undefined, colleagues: [] };
  if (actor.employer === 'partner') return { ...given, sees: 'partner' };
  // To administer the directory shows no family.
  return actor.roles.every((role) => role === administrator) ? { ...given, sees: 'named' } : given;
}

/** Whether somebody has business with a family. One rule for pages, lists and acts. */
export function maySee(viewer: Viewer, subject: Subject): boolean {
  return accessOf(viewer, subject) !== undefined;
}

/**
 * Why somebody sees a family; undefined where they do not. The same rule as `viewer_sees` in the database, which holds
 * it for every statement; a test compares the two.
 */
export function accessOf(viewer: Viewer, subject: Subject): Access | undefined {
  const { worker } = viewer.actor;
  if (viewer.authority !== subject.authority) return undefined;
  // First of all, and whatever else is true of them.
  if (subject.people.some((each) => each.worker === worker && each.why === 'never'))
    return undefined;
  return ownAccess(viewer, subject) ?? staffAccess(viewer, subject);
}

/**
 * What is theirs by name: the same for staff and for partners, and for restricted families too. Whoever covers for
 * somebody has what is theirs, but for restricted families: of those only the people named themselves.
 */
function ownAccess({ actor }: Viewer, { people, restricted }: Subject): Access | undefined {
  const covered: readonly string[] = restricted ? [] : (actor.covers ?? []);
  const own = people.filter(
    ({ worker, why, ownOnly }) =>
      ownOnly !== true &&
      (worker === actor.worker || (covered.includes(worker) && passesOn.has(why))),
  );
  return byName.find((why) => own.some((each) => each.why === why));
}

/** What somebody who is away has by their work goes to whoever covers; urgent access is for one person. */
const passesOn: ReadonlySet<string> = new Set(['holds', 'named', 'visits']);
const byName = ['holds', 'named', 'visits', 'listed', 'urgent'] as const;

/** What comes to the council's own staff by their role or team. */
function staffAccess(viewer: Viewer, subject: Subject): Access | undefined {
  const sight = sightOf(viewer);
  if (sight.sees === 'partner') return undefined;
  const has = (role: string): boolean => viewer.actor.roles.some((each) => each === role);
  const { heldBy } = subject;
  if (
    heldBy !== undefined &&
    has(heldBy.role) &&
    (heldBy.team === undefined || sight.team === undefined || heldBy.team === sight.team)
  )
    return 'role-holds';
  if (subject.concernRoles.some(has)) return 'concern';
  if (subject.restricted) return undefined;
  if (sight.sees === 'all') return 'role';
  if (sight.sees === 'team' && isTheTeams(sight, subject)) return 'team';
  return subject.waitingRoles().some(has) ? 'waits' : undefined;
}

function isTheTeams({ team, colleagues }: Sight, { people, heldInTeam }: Subject): boolean {
  if (team === undefined) return false;
  return (
    heldInTeam === team ||
    people.some(({ worker, why }) => why !== 'urgent' && colleagues.includes(worker))
  );
}

/**
 * Whether somebody is asked, once a day, what they open a family for: those on the list of a restricted family who do
 * not work with it, and those who see it only because their role sees all, where the authority asks their role. Not
 * who is on duty for a concern, nor who has urgent access and has given a reason.
 */
export function isAskedPurpose(viewer: Viewer, access: Access): boolean {
  if (access === 'listed') return true;
  return access === 'role' && sightOf(viewer).asksPurpose === true;
}
