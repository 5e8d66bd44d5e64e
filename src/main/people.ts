/** The directory for the terminal: there an authority and a person are only names, and the operator acts as Stile. */
import { administrator } from '../access/administrator.ts';
import type { Viewer } from '../access/may-see.ts';
import type { Changed } from '../cases/administer.ts';
import { addWorker } from '../cases/change-people.ts';
import { giveRole } from '../cases/change-roles.ts';
import { type Imported, importPeople, planImport } from '../cases/import-people.ts';
import { listPeople } from '../cases/queries/list-people.ts';
import { type Stile, stileItself } from '../cases/stile.ts';
import type { AskedAdministrator, ListedInTerminal } from '../cli/people-commands.ts';
import { found, type Parsed, problem } from '../core/calendar/parsed.ts';
import { dayOf } from '../core/calendar/time.ts';
import type { AuthorityId } from '../core/family/people.ts';

/** Makes somebody an administrator; who is one already stays so. */
export async function makeAdministratorFor(
  stile: Stile,
  name: string,
  asked: AskedAdministrator,
): Promise<Parsed<{ readonly id: string; readonly name: string }>> {
  const viewer = operatorOf(stile, name);
  if (viewer === undefined) return unknown(stile, name);
  const { people = [], agencies = [] } = (await listPeople(stile, viewer)) ?? {};
  const council = stile.protocols.current(name).about.authority.name;
  const own = agencies.find(({ employer }) => employer === 'authority')?.name ?? council;
  const entered =
    asked.id === undefined
      ? await addWorker(stile, viewer, {
          name: asked.name ?? '',
          email: asked.email ?? '',
          agency: asked.agency ?? own,
          employer: 'authority',
          team: '',
        })
      : { ok: true as const, id: asked.id };
  if (!entered.ok) return problem(wordsOf(entered));
  const known = people.find(({ id }) => id === entered.id);
  if (asked.id !== undefined && known === undefined)
    return problem(`There is nobody with the id “${asked.id}” in the directory of ${name}`);
  const done = { id: entered.id, name: known?.name ?? asked.name ?? '' };
  if (known?.roles.includes(administrator)) return found(done);
  const given = await giveRole(stile, viewer, {
    worker: entered.id,
    role: administrator,
    from: dayOf(stile.now()),
    until: undefined,
  });
  return given.ok ? found(done) : problem(wordsOf(given));
}

export async function listPeopleFor(
  stile: Stile,
  name: string,
): Promise<Parsed<readonly ListedInTerminal[]>> {
  const viewer = operatorOf(stile, name);
  if (viewer === undefined) return unknown(stile, name);
  const listed = await listPeople(stile, viewer);
  return found(
    (listed?.people ?? []).map(({ id, name, email, agency, team, roles, active }) => ({
      ...{ id, name, email, agency, team, roles, active },
    })),
  );
}

export async function importPeopleFor(
  stile: Stile,
  name: string,
  text: string,
  confirmed: boolean,
): Promise<Parsed<Imported>> {
  const viewer = operatorOf(stile, name);
  if (viewer === undefined) return unknown(stile, name);
  return found(
    confirmed ? await importPeople(stile, viewer, text) : await planImport(stile, viewer, text),
  );
}

function operatorOf(stile: Stile, name: string): Viewer | undefined {
  if (!stile.protocols.authorities.includes(name)) return undefined;
  // A protocol of this name has been published.
  const authority = name as AuthorityId;
  return { authority, actor: { ...stileItself, name: 'The operator of Stile' } };
}

function unknown(stile: Stile, name: string): Parsed<never> {
  const names = stile.protocols.authorities.join(', ');
  return problem(
    `No policy of “${name}” is published here. There are policies of: ${names || 'nobody'}`,
  );
}

function wordsOf(changed: Extract<Changed, { readonly ok: false }>): string {
  return changed.errors.map(({ message }) => message).join('. ');
}
