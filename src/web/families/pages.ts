import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Duplicates, lookBeforeRegistering } from '../../cases/look-before-registering.ts';
import { findFamilies, type Search } from '../../cases/queries/find-families.ts';
import type { PossibleDuplicate } from '../../cases/queries/find-possible-duplicates.ts';
import { registerFamily } from '../../cases/register-family.ts';
import { lastSearch } from '../../cases/save-draft.ts';
import { searchFamilies } from '../../cases/search-families.ts';
import { parseDay } from '../../core/calendar/time.ts';
import type { Command } from '../../core/family/commands.ts';
import type { FamilyId, Person, PersonId } from '../../core/family/people.ts';
import { sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, forget, keep, kept, requestKeyOf, textOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import { type FieldError, type FormValues, typedText } from '../kit/field-view.ts';
import { readForm } from '../kit/read-form.ts';
import { list } from '../kit/words.ts';
import { sendPage, signedIn, type Visitor, type Web } from '../web.ts';
import { addAlikePages } from './alike-routes.ts';
import { familyFields, holderFrom } from './family-fields.ts';
import {
  ABOUT_FAMILY,
  findNewFamily,
  forgetNewFamily,
  keepNewFamily,
  NEW_FAMILY,
  type NewFamily,
} from './new-family.ts';
import { differenceField, newFamilyPage, newPersonPage, personTitle } from './new-page.tsx';
import { personFields, personFrom } from './person-fields.ts';
import { searchFields, searchPage } from './search-page.tsx';

/** Finding a family, and registering one that is not there yet. */
export function addFamiliesPages(app: FastifyInstance, web: Web): void {
  addAlikePages(app, web);
  app.get('/families', (request, reply) => {
    const nothing = { typed: {}, errors: [], asked: undefined, searched: undefined };
    return sendPage(reply, searchPage(web, signedIn(request), request, nothing));
  });
  app.post('/families', (request, reply) => search(web, request, reply));
  app.get(lastSearch, (request, reply) => showFound(web, request, reply));
  app.get(NEW_FAMILY, async (request, reply) => {
    const visitor = signedIn(request);
    const { people, typed } = await findNewFamily(web, visitor);
    const before = await kept(web, visitor, ABOUT_FAMILY.key);
    const family = { people, typed: before?.typed ?? typed };
    return show(web, request, reply, { family, errors: [], alike: [] });
  });
  app.post(NEW_FAMILY, (request, reply) => register(web, request, reply));
  app.post(`${NEW_FAMILY}/remove`, async (request, reply) => {
    const visitor = signedIn(request);
    const body = bodyOf(request.body);
    const family = await findNewFamily(web, visitor);
    // The name as well as the place: pressed twice, the button must not take the next person away.
    const people = family.people.filter(
      (person, index) =>
        index !== Number(textOf(body, 'person')) ||
        `${person.given} ${person.family}`.trim() !== textOf(body, 'name'),
    );
    await keepNewFamily(web, visitor, { ...family, people });
    return reply.redirect(NEW_FAMILY, 303);
  });
  app.get<{ Params: { kind: string } }>(`${NEW_FAMILY}/:kind`, async (request, reply) => {
    const visitor = signedIn(request);
    const { kind } = request.params;
    if (kind !== 'child' && kind !== 'adult') return sendNotFound(web, request, reply);
    const surname = (await findNewFamily(web, visitor)).people.at(-1)?.family;
    const before = await kept(web, visitor, `${NEW_FAMILY}/${kind}`);
    const props = { kind, surname, kept: before, errors: [] } as const;
    return sendPage(reply, newPersonPage(web, visitor, request, props));
  });
  app.post<{ Params: { kind: string } }>(`${NEW_FAMILY}/:kind`, async (request, reply) => {
    const { kind } = request.params;
    return kind === 'child' || kind === 'adult'
      ? addPerson(web, request, reply, kind)
      : sendNotFound(web, request, reply);
  });
}

/** What is typed is kept where drafts are, and not in an address: whoever goes back from a family finds the answer again. */
async function search(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const read = readForm(searchFields, bodyOf(request.body), wallTime(visitor.now));
  const page = (props: Omit<Parameters<typeof searchPage>[3], 'errors'>, status = 200) =>
    sendPage(reply, searchPage(web, visitor, request, { errors: [], ...props }), status);
  if ('errors' in read) return page({ ...read, asked: undefined, searched: undefined }, 422);
  const { typed } = read;
  const asked = askedFor(read.values);
  if (asked === undefined) return page({ typed, asked, searched: undefined });
  const searched = await searchFamilies(web.stile, visitor, asked);
  if (!searched.answered) return page({ typed, asked, searched }, 429);
  await keep(web, visitor, { key: lastSearch, title: 'Find a family', typed });
  return reply.redirect(lastSearch, 303);
}

/** The answer to the search that somebody made last, as it is now. That they searched is recorded already. */
async function showFound(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const last = await kept(web, visitor, lastSearch);
  const read = last && readForm(searchFields, bodyOf(last.typed), wallTime(visitor.now));
  const asked = read === undefined || 'errors' in read ? undefined : askedFor(read.values);
  if (last === undefined || asked === undefined) return reply.redirect('/families', 303);
  const found = await findFamilies(web.stile, visitor, asked);
  const searched = { found, answered: true };
  return sendPage(
    reply,
    searchPage(web, visitor, request, { typed: last.typed, errors: [], asked, searched }),
  );
}

function askedFor(values: FormValues): Search | undefined {
  const { name, born, reference } = texts(values);
  const day = born === undefined ? undefined : parseDay(born);
  const asked = { name, born: day?.ok ? day.value : undefined, reference };
  return Object.values(asked).every((value) => value === undefined) ? undefined : asked;
}

async function addPerson(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: 'child' | 'adult',
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const read = readForm(personFields(kind), bodyOf(request.body), wallTime(visitor.now));
  const made = 'errors' in read ? read : personFrom(kind, read.values);
  const key = `${NEW_FAMILY}/${kind}`;
  if ('errors' in made) {
    await keep(web, visitor, { key, title: personTitle(kind), typed: read.typed });
    const props = { kind, surname: undefined, typed: read.typed, errors: made.errors };
    return sendPage(reply, newPersonPage(web, visitor, request, props), 422);
  }
  const family = await findNewFamily(web, visitor);
  const again = family.people.some((each) => JSON.stringify(each) === JSON.stringify(made.person));
  // The same button pressed twice makes one person.
  if (!again)
    await keepNewFamily(web, visitor, { ...family, people: [...family.people, made.person] });
  await forget(web, visitor, key);
  return reply.redirect(NEW_FAMILY, 303);
}

async function register(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const { people, typed: earlier } = await findNewFamily(web, visitor);
  const before = await kept(web, visitor, ABOUT_FAMILY.key);
  const duplicates = await lookBeforeRegistering(
    web.stile,
    visitor,
    people.filter((person) => person.kind === 'child'),
  );
  const { candidates } = duplicates;
  const alike = candidates.length > 0;
  const fields = familyFields(visitor);
  const asked = alike ? [differenceField, ...fields] : fields;
  const read = readForm(asked, body, wallTime(visitor.now));
  const first = alike && !Object.hasOwn(body, differenceField.name);
  // Asked again after a break, the question still has the answer that was begun.
  const different = typedText(before?.typed ?? earlier, differenceField.name);
  const typed = first && different !== '' ? { ...read.typed, different } : read.typed;
  const family = { people, typed };
  await keepNewFamily(web, visitor, family);
  await forget(web, visitor, ABOUT_FAMILY.key);
  const again = (errors: readonly FieldError[], status: number) =>
    show(web, request, reply, { family, errors, alike: candidates }, status);
  if ('errors' in read) {
    // The question why it is another family is asked only now: the first time it is no fault.
    return again(first ? [] : read.errors, first ? 200 : 422);
  }
  const id = web.stile.newId() as FamilyId;
  const commands = commandsOf(visitor, id, people, read.values, duplicates);
  if (commands === undefined)
    return again(
      [{ field: 'holder', message: 'Select who holds the family now', href: '#holder' }],
      422,
    );
  const { actor, authority } = visitor;
  const requestKey = requestKeyOf(body);
  const carried = await registerFamily(web.stile, {
    actor,
    authority,
    family: id,
    commands,
    different: { from: familiesIn(candidates), reason: texts(read.values).different ?? '' },
    requestKey,
  });
  if (!carried.ok)
    return again(
      carried.because === 'refused' && carried.refusal.refused === 'form'
        ? carried.refusal.errors.map((error) => ({ ...error, href: '#main-content' }))
        : [
            {
              field: 'people',
              message: carried.because === 'refused' ? carried.refusal.message : carried.message,
              href: '#main-content',
            },
          ],
      422,
    );
  await forgetNewFamily(web, visitor);
  setFlash(reply, {
    kind: 'success',
    text: `The family is registered as ${carried.family.reference}.${duplicates.answered ? '' : unanswered}`,
  });
  return reply.redirect(`/families/${carried.family.id}`, 303);
}

const unanswered =
  ' You have registered often in the last hour, so you were not shown families that look alike. Stile looks for them, and asks the council’s front door to compare them.';

function familiesIn(candidates: readonly PossibleDuplicate[]): readonly string[] {
  return [...new Set(candidates.map(({ found }) => found.family))];
}

/** Registers, and says in the history why a family that looked alike is another. */
function commandsOf(
  visitor: Visitor,
  family: FamilyId,
  people: NewFamily['people'],
  values: FormValues,
  { candidates }: Duplicates,
): readonly Command[] | undefined {
  const { reference, holder, known, locality, different } = texts(values);
  const held = holderFrom(holder ?? '', visitor);
  if (held === undefined) return undefined;
  const day = known === undefined ? undefined : parseDay(known);
  const register: Command = {
    do: 'register-family',
    authority: visitor.authority,
    family,
    reference: reference ?? `S-${family.replaceAll('-', '').slice(0, 8).toUpperCase()}`,
    people,
    ...held,
    ...(day?.ok ? { knownSince: day.value } : {}),
    ...(locality === undefined ? {} : { locality }),
  };
  const first = people.find((person) => person.kind === 'child');
  if (different === undefined || first === undefined) return [register];
  const others = [...new Set(candidates.map(({ found }) => found.reference))].slice(0, 10);
  const what = others.length === 0 ? 'another family' : list(others);
  const reason = `Registered as a new family although ${what} looked alike: ${different}`;
  const { born, note, ...rest } = first;
  // The first child of a new family is always c1; nothing about the child is changed, only said.
  const person = { ...rest, id: 'c1' as PersonId, born, note } as Person;
  return [register, { do: 'change-person', person, reason }];
}

function show(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  props: {
    readonly family: NewFamily;
    readonly errors: readonly FieldError[];
    readonly alike: readonly PossibleDuplicate[];
  },
  status = 200,
): FastifyReply {
  // The same key until it is carried out: going back and sending again registers once.
  const sent = textOf(bodyOf(request.body), 'request');
  const page = { ...props, request: sent === '' ? web.stile.newId() : sent };
  return sendPage(reply, newFamilyPage(web, signedIn(request), request, page), status);
}

function texts(values: FormValues): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  );
}
