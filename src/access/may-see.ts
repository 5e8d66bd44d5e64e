import type { Actor, AuthorityId, WorkerId } from '../core/family/people.ts';

/** Somebody looking, and the authority they are signed in to. */
export interface Viewer {
  readonly authority: AuthorityId;
  readonly actor: Actor;
}

/** What must be known of a family to say who may see it. */
export interface Subject {
  readonly authority: string;
  /** Everybody who is named in it: the holder, the roles, the visitors. */
  readonly workers: readonly string[];
}

/** How far somebody sees: every family of the authority, or only those they are named in. */
export type Sight = { readonly sees: 'all' } | { readonly sees: 'own'; readonly worker: WorkerId };

/** Staff of the authority who have a role see all its families; partners see those they work with. */
export function sightOf({ actor }: Viewer): Sight {
  return actor.employer === 'authority' && actor.roles.length > 0
    ? { sees: 'all' }
    : { sees: 'own', worker: actor.worker };
}

/** Whether somebody has business with a family. One rule for pages, lists and acts. */
export function maySee(viewer: Viewer, subject: Subject): boolean {
  if (viewer.authority !== subject.authority) return false;
  const sight = sightOf(viewer);
  switch (sight.sees) {
    case 'all':
      return true;
    case 'own':
      return subject.workers.includes(sight.worker);
  }
}
