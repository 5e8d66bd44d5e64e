/** Where somebody says who they are: with an account, by a link, or, in a demonstration, by choosing a person. */
import { listDirectory } from '../../cases/queries/list-team.ts';
import type { AuthorityId } from '../../core/family/people.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';
import { roleTitle } from '../family/names.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { type KeptForm, packForm } from '../kept-form.tsx';
import { UrgentPanel } from '../kit/urgent-panel.tsx';
import { list } from '../kit/words.ts';
import { contactsOf, numbersOf } from '../numbers.ts';
import { publicShell } from '../shell.tsx';
import type { Web } from '../web.ts';
import { OwnWays } from './own-ways.tsx';
import { SendFromHere } from './send-from-here.tsx';
import { hasWays, noWays, waysInto } from './ways.ts';
import { whatRolesDo } from './what-roles-do.ts';

interface SignIn {
  readonly csrf: string;
  /** The page that was asked for. */
  readonly next: string | undefined;
  /** What was posted when the session was over. */
  readonly kept: KeptForm | undefined;
  /** The council that was chosen, or that the browser's session was for. */
  readonly council?: string | undefined;
  readonly signedOut?: boolean;
  /** A provider at which they may still be signed in. */
  readonly leave?: { readonly id: string; readonly name: string } | undefined;
  /** The browser did not send back what shows that the form is its own. */
  readonly again?: boolean;
  /** The session ended by itself. */
  readonly ended?: boolean;
  /** What was typed where a link is asked for, and what is wrong with it. */
  readonly email?: { readonly typed: string; readonly error: string } | undefined;
}

interface Council {
  readonly authority: AuthorityId;
  readonly protocol: Protocol;
  readonly people: readonly Someone[];
}

interface Someone {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly roles: readonly string[];
}

/** The page where somebody says who they are; of several councils, first whose they are. */
export async function signInPage(web: Web, props: SignIn): Promise<string> {
  const councils = await Promise.all(
    web.stile.protocols.authorities.map(async (name): Promise<Council> => {
      // The names under which protocols were published.
      const authority = name as AuthorityId;
      const people = web.demonstration ? await listDirectory(web.stile, { authority }) : [];
      return { authority, protocol: web.stile.protocols.current(authority), people };
    }),
  );
  const ways = web.signIn ?? noWays;
  const peopled = councils
    .filter(({ authority, people }) =>
      web.demonstration ? people.length > 0 : hasWays(waysInto(ways, authority)),
    )
    .toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), 'en-GB'));
  const shown = peopled.length > 0 ? peopled : councils;
  const chosen =
    shown.length === 1 ? shown[0] : shown.find((each) => each.authority === props.council);
  const asked = (chosen === undefined ? shown : [chosen]).map((each) => each.authority);
  // A demonstration takes it along; elsewhere it waits in the store, unless it is not known for whom.
  const here = web.demonstration || props.next !== undefined ? undefined : props.kept;
  return publicShell(web, chosen?.protocol, {
    title: 'Sign in',
    errors: props.email && [{ message: props.email.error, href: '#email' }],
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Sign in</h1>
          {here === undefined ? <WhatHappened {...props} /> : null}
          {here !== undefined ? (
            <SendFromHere form={here} csrf={props.csrf} />
          ) : web.demonstration ? (
            <Demonstration {...props} councils={peopled} chosen={chosen} />
          ) : peopled.length === 0 ? (
            <p class="govuk-body">
              No way to sign in has been set up yet. Ask whoever looks after Stile.
            </p>
          ) : chosen === undefined ? (
            <>
              <h2 class="govuk-heading-m">Choose a council</h2>
              <CouncilForm {...props}>
                <Councils councils={peopled} />
              </CouncilForm>
            </>
          ) : (
            <OwnWays
              {...props}
              ways={waysInto(ways, chosen.authority)}
              council={chosen.authority}
              others={peopled.length > 1}
            />
          )}
        </div>
        <div class="govuk-grid-column-one-third">
          <UrgentPanel heading="Worried about a child now?" numbers={numbersOf(web, asked)}>
            {contactsOf(web, asked).flatMap(({ title, phone, noNumber }) =>
              phone !== undefined || noNumber === undefined
                ? []
                : [
                    <p class="govuk-body">
                      {title}: {noNumber}
                    </p>,
                  ],
            )}
            <p class="govuk-body">You do not need to sign in to ring. In an emergency ring 999.</p>
          </UrgentPanel>
        </div>
      </div>
    ),
  });
}

function nameOf({ protocol }: Council): string {
  return protocol.about.authority.name;
}

/** Why they are here: they left, time ran out, or what they sent came too late. */
function WhatHappened({ signedOut, leave, ended, kept, next, again }: SignIn): SafeHtml | null {
  if (again === true)
    return (
      <p class="govuk-body">
        <strong>You are not signed in yet.</strong> This page was too old, so choose again; what you
        typed is kept. If you keep seeing this, allow cookies for this site in your browser.
      </p>
    );
  if (kept !== undefined)
    return (
      <>
        <p class="govuk-body">
          <strong>You had been signed out, so nothing was sent.</strong> What you typed is kept:
          sign in as yourself, and then send it.
        </p>
        {next === undefined ? null : (
          <p class="govuk-body">It waits for you under Unfinished work as well.</p>
        )}
      </>
    );
  if (ended)
    return (
      <p class="govuk-body">
        You were signed out because you had not used Stile for a while, had been signed in for a
        long time, or had signed out somewhere else. What you had typed is kept as a draft.
      </p>
    );
  if (!signedOut) return null;
  return (
    <>
      <p class="govuk-body">You have signed out.</p>
      {leave === undefined ? null : (
        <p class="govuk-body">
          You may still be signed in to {leave.name}. If other people use this computer,{' '}
          <a class="govuk-link" href={`/sign-in/out/${leave.id}`}>
            sign out of {leave.name} too
          </a>
          .
        </p>
      )}
    </>
  );
}

function Councils({ councils }: { readonly councils: readonly Council[] }): SafeHtml {
  return (
    <>
      {councils.map(({ authority, protocol }) => (
        <button
          type="submit"
          class="govuk-button govuk-button--secondary app-sign-in__council"
          name="council"
          value={authority}
        >
          {protocol.about.authority.name}
          <span class="app-sign-in__agency">{protocol.about.title}</span>
        </button>
      ))}
    </>
  );
}

function Demonstration(
  props: SignIn & { readonly councils: readonly Council[]; readonly chosen: Council | undefined },
): SafeHtml {
  const { councils, chosen, next, kept } = props;
  if (chosen === undefined)
    return (
      <>
        <p class="govuk-body">
          This demonstration has several councils. Each has its own policy, people and families, and
          sees nothing of the others. Everybody and every family is invented.
        </p>
        <h2 class="govuk-heading-m">Choose a council</h2>
        <CouncilForm {...props}>
          <Councils councils={councils} />
        </CouncilForm>
      </>
    );
  return (
    <>
      <p class="govuk-body">
        Choose whom to be. Everybody here is invented, and so is every family. Nobody needs a
        password.
      </p>
      {councils.length < 2 || kept !== undefined ? null : (
        <p class="govuk-body">
          <a
            class="govuk-link"
            href={`/sign-in?council=${next === undefined ? '' : `&next=${encodeURIComponent(next)}`}`}
          >
            Choose another council
          </a>
        </p>
      )}
      <form method="post" action="/sign-in">
        <Carried {...props} />
        <People {...chosen} />
      </form>
    </>
  );
}

/** What was typed is too long for an address: it travels in a form that is sent, and all else in the address. */
function CouncilForm(props: SignIn & { readonly children: Child }): SafeHtml {
  if (props.kept === undefined)
    return (
      <form method="get" action="/sign-in">
        {props.next === undefined ? null : <input type="hidden" name="next" value={props.next} />}
        {props.children}
      </form>
    );
  return (
    <form method="post" action="/sign-in">
      <Carried {...props} />
      {props.children}
    </form>
  );
}

/** What a form of this page takes along. */
function Carried({ csrf, next, kept }: SignIn): SafeHtml {
  return (
    <>
      <input type="hidden" name="_csrf" value={csrf} />
      {next === undefined ? null : <input type="hidden" name="next" value={next} />}
      {kept === undefined ? null : <input type="hidden" name="kept" value={packForm(kept)} />}
    </>
  );
}

function People({ authority, protocol, people }: Council): SafeHtml {
  return (
    <>
      {byRole(protocol, people).map(([role, members]) => (
        <section class="app-sign-in">
          <h2 class="govuk-heading-s app-sign-in__role">{roleTitle(protocol, role)}</h2>
          <p class="govuk-hint app-sign-in__what">{whatRolesDo(protocol, role)}</p>
          <ul class="govuk-list app-sign-in__people">
            {members.map((person) => (
              <li>
                <button
                  type="submit"
                  class="govuk-button govuk-button--secondary app-sign-in__person"
                  name="person"
                  value={`${authority}~${person.id}`}
                >
                  {person.name}
                  <span class="app-sign-in__agency">
                    {[person.agency, otherRoles(protocol, person, role)]
                      .filter((part) => part !== '')
                      .join('. ')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Each person once, under the first of their roles, in the order of the policy. */
function byRole(
  protocol: Protocol,
  people: readonly Someone[],
): readonly (readonly [role: string, people: readonly Someone[]])[] {
  const order = [...protocol.roles.keys()];
  const place = (role: string): number => {
    // An unknown role simply is not found.
    const index = order.indexOf(role as RoleId);
    return index < 0 ? order.length : index;
  };
  const groups = new Map<string, Someone[]>();
  for (const person of people) {
    const [main] = person.roles;
    if (main === undefined) continue;
    groups.set(main, [...(groups.get(main) ?? []), person]);
  }
  return [...groups].toSorted(([one], [other]) => place(one) - place(other));
}

function otherRoles(protocol: Protocol, person: Someone, main: string): string {
  const others = person.roles.filter((role) => role !== main);
  return others.length === 0 ? '' : `Also ${list(others.map((role) => roleTitle(protocol, role)))}`;
}
