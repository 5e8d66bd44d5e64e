/** Names of people, roles and moments as every page about a family says them. */
import { administrator } from '../../access/administrator.ts';
import type { Instant } from '../../core/calendar/time.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { HolderSeat, Recipient } from '../../core/family/events.ts';
import { fullName, type Person, type PersonId } from '../../core/family/people.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';
import { list } from '../kit/words.ts';

/** "Ava and Ben Jones", or each in full where the children bear several names. */
export function familyName(people: readonly Person[]): string {
  const children = people.filter((person) => person.kind === 'child');
  const named = children.length > 0 ? children : people;
  const [first, ...others] = new Set(named.map((person) => person.family));
  if (others.length > 0) return list(named.map(fullName));
  return `${list(named.map((person) => person.given))} ${first ?? ''}`.trim();
}

/** A role by its title in the policy; a role the policy no longer has, by its own name. */
export function roleTitle(protocol: Protocol, role: string): string {
  if (role === 'family') return 'the family';
  if (role === 'planned-visitor') return 'the planned visitor';
  if (role === administrator) return 'Administrator of Stile';
  // An unknown name simply finds nothing.
  return protocol.roles.get(role as RoleId)?.title ?? role;
}

/** "Social Worker or Team Manager"; a long list is cut short with how many more there are. */
export function rolesInWords(
  protocol: Protocol,
  roles: readonly string[],
  last: 'or' | 'and' = 'or',
): string {
  const titles = [...new Set(roles.map((role) => roleTitle(protocol, role)))];
  if (titles.length <= 4) return list(titles, last);
  return `${titles.slice(0, 3).join(', ')} ${last} ${titles.length - 3} other roles`;
}

/** Who sits in the seat, and what for: a person's name comes before their role, a team's name stands alone. */
export function holderInWords(
  protocol: Protocol,
  seat: HolderSeat,
): { readonly name: string; readonly role: string | undefined; readonly note: string | undefined } {
  const title = roleTitle(protocol, seat.role);
  const note =
    seat.standsInFor === undefined
      ? undefined
      : `Nobody is named as ${roleTitle(protocol, seat.standsInFor)} yet, so ${title} holds the family until somebody is.`;
  if (seat.practitioner !== undefined) return { name: seat.practitioner.name, role: title, note };
  const name = seat.team ?? title;
  return { name, role: name === title ? undefined : title, note };
}

/** "Sam Hill, Social Worker"; a team's role, or the family, by its title. */
export function recipientInWords(protocol: Protocol, recipient: Recipient): string {
  const title = roleTitle(protocol, recipient.role);
  return recipient.practitioner === undefined ? title : `${recipient.practitioner.name} (${title})`;
}

/** The names of some of a family's people; nothing where it is all of its children. */
export function childrenInWords(people: readonly Person[], ids: readonly PersonId[]): string {
  return list(ids.map((id) => givenName(people, id)));
}

/** A first name, and in full where two people of the family share it. */
export function givenName(people: readonly Person[], id: PersonId): string {
  const person = people.find((each) => each.id === id);
  if (person === undefined) return 'somebody no longer listed';
  const same = people.filter((each) => each.given === person.given);
  return same.length > 1 ? fullName(person) : person.given;
}

/** "2 March 2026 at 10am"; only the day, where no more is known. */
export function stampInWords(stamp: {
  readonly at: Instant;
  readonly dayOnly?: boolean | undefined;
}): string {
  return stamp.dayOnly === true ? dayInWords(dayOf(stamp.at)) : momentInWords(stamp.at);
}

/** "the first Tuesday" stays; "Tuesday" becomes "tuesday" nowhere: only a sentence's first letter is changed. */
export function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
