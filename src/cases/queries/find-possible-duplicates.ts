import { addDays } from '../../core/calendar/day-number.ts';
import type { Day } from '../../core/calendar/time.ts';
import { type AuthorityId, fullName, type Person } from '../../core/family/people.ts';
import type { Database } from '../../store/database/connect.ts';
import { type FoundPerson, findPeople } from '../../store/find-families.ts';

export interface NewChild {
  readonly given: string;
  readonly family: string;
  readonly born?: Day | undefined;
}

export interface PossibleDuplicate extends Compared {
  readonly child: NewChild;
  readonly found: FoundPerson;
}

interface Compared {
  readonly band: 'likely' | 'possible';
  /** What agrees and what does not, in words. */
  readonly agrees: readonly string[];
  readonly differs: readonly string[];
}

/**
 * Children already known who may be those given, as far as the scope sees, the most alike first. Never more than a
 * suggestion to a person: nothing is joined by itself, and nothing here ever holds up a concern.
 */
export async function findPossibleDuplicates(
  db: Database,
  authority: AuthorityId,
  children: readonly NewChild[],
): Promise<readonly PossibleDuplicate[]> {
  const candidates: PossibleDuplicate[] = [];
  for (const child of children) {
    const name = `${child.given} ${child.family}`.trim();
    if (name === '') continue;
    const { born } = child;
    const alike = await findPeople(db, authority, { name, born });
    const sameDay = born ? await findPeople(db, authority, { born }) : [];
    const people = new Map(
      [...alike, ...sameDay].map((each) => [`${each.family} ${each.person}`, each]),
    );
    for (const found of people.values()) {
      const possible = compare(child, found);
      if (possible) candidates.push({ child, found, ...possible });
    }
  }
  return candidates.sort((a, b) => rank(a) - rank(b));
}

/** Undefined when they are not the same child: above all when they may be twins. */
export function compare(
  child: NewChild,
  found: Pick<FoundPerson, 'kind' | 'given' | 'surname' | 'born' | 'alike'>,
): Compared | undefined {
  if (found.kind !== 'child') return undefined;
  const given = likeness(child.given, found.given);
  const family = likeness(child.family, found.surname);
  const birth = births(child.born, found.born);
  const sameNames = given === 'same' && family === 'same';
  // Same surname and day of birth, another first name: a twin, not the same child.
  if (given === 'different' && !(birth.is === 'same' && found.alike >= 0.6)) return undefined;
  if (family === 'different' && !(given === 'same' && birth.is === 'same')) return undefined;
  if (birth.is === 'different') return undefined;
  if (birth.is === 'unknown' && !sameNames) return undefined;
  const band = sameNames && birth.is === 'same' ? 'likely' : 'possible';
  const words = [
    {
      agrees: given === 'same',
      says:
        given === 'same' ? 'the first name' : `the first name is ${found.given}, which is like it`,
    },
    {
      agrees: family === 'same',
      says: family === 'same' ? 'the family name' : `the family name is ${found.surname}`,
    },
    { agrees: birth.is === 'same', says: birth.says },
  ];
  const say = (agrees: boolean) =>
    words.filter((word) => word.agrees === agrees).map((word) => word.says);
  return { band, agrees: say(true), differs: say(false) };
}

export interface AlikeChildren {
  readonly one: Person;
  readonly other: Person;
  readonly agrees: readonly string[];
  readonly differs: readonly string[];
}

/** The children of two families who may be the same, with what agrees and what does not. */
export function likenessOf(
  people: readonly Person[],
  others: readonly Person[],
): readonly AlikeChildren[] {
  const known = others.filter(({ kind }) => kind === 'child');
  return people
    .filter(({ kind }) => kind === 'child')
    .flatMap((one) =>
      known.flatMap((other) => {
        const { kind, given, family: surname, born = null } = other;
        const alike = fold(fullName(one)) === fold(fullName(other)) ? 1 : 0;
        const compared = compare(one, { kind, given, surname, born, alike });
        return compared === undefined ? [] : [{ one, other, ...compared }];
      }),
    );
}

type Likeness = 'same' | 'like' | 'different';

/** “Like” is a letter or two, or one name within the other; what sounds alike the store has found. */
function likeness(one: string, other: string): Likeness {
  const [a, b] = [fold(one), fold(other)];
  if (a === b) return 'same';
  if (a === '' || b === '') return 'like';
  if (a.startsWith(b) || b.startsWith(a)) return 'like';
  return distance(a, b) <= (Math.min(a.length, b.length) >= 5 ? 2 : 1) ? 'like' : 'different';
}

function births(
  asked: Day | undefined,
  found: Day | null,
): { readonly is: 'same' | 'near' | 'unknown' | 'different'; readonly says: string } {
  if (asked === undefined || found === null)
    return { is: 'unknown', says: 'a date of birth is not known' };
  if (asked === found) return { is: 'same', says: 'the date of birth' };
  const [year = '', month = '', day = ''] = asked.split('-');
  if (found === `${year}-${day}-${month}`)
    return { is: 'near', says: 'day and month of birth are the other way round' };
  if (
    found.slice(4) === asked.slice(4) &&
    Math.abs(Number(found.slice(0, 4)) - Number(year)) === 1
  ) {
    return { is: 'near', says: 'the year of birth is one apart' };
  }
  if (found === addDays(asked, 1) || found === addDays(asked, -1)) {
    return { is: 'near', says: 'the date of birth is one day apart' };
  }
  return { is: 'different', says: 'the date of birth' };
}

function rank({ band, found }: PossibleDuplicate): number {
  return (band === 'likely' ? 0 : 10) - found.alike;
}

function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Letters to change, add or leave out to make one word the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const swap = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
