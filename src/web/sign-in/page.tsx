/** Demonstration sign-in: choose a person. The real one, with the council's own accounts, comes in its place. */
import { listDirectory } from '../../cases/queries/list-team.ts';
import { contactsNow } from '../../core/family/contacts.ts';
import type { AuthorityId } from '../../core/family/people.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';
import { roleTitle } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { type KeptForm, packForm } from '../kept-form.tsx';
import { UrgentPanel } from '../kit/urgent-panel.tsx';
import { list } from '../kit/words.ts';
import { publicShell } from '../shell.tsx';
import type { Web } from '../web.ts';
import { whatRolesDo } from './what-roles-do.ts';

interface SignIn {
  readonly csrf: string;
  /** The page that was asked for. */
  readonly next: string | undefined;
  /** What was posted when the session was over. */
  readonly kept: KeptForm | undefined;
  readonly signedOut?: boolean;
}

interface Someone {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly roles: readonly string[];
}

/** The page where somebody says who they are. */
export async function signInPage(web: Web, props: SignIn): Promise<string> {
  const authorities = await Promise.all(
    web.stile.protocols.authorities.map(async (name) => {
      // The names under which protocols were published.
      const authority = name as AuthorityId;
      const people = web.demonstration ? await listDirectory(web.stile, { authority }) : [];
      return { authority, protocol: web.stile.protocols.current(authority), people };
    }),
  );
  const peopled = authorities.filter((each) => each.people.length > 0);
  const [first] = [...peopled, ...authorities];
  if (first === undefined) throw new Error('No protocol has been published');
  return publicShell(web, first.protocol, {
    title: 'Sign in',
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Sign in</h1>
          {props.signedOut ? <p class="govuk-body">You have signed out.</p> : null}
          {props.kept === undefined ? null : (
            <p class="govuk-body">
              <strong>You had been signed out, so nothing was sent.</strong> What you typed is kept:
              sign in as yourself, and then send it.
            </p>
          )}
          {web.demonstration ? (
            <p class="govuk-body">
              Choose whom to be. Everybody here is invented, and so is every family. Nobody needs a
              password.
            </p>
          ) : (
            <p class="govuk-body">
              Signing in with your council’s own account is not set up yet. Ask whoever looks after
              Stile.
            </p>
          )}
          <form method="post" action="/sign-in">
            <input type="hidden" name="_csrf" value={props.csrf} />
            {props.next === undefined ? null : (
              <input type="hidden" name="next" value={props.next} />
            )}
            {props.kept === undefined ? null : (
              <input type="hidden" name="kept" value={packForm(props.kept)} />
            )}
            {peopled.map(({ authority, protocol, people }) => (
              <Authority
                authority={authority}
                protocol={protocol}
                people={people}
                named={peopled.length > 1}
              />
            ))}
          </form>
        </div>
        <div class="govuk-grid-column-one-third">
          <UrgentPanel
            heading="Worried about a child now?"
            numbers={numbersNow(web, first.authority, first.protocol)}
          >
            <p class="govuk-body">You do not need to sign in to ring. In an emergency ring 999.</p>
          </UrgentPanel>
        </div>
      </div>
    ),
  });
}

function Authority(props: {
  readonly authority: string;
  readonly protocol: Protocol;
  readonly people: readonly Someone[];
  readonly named: boolean;
}): SafeHtml {
  const { authority, protocol, people, named } = props;
  return (
    <>
      {named ? <h2 class="govuk-heading-m">{protocol.about.authority.name}</h2> : null}
      {byRole(protocol, people).map(([role, members]) => (
        <section class="app-sign-in">
          {named ? (
            <h3 class="govuk-heading-s app-sign-in__role">{roleTitle(protocol, role)}</h3>
          ) : (
            <h2 class="govuk-heading-s app-sign-in__role">{roleTitle(protocol, role)}</h2>
          )}
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

function numbersNow(
  web: Web,
  authority: string,
  protocol: Protocol,
): readonly { readonly name: string; readonly phone: string; readonly hours?: string }[] {
  const contacts = contactsNow(protocol, web.stile.calendarOf(authority), web.stile.now());
  return contacts.flatMap(({ title, phone, menu }) =>
    phone === undefined
      ? []
      : [{ name: title, phone, ...(menu === undefined ? {} : { hours: `Choose ${menu}` }) }],
  );
}
