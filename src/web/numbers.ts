/** The numbers to ring this minute about a child: of the council somebody belongs to, and of every one while that is not known. */
import type { FastifyRequest } from 'fastify';
import { contactsNow } from '../core/family/contacts.ts';
import type { AuthorityId } from '../core/family/people.ts';
import type { Contact } from '../core/protocol/protocol.ts';
import { hasWays, waysInto } from './sign-in/ways.ts';
import type { Web } from './web.ts';

export interface UrgentNumber {
  readonly name: string;
  readonly phone: string;
  readonly hours?: string;
}

/** The council of whoever asks, also when their session is over: their browser still names it. */
export function councilsOf(web: Web, request: FastifyRequest): readonly AuthorityId[] {
  const own = request.visitor?.authority ?? request.council;
  return own === undefined ? councilsHere(web) : [own];
}

/** Those whose people can sign in here. Policies of others come with Stile, and their numbers would mislead. */
function councilsHere({ stile, demonstration, signIn }: Web): readonly AuthorityId[] {
  // The names under which protocols were published.
  const all = stile.protocols.authorities as readonly AuthorityId[];
  if (demonstration || signIn === undefined) return all;
  const here = all.filter((council) => hasWays(waysInto(signIn, council)));
  return here.length > 0 ? here : all;
}

/** Whom to ring; of several councils each says whose it is. */
export function contactsOf(web: Web, councils: readonly AuthorityId[]): readonly Contact[] {
  return councils.flatMap((council) => {
    const protocol = web.stile.protocols.current(council);
    const contacts = contactsNow(protocol, web.stile.calendarOf(council), web.stile.now());
    if (councils.length === 1) return contacts;
    const { name } = protocol.about.authority;
    return contacts.map((contact) => ({ ...contact, title: `${name}: ${contact.title}` }));
  });
}

export function numbersOf(web: Web, councils: readonly AuthorityId[]): readonly UrgentNumber[] {
  return contactsOf(web, councils).flatMap(({ title, phone, menu }) =>
    phone === undefined
      ? []
      : [{ name: title, phone, ...(menu === undefined ? {} : { hours: `Choose ${menu}` }) }],
  );
}
