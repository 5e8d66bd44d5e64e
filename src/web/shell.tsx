/** The frame around every page: who is signed in, where they can go, and what is said at the top. */
import type { FastifyRequest } from 'fastify';
import { administers } from '../access/administrator.ts';
import { type Instant, toMilliseconds } from '../core/calendar/time.ts';
import { momentInWords, timeInWords } from '../core/calendar/words.ts';
import type { FamilyId } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { roleTitle } from './family/names.ts';
import { readFlash } from './flash.ts';
import { type Child, Fragment, type SafeHtml } from './jsx/jsx-runtime.ts';
import { type NavItem, type PageError, type PageProps, page } from './kit/page.tsx';
import { list } from './kit/words.ts';
import { councilsOf } from './numbers.ts';
import type { Visitor, Web } from './web.ts';

export interface ShellPage {
  /** What this page is, and for which family: "History, Ava and Ben Jones". */
  readonly title: string;
  readonly children: Child;
  /** The `href` of the navigation item this page belongs to. */
  readonly current?:
    | '/work'
    | '/families'
    | '/meetings'
    | '/front-door'
    | '/policy'
    | '/notices'
    | '/people';
  readonly backLink?: { readonly href: string; readonly text: string } | undefined;
  readonly errors?: readonly PageError[] | undefined;
  /** On a page about a family, a concern is raised for that family. */
  readonly family?: FamilyId | undefined;
}

/** A whole page for somebody who is signed in. */
export function shell(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: ShellPage,
): string {
  const { protocol, actor } = visitor;
  return page({
    title: props.title,
    authorityName: protocol.about.authority.name,
    brandColour: protocol.about.authority.colour,
    assets: web.assets.links,
    person: {
      name: actor.name,
      role: list(actor.roles.map((role) => roleTitle(protocol, role))),
      csrf: visitor.csrf,
    },
    ending: visitor.ends && endingOf(visitor.ends, visitor.now),
    nav: navigationFor(visitor, request.unread),
    current: props.current,
    flash: readFlash(request),
    backLink: props.backLink,
    errors: props.errors,
    demo: web.demonstration,
    concernHref: props.family === undefined ? '/concern' : `/families/${props.family}/concern`,
    policyVersion: `${protocol.about.title}, version ${protocol.about.version}`,
    printed: `Printed by ${actor.name} on ${momentInWords(visitor.now)}. Confidential: keep it safe, and shred it when you have done with it.`,
    children: (
      <>
        {props.family === undefined ? null : <UrgentAccess until={request.urgentUntil} />}
        {props.children}
      </>
    ),
  });
}

/** Quiet, on every page of the family for as long as it lasts. */
function UrgentAccess({ until }: { readonly until: Instant | undefined }): SafeHtml {
  if (until === undefined) return Fragment({});
  return (
    <section class="app-urgent-access" aria-label="Urgent access">
      <p class="govuk-body-s">
        You have urgent access to this family until {momentInWords(until)}. Whoever holds it has
        been told, and it is reviewed.
      </p>
    </section>
  );
}

function endingOf(
  { idle, last }: NonNullable<Visitor['ends']>,
  now: Instant,
): NonNullable<PageProps['ending']> {
  const milliseconds = (end: Instant): number => toMilliseconds(end) - toMilliseconds(now);
  return {
    idleMilliseconds: milliseconds(idle),
    lastMilliseconds: last === null ? undefined : milliseconds(last),
    words: timeInWords(idle),
  };
}

/** The policy of the council that somebody belongs to; undefined while that could be one of several. */
export function knownProtocol(web: Web, request: FastifyRequest): Protocol | undefined {
  const [council, ...others] = councilsOf(web, request);
  return council === undefined || others.length > 0
    ? undefined
    : web.stile.protocols.current(council);
}

/** A page for somebody who is not signed in: the sign-in page, and faults before it. It bears no council's name while none is chosen. */
export function publicShell(
  web: Web,
  protocol: Protocol | undefined,
  props: Pick<ShellPage, 'title' | 'children' | 'errors' | 'backLink'>,
): string {
  const council = protocol?.about.authority;
  return page({
    title: props.title,
    authorityName: council?.name ?? 'Stile',
    brandColour: council?.colour,
    assets: web.assets.links,
    nav: [],
    backLink: props.backLink,
    errors: props.errors,
    demo: web.demonstration,
    // The numbers to ring stand there, and nobody needs to sign in to read them.
    concernHref: '/sign-in?next=%2Fconcern#urgent-heading',
    children: props.children,
  });
}

const FRONT_DOOR: ReadonlySet<string> = new Set([
  'front-door',
  'early-help-front-door',
  'assessment-team',
  'duty-manager',
]);

/** Whether somebody works at a front door, where new requests and concerns arrive. */
export function worksAtFrontDoor({ actor, protocol }: Visitor): boolean {
  return actor.roles.some((role) => FRONT_DOOR.has(protocol.roles.get(role)?.generic ?? ''));
}

function navigationFor(visitor: Visitor, unread: number): readonly NavItem[] {
  return [
    { text: 'My work', href: '/work' },
    { text: 'Find a family', href: '/families' },
    { text: 'Meetings', href: '/meetings' },
    ...(worksAtFrontDoor(visitor) ? [{ text: 'Front door', href: '/front-door' }] : []),
    { text: 'Policy', href: '/policy' },
    ...(administers(visitor.actor) ? [{ text: 'People', href: '/people' }] : []),
    { text: 'Notices', href: '/notices', count: unread },
  ];
}
