/** The pages of an administrator: people, roles, cover, teams, and who takes over from whom. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { administers } from '../../access/administrator.ts';
import type { Changed } from '../../cases/administer.ts';
import { carryOutHandOver } from '../../cases/carry-out-hand-over.ts';
import {
  nameAgency,
  nameTeam,
  returnWorker,
  signOutEverywhere,
} from '../../cases/change-people.ts';
import { cancelHandOver } from '../../cases/hand-over-families.ts';
import type { PersonInFull } from '../../cases/queries/list-people.ts';
import { findPerson, listPeople, listPeopleChanges } from '../../cases/queries/list-people.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { sendNotAllowed, sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, forget, keep, keptOn, requestKeyOf, textOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import { readForm } from '../kit/read-form.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import { besideField, type PeopleForm, sendForm, takeForm, textIn } from './form-page.tsx';
import type { HandingOver } from './hand-over-form.ts';
import { sendHandOver, takeHandOver } from './hand-over-routes.ts';
import { addImportPages } from './import-pages.tsx';
import { listPage, type Sought } from './list-page.tsx';
import { logPage } from './log-page.tsx';
import { addForm, changeForm, coverForm, endCoverForm, roleForm } from './person-forms.ts';
import { personHref, personPage } from './person-page.tsx';
import { agencyFields, newAgency, newTeam, TEAMS, teamFields, teamsPage } from './teams-page.tsx';

type Params = { Params: { readonly id: string; readonly which?: string } };
type Answer = FastifyReply | Promise<FastifyReply>;

export function addPeopleDirectoryPages(app: FastifyInstance, web: Web): void {
  addListPages(app, web);
  addPersonPages(app, web);
  addFormPages(app, web);
  addHandOverPages(app, web);
  addImportPages(app, web);
}

/** For administrators; to everybody else it is said whose page it is. */
export function forAdministrator(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  act: () => Answer,
): Answer {
  if (administers(signedIn(request).actor)) return act();
  return sendNotAllowed(
    web,
    request,
    reply,
    'Looking after people is for an administrator of Stile.',
  );
}

function addListPages(app: FastifyInstance, web: Web): void {
  const nobodyInParticular = { words: '', team: '', role: '', which: '' };
  app.get('/people', (request, reply) =>
    forAdministrator(web, request, reply, () => sendList(web, request, reply, nobodyInParticular)),
  );
  // Sent, so that no name stands in an address.
  app.post('/people', (request, reply) =>
    forAdministrator(web, request, reply, () => {
      const asked = (name: string): string => textOf(bodyOf(request.body), name).slice(0, 500);
      const [words, team] = [asked('q').trim(), asked('team')];
      return sendList(web, request, reply, {
        ...{ words, team, role: asked('role'), which: asked('which') },
      });
    }),
  );
  app.get('/people/log', (request, reply) =>
    forAdministrator(web, request, reply, async () => {
      const visitor = signedIn(request);
      const changes = await listPeopleChanges(web.stile, visitor);
      return changes === undefined
        ? sendNotFound(web, request, reply)
        : sendPage(reply, logPage(web, visitor, request, changes));
    }),
  );
  app.get(TEAMS, (request, reply) =>
    forAdministrator(web, request, reply, () => sendTeams(web, request, reply)),
  );
  app.post<Params>(`${TEAMS}/:which`, (request, reply) =>
    forAdministrator(web, request, reply, () => takeTeam(web, request, reply)),
  );
}

async function sendList(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  sought: Sought,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const people = await listPeople(web.stile, visitor);
  return people === undefined
    ? sendNotFound(web, request, reply)
    : sendPage(reply, listPage(web, visitor, request, { people, sought }));
}

async function sendTeams(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong?: Parameters<typeof teamsPage>[3]['wrong'],
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const people = await listPeople(web.stile, visitor);
  if (people === undefined) return sendNotFound(web, request, reply);
  const kept = await keptOn(web, visitor, TEAMS);
  const page = teamsPage(web, visitor, request, { people, wrong, kept });
  return sendPage(reply, page, wrong === undefined ? 200 : 422);
}

async function takeTeam(
  web: Web,
  request: FastifyRequest<Params>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const isTeam = request.params.which === 'team';
  const fields = isTeam ? teamFields : agencyFields;
  const read = readForm(fields, bodyOf(request.body), wallTime(visitor.now));
  const { key, title } = isTeam ? newTeam : newAgency;
  await keep(web, visitor, { key, title, typed: read.typed });
  if ('errors' in read) return sendTeams(web, request, reply, read);
  const { values, typed } = read;
  const employer = textIn(values, 'employer') === 'authority' ? 'authority' : 'partner';
  const changed = isTeam
    ? await nameTeam(web.stile, visitor, textIn(values, 'team'))
    : await nameAgency(web.stile, visitor, { name: textIn(values, 'agency'), employer });
  if (!changed.ok) {
    const errors = changed.errors.map((error) => besideField(error, fields));
    return sendTeams(web, request, reply, { typed, errors });
  }
  await forget(web, visitor, key);
  const added = textIn(values, isTeam ? 'team' : 'agency');
  setFlash(reply, { kind: 'success', text: `${added} is added.` });
  return reply.redirect(TEAMS, 303);
}

function addPersonPages(app: FastifyInstance, web: Web): void {
  app.get<Params>('/people/:id', (request, reply) =>
    withPerson(web, request, reply, (person) =>
      sendPage(reply, personPage(web, signedIn(request), request, person)),
    ),
  );
  const post = (
    path: string,
    act: (person: PersonInFull, request: FastifyRequest<Params>) => Promise<Changed>,
    said: string,
  ): void => {
    app.post<Params>(path, (request, reply) =>
      withPerson(web, request, reply, async (person) => {
        const changed = await act(person, request);
        setFlash(
          reply,
          changed.ok
            ? { kind: 'success', text: said }
            : {
                kind: 'information',
                text: changed.errors.map(({ message }) => message).join('. '),
              },
        );
        return reply.redirect(personHref(person.worker.id), 303);
      }),
    );
  };
  post(
    '/people/:id/sign-out',
    ({ worker }, request) => {
      const requestKey = requestKeyOf(bodyOf(request.body));
      return signOutEverywhere(web.stile, signedIn(request), worker.id, requestKey);
    },
    'They are signed out everywhere.',
  );
  post(
    '/people/:id/return',
    ({ worker }, request) => returnWorker(web.stile, signedIn(request), worker.id),
    'They are back. Give them a role.',
  );
  post(
    '/people/:id/hand-over/:which',
    async ({ worker, waiting }, request) => {
      const visitor = signedIn(request);
      const id = request.params.which ?? '';
      if (textOf(bodyOf(request.body), 'act') !== 'go-on')
        return cancelHandOver(web.stile, visitor, { worker: worker.id, id });
      const handOver = waiting.find((each) => each.id === id && each.from <= dayOf(visitor.now));
      if (handOver === undefined)
        return {
          ok: false,
          errors: [{ field: '', message: 'This is done, or its day has not come' }],
        };
      const { stuck } = await carryOutHandOver(web.stile, visitor.authority, handOver);
      const errors = stuck.map(({ reference, why }) => ({
        field: '',
        message: `${reference}: ${why}`,
      }));
      return errors.length === 0 ? { ok: true } : { ok: false, errors };
    },
    'It is done.',
  );
}

/** The forms that are shown, read and carried out alike. */
function addFormPages(app: FastifyInstance, web: Web): void {
  const form = (
    path: string,
    make: (
      request: FastifyRequest<Params>,
      person: PersonInFull | undefined,
    ) => Promise<PeopleForm | undefined>,
  ): void => {
    const answer = (
      request: FastifyRequest<Params>,
      reply: FastifyReply,
      send: typeof sendForm | typeof takeForm,
    ): Answer =>
      forAdministrator(web, request, reply, async () => {
        const { id } = request.params;
        const person =
          id === undefined ? undefined : await findPerson(web.stile, signedIn(request), id);
        if (id !== undefined && person === undefined) return sendNotFound(web, request, reply);
        const made = await make(request, person);
        return made === undefined
          ? sendNotFound(web, request, reply)
          : send(web, request, reply, made);
      });
    app.get<Params>(path, (request, reply) => answer(request, reply, sendForm));
    app.post<Params>(path, (request, reply) => answer(request, reply, takeForm));
  };
  form('/people/add', (request) => addForm(web, request));
  form('/people/:id/change', (request, person) => changeForm(web, request, person));
  form('/people/:id/roles', async (request, person) => roleForm(web, request, person));
  form('/people/:id/cover', async (request, person) => coverForm(web, request, person));
  form('/people/:id/cover/:which/end', async (request, person) =>
    endCoverForm(web, request, person),
  );
}

function addHandOverPages(app: FastifyInstance, web: Web): void {
  const handOver = (
    path: string,
    make: (
      person: PersonInFull,
      request: FastifyRequest<Params>,
    ) => Promise<HandingOver | undefined>,
  ): void => {
    const answer = (
      request: FastifyRequest<Params>,
      reply: FastifyReply,
      send: typeof sendHandOver,
    ): Answer =>
      withPerson(web, request, reply, async (person) => {
        const handing = person.worker.active ? await make(person, request) : undefined;
        return handing === undefined
          ? sendNotFound(web, request, reply)
          : send(web, request, reply, handing);
      });
    app.get<Params>(path, (request, reply) => answer(request, reply, sendHandOver));
    app.post<Params>(path, (request, reply) => answer(request, reply, takeHandOver));
  };
  handOver('/people/:id/leave', async (person) => ({ person, why: 'leaves' }));
  handOver('/people/:id/move', async (person, request) => {
    const people = await listPeople(web.stile, signedIn(request));
    return { person, why: 'moves', teams: people?.teams ?? [] };
  });
  handOver('/people/:id/roles/:which/end', async (person, request) => {
    const holding = person.holdings.find(({ id }) => id === request.params.which);
    return holding === undefined
      ? undefined
      : { person, why: 'role-ends', ending: { role: holding.role, holding: holding.id } };
  });
}

function withPerson(
  web: Web,
  request: FastifyRequest<Params>,
  reply: FastifyReply,
  act: (person: PersonInFull) => Answer,
): Answer {
  return forAdministrator(web, request, reply, async () => {
    const person = await findPerson(web.stile, signedIn(request), request.params.id);
    return person === undefined ? sendNotFound(web, request, reply) : act(person);
  });
}
