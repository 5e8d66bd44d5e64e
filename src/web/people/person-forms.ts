/** The forms of an administrator about one person: what each asks, and what it does. */
import type { FastifyRequest } from 'fastify';
import { addWorker, changeWorker } from '../../cases/change-people.ts';
import { giveCover, giveRole, stopCover } from '../../cases/change-roles.ts';
import { listPeople, type PersonInFull } from '../../cases/queries/list-people.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import type { FormValues } from '../kit/field-view.ts';
import { signedIn, type Web } from '../web.ts';
import { coverFields, entryFields, entryFrom, lastDayField, roleFields } from './fields.ts';
import { type PeopleForm, textIn } from './form-page.tsx';
import { personHref } from './person-page.tsx';

export async function addForm(web: Web, request: FastifyRequest): Promise<PeopleForm | undefined> {
  const visitor = signedIn(request);
  const people = await listPeople(web.stile, visitor);
  if (people === undefined) return undefined;
  return {
    title: 'Add a person',
    fields: entryFields(people),
    submit: 'Add',
    back: { href: '/people', text: 'People' },
    async act(values, requestKey) {
      const entry = entryFrom(values, people, textIn(values, 'team'));
      const added = await addWorker(web.stile, visitor, entry, requestKey);
      return added.ok ? { ok: true, goOnAt: personHref(added.id) } : added;
    },
    done: (values) => `${textIn(values, 'name')} is added. Now give them a role.`,
  };
}

export async function changeForm(
  web: Web,
  request: FastifyRequest,
  person: PersonInFull | undefined,
): Promise<PeopleForm | undefined> {
  const visitor = signedIn(request);
  const people = await listPeople(web.stile, visitor);
  if (people === undefined || person === undefined) return undefined;
  const { worker } = person;
  return {
    title: `Change the details of ${worker.name}`,
    fields: entryFields(people, worker),
    submit: 'Change',
    back: backTo(person),
    act: (values) =>
      changeWorker(web.stile, visitor, worker.id, entryFrom(values, people, worker.team ?? '')),
    done: () => 'The details are changed.',
  };
}

export function roleForm(
  web: Web,
  request: FastifyRequest,
  person: PersonInFull | undefined,
): PeopleForm | undefined {
  if (person === undefined) return undefined;
  const visitor = signedIn(request);
  const { worker } = person;
  return {
    title: `Give ${worker.name} a role`,
    fields: roleFields(visitor.protocol, dayOf(visitor.now)),
    submit: 'Give the role',
    back: backTo(person),
    act: (values, requestKey) =>
      giveRole(web.stile, visitor, {
        requestKey,
        worker: worker.id,
        role: textIn(values, 'role'),
        ...datesOf(values),
      }),
    done: () => 'The role is given. The other administrators are told.',
  };
}

export function coverForm(
  web: Web,
  request: FastifyRequest,
  person: PersonInFull | undefined,
): PeopleForm | undefined {
  if (person === undefined) return undefined;
  const visitor = signedIn(request);
  const { worker, people, families } = person;
  const restricted = families.filter((each) => each.restricted).map(({ reference }) => reference);
  const others = people.filter(
    ({ id, active }) => active && id !== worker.id && id !== visitor.actor.worker,
  );
  const intro = [
    `Meanwhile they hold the roles of ${worker.name} and see and do in ${worker.name}’s families what ${worker.name} could. ${worker.name} stays the holder, and afterwards all is as before.`,
    restricted.length === 0
      ? ''
      : ` Restricted families are not covered: a manager puts somebody on the list of ${restricted.join(', ')}.`,
  ].join('');
  return {
    title: `Arrange cover for ${worker.name}`,
    intro,
    fields: coverFields(others, dayOf(visitor.now)),
    submit: 'Arrange cover',
    back: backTo(person),
    act: (values, requestKey) =>
      giveCover(web.stile, visitor, {
        requestKey,
        covers: worker.id,
        worker: textIn(values, 'worker'),
        ...datesOf(values),
      }),
    done: () => 'Cover is arranged.',
  };
}

export function endCoverForm(
  web: Web,
  request: FastifyRequest<{ Params: { readonly which?: string } }>,
  person: PersonInFull | undefined,
): PeopleForm | undefined {
  const cover = person?.cover.find(({ id }) => id === request.params.which);
  if (person === undefined || cover === undefined) return undefined;
  const visitor = signedIn(request);
  return {
    title: `End the cover of ${cover.workerName} for ${cover.coversName}`,
    fields: [lastDayField],
    submit: 'End the cover',
    back: backTo(person),
    act: (values) =>
      stopCover(web.stile, visitor, {
        worker: person.worker.id,
        id: cover.id,
        last: (textIn(values, 'last') || addDays(dayOf(visitor.now), -1)) as Day,
      }),
    done: () => `The cover ends. All is ${cover.coversName}’s own again.`,
  };
}

function backTo({ worker }: PersonInFull): PeopleForm['back'] {
  return { href: personHref(worker.id), text: worker.name };
}

/** Days as the form has read them. */
function datesOf(values: FormValues): { readonly from: Day; readonly until: Day | undefined } {
  const until = textIn(values, 'until');
  return { from: textIn(values, 'from') as Day, until: until === '' ? undefined : (until as Day) };
}
