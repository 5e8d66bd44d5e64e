/** Opens the family that an address names, for the person who asks; that they looked is recorded. */
import type { FastifyRequest } from 'fastify';
import { lookAtFamily } from '../../cases/look-at-family.ts';
import { listDirectory } from '../../cases/queries/list-team.ts';
import type { FamilyId, Practitioner, WorkerId } from '../../core/family/people.ts';
import { signedIn, type Web } from '../web.ts';
import type { FamilyScene } from './scene.ts';

/** The family of the address, or undefined where there is none or none for this person. */
export async function openFamily(
  web: Web,
  request: FastifyRequest,
  purpose: string,
  id = textsOf(request.params).family ?? '',
): Promise<FamilyScene | undefined> {
  const visitor = signedIn(request);
  if (!/^[\w-]{1,100}$/.test(id)) return undefined;
  // An id out of an address is only ever looked up.
  const looked = await lookAtFamily(web.stile, visitor, { family: id as FamilyId, purpose });
  if (looked === undefined) return undefined;
  const workers = await listDirectory(web.stile, visitor);
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
