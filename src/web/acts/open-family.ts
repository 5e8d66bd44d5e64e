/** Opens the family that an address names, for the person who asks; that they looked is recorded. */
import type { FastifyRequest } from 'fastify';
import { askAndLook, lookAtFamily } from '../../cases/look-at-family.ts';
import { listDirectory } from '../../cases/queries/list-team.ts';
import type { Instant } from '../../core/calendar/time.ts';
import type { FamilyId, Practitioner, WorkerId } from '../../core/family/people.ts';
import { signedIn, type Web } from '../web.ts';
import type { FamilyScene } from './scene.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Until when the family on the page is seen by urgent access alone: said on every page of it. */
    urgentUntil: Instant | undefined;
  }
}

/** Somebody is to say first what they open a family for: the server sends them there, and on from there. */
export class PurposeNeeded extends Error {
  readonly href: string;

  constructor(family: string, next: string) {
    super('What the family is opened for has not been said');
    const query = new URLSearchParams({ next });
    this.href = `/families/${encodeURIComponent(family)}/purpose?${query}`;
  }
}

/** Pages are asked for; what was filled in is not held up, and a concern by nothing at all. */
function mayBeAsked(request: FastifyRequest): boolean {
  return request.method === 'GET' && !(request.routeOptions.url ?? '').includes('/concern');
}

/** The family of the address, or undefined where there is none or none for this person. */
export async function openFamily(
  web: Web,
  request: FastifyRequest,
  purpose: string,
  id = textsOf(request.params).family ?? '',
): Promise<FamilyScene | undefined> {
  const visitor = signedIn(request);
  if (!isFamilyId(id)) return undefined;
  const look = { family: id, purpose };
  const [looked, workers] = await Promise.all([
    mayBeAsked(request)
      ? askAndLook(web.stile, visitor, look)
      : lookAtFamily(web.stile, visitor, look),
    listDirectory(web.stile, visitor),
  ]);
  if (looked === undefined) return undefined;
  if ('asks' in looked) throw new PurposeNeeded(id, request.url);
  request.urgentUntil = looked.urgentUntil;
  return {
    web,
    visitor,
    ...looked,
    directory: workers.map(practitionerOf),
    rolesOf: new Map(workers.map((worker) => [worker.id, worker.roles])),
    params: textsOf(request.params),
    query: textsOf(request.query),
  };
}

/** Whether a text can be the id of a family; out of an address, it is only ever looked up. */
export function isFamilyId(text: string): text is FamilyId {
  return /^[\w-]{1,100}$/.test(text);
}

function practitionerOf(worker: Awaited<ReturnType<typeof listDirectory>>[number]): Practitioner {
  return {
    name: worker.name,
    agency: worker.agency,
    employer: worker.employer,
    contact: worker.email ?? undefined,
    // The directory is where worker ids come from.
    worker: worker.id as WorkerId,
  };
}

/** The named texts of an address; anything sent twice or nested is left out. */
export function textsOf(values: unknown): Readonly<Record<string, string>> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'string'),
  );
}
