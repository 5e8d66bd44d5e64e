/** The workers of a story, and the looking up of names that the story uses. */
import type { Family } from '../core/family/family.ts';
import { type Actor, fullName, type PersonId, type Practitioner } from '../core/family/people.ts';
import { didYouMean } from '../core/protocol/did-you-mean.ts';
import type { Protocol, RoleId } from '../core/protocol/protocol.ts';
import { type Cast, Mistake, type Word } from './scenario.ts';

/** The name among those known, or a mistake of the story with the nearest known one. */
export function known<T extends string>(what: string, word: Word, names: Iterable<T>): T {
  const all = [...names];
  const found = all.find((name) => name === word.text);
  if (found !== undefined) return found;
  throw new Mistake(word.at, `There is no ${what} "${word.text}".${didYouMean(word.text, all)}`);
}

export function roleOf(protocol: Protocol, word: Word): RoleId {
  return known('role', word, protocol.roles.keys());
}

/** Who acts where a story says `as:`. Whoever is not described under `people` bears the title of the role as a name. */
export function actorOf({ people }: Cast, protocol: Protocol, as: Word): Actor {
  const person = people.get(as.text);
  if (person === undefined && ![...protocol.roles.keys()].some((role) => role === as.text)) {
    const names = [...people.keys(), ...protocol.roles.keys()];
    throw new Mistake(
      as.at,
      `There is no role and no person "${as.text}".${didYouMean(as.text, names)}`,
    );
  }
  const role = roleOf(protocol, person?.role ?? as);
  const definition = protocol.roles.get(role);
  return {
    // Stories make their own workers, each known by the word that `as` uses.
    worker: person?.worker ?? (as.text as Actor['worker']),
    name: person?.name ?? definition?.title ?? role,
    roles: [role],
    agency: person?.agency ?? definition?.team ?? protocol.about.authority.name,
    employer: person?.employer ?? 'authority',
  };
}

export function practitionerOf(actor: Actor): Practitioner {
  const { name, agency, employer, worker } = actor;
  return { name, agency, employer, contact: undefined, worker };
}

/** A child or adult of the family: by given name, full name, or place, such as `first child` or `first adult`. */
export function memberOf(family: Family, word: Word): PersonId {
  const wanted = word.text.toLowerCase();
  const [place, kind] = wanted.split(' ');
  const found =
    family.people.find((person) =>
      [person.given.toLowerCase(), fullName(person).toLowerCase()].includes(wanted),
    ) ??
    family.people.filter((person) => person.kind === kind)[
      ['first', 'second', 'third', 'fourth'].indexOf(place ?? '')
    ];
  if (found !== undefined) return found.id;
  const names = family.people.map((person) => person.given);
  throw new Mistake(
    word.at,
    `There is nobody called "${word.text}" in the family.${didYouMean(word.text, names)}`,
  );
}

/** "Ava Reid" is Ava of the family Reid. */
export function splitName(name: string): { readonly given: string; readonly family: string } {
  const place = name.lastIndexOf(' ');
  return place === -1
    ? { given: name, family: '' }
    : { given: name.slice(0, place), family: name.slice(place + 1) };
}
