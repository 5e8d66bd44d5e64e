import type { FastifyRequest } from 'fastify';
import { datesInWords } from '../../cases/change-roles.ts';
import type { PersonInFull } from '../../cases/queries/list-people.ts';
import type { HeldFamily } from '../../cases/queries/preview-hand-over.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { roleTitle } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';

export function personHref(id: string, below = ''): string {
  return `/people/${encodeURIComponent(id)}${below}`;
}

/** One person: what they do here, who covers for them, which families hang on them, and what was changed. */
export function personPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  person: PersonInFull,
): string {
  const { worker } = person;
  const own = worker.id === visitor.actor.worker;
  return shell(web, visitor, request, {
    title: worker.name,
    current: '/people',
    backLink: { href: '/people', text: 'People' },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{worker.name}</h1>
          {worker.active ? null : (
            <p class="govuk-body">
              <strong>Has left.</strong> They cannot sign in. What they did stays in the histories
              of families.
            </p>
          )}
          {own ? (
            <p class="govuk-body">
              This is you. Your own roles and cover are changed by another administrator, or by the
              operator of Stile.
            </p>
          ) : null}
          <Waiting person={person} visitor={visitor} />
          <Details person={person} />
          <p class="govuk-body">
            <a class="govuk-link" href={`/sessions/of/${encodeURIComponent(worker.id)}`}>
              Where {worker.name} is signed in
            </a>
          </p>
          <Roles person={person} visitor={visitor} own={own} />
          <CoverList person={person} visitor={visitor} />
          <Families person={person} visitor={visitor} />
          <Acts person={person} visitor={visitor} own={own} newKey={web.stile.newId()} />
          <h2 class="govuk-heading-m">What was changed</h2>
          {person.changes.length === 0 ? (
            <p class="govuk-body">Nothing since the directory was begun.</p>
          ) : (
            <ul class="govuk-list">
              {person.changes.map((each) => (
                <li>
                  {each.what}
                  <span class="app-muted app-block">
                    {momentInWords(each.at)}, {each.byName}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    ),
  });
}

interface Part {
  readonly person: PersonInFull;
  readonly visitor: Visitor;
  readonly own?: boolean;
}

function Waiting({ person, visitor }: Part): SafeHtml {
  const today = dayOf(visitor.now);
  return (
    <>
      {person.waiting.map((each) => {
        const begun = each.from <= today;
        const who = nameOf(person, each.successor);
        const what = {
          leaves: `${person.worker.name} leaves`,
          'role-ends': `${person.worker.name} gives up the role ${roleTitle(visitor.protocol, each.role ?? '')}`,
          moves: `${person.worker.name} moves to another team`,
        }[each.why];
        return govuk('inset-text', {
          html: (
            <>
              <p class="govuk-body">
                <strong>{what}.</strong>{' '}
                {begun
                  ? `Families are being handed over; ${plural(person.families.length, 'family is', 'families are')} left.`
                  : `Families are handed over on ${dayInWords(each.from)}${who === undefined ? '' : `, to ${who} unless somebody else is named`}.`}
              </p>
              <form method="post" action={personHref(person.worker.id, `/hand-over/${each.id}`)}>
                <input type="hidden" name="_csrf" value={visitor.csrf} />
                <div class="govuk-button-group">
                  {begun
                    ? govuk('button', {
                        text: 'Go on',
                        name: 'act',
                        value: 'go-on',
                        classes: 'govuk-button--secondary',
                      })
                    : null}
                  {govuk('button', {
                    text: 'Take it back',
                    name: 'act',
                    value: 'cancel',
                    classes: 'govuk-button--secondary',
                  })}
                </div>
              </form>
            </>
          ),
        });
      })}
    </>
  );
}

function Details({ person }: { readonly person: PersonInFull }): SafeHtml {
  const { worker } = person;
  const entry = (key: string, value: string, href: string | undefined, what: string) => ({
    key: { text: key },
    value: { text: value },
    actions:
      href === undefined || !worker.active
        ? undefined
        : { items: [{ href, text: 'Change', visuallyHiddenText: what }] },
  });
  const change = personHref(worker.id, '/change');
  return govuk('summary-list', {
    rows: [
      entry('Name', worker.name, change, 'the name'),
      entry(
        'E-mail',
        worker.email ?? 'None: they cannot be reached by mail',
        change,
        'the e-mail address',
      ),
      entry(
        'Agency',
        `${worker.agency}${worker.employer === 'authority' ? ' (the council)' : ''}`,
        change,
        'the agency',
      ),
      entry('Team', worker.team ?? 'None', personHref(worker.id, '/move'), 'the team'),
    ],
  });
}

function Roles({ person, visitor, own }: Part): SafeHtml {
  const today = dayOf(visitor.now);
  const { worker, holdings } = person;
  return (
    <>
      <h2 class="govuk-heading-m">Roles</h2>
      {holdings.length === 0 ? (
        <p class="govuk-body">
          No role. Without one, a member of the council’s staff sees only families they are named
          in.
        </p>
      ) : (
        <StackTable
          caption="Roles"
          captionHidden
          columns={[{ text: 'Role' }, { text: 'Dates' }, { text: 'Change' }]}
          rows={holdings.map((each) => [
            roleTitle(visitor.protocol, each.role),
            datesWith(each, today),
            own || !worker.active || isOver(each.until, today) ? (
              ''
            ) : (
              <a
                class="govuk-link"
                href={personHref(worker.id, `/roles/${encodeURIComponent(each.id)}/end`)}
              >
                End
                <span class="govuk-visually-hidden">
                  {' '}
                  the role {roleTitle(visitor.protocol, each.role)}
                </span>
              </a>
            ),
          ])}
        />
      )}
      {own || !worker.active
        ? null
        : govuk('button', {
            text: 'Give a role',
            href: personHref(worker.id, '/roles'),
            classes: 'govuk-button--secondary',
          })}
    </>
  );
}

function CoverList({ person, visitor }: Part): SafeHtml {
  const today = dayOf(visitor.now);
  const { worker, cover } = person;
  return (
    <>
      <h2 class="govuk-heading-m">Cover</h2>
      {cover.length === 0 ? (
        <p class="govuk-body">Nobody covers for {worker.name}.</p>
      ) : (
        <StackTable
          caption="Cover"
          captionHidden
          columns={[{ text: 'Who' }, { text: 'Dates' }, { text: 'Change' }]}
          rows={cover.map((each) => [
            each.covers === worker.id
              ? `${each.workerName} covers for ${worker.name}`
              : `Covers for ${each.coversName}`,
            datesWith(each, today),
            isOver(each.until, today) || each.worker === visitor.actor.worker ? (
              ''
            ) : (
              <a
                class="govuk-link"
                href={personHref(worker.id, `/cover/${encodeURIComponent(each.id)}/end`)}
              >
                End<span class="govuk-visually-hidden"> this cover</span>
              </a>
            ),
          ])}
        />
      )}
      {worker.active
        ? govuk('button', {
            text: 'Arrange cover',
            href: personHref(worker.id, '/cover'),
            classes: 'govuk-button--secondary',
          })
        : null}
    </>
  );
}

function Families({ person, visitor }: Part): SafeHtml {
  const { families, worker } = person;
  return (
    <>
      <h2 class="govuk-heading-m">Families</h2>
      {families.length === 0 ? (
        <p class="govuk-body">{worker.name} has nothing to do in any family.</p>
      ) : (
        <StackTable
          caption={`${plural(families.length, 'family', 'families')}, by reference`}
          columns={[{ text: 'Family' }, { text: 'What they have in it' }]}
          rows={families.map((each) => [each.reference, partInWords(each, visitor)])}
        />
      )}
    </>
  );
}

/** “Holds it as Social Worker; 1 planned visit”. */
export function partInWords({ holds, roles, visits }: HeldFamily, { protocol }: Visitor): string {
  const titles = list(roles.map((role) => roleTitle(protocol, role)));
  const named = titles === '' ? '' : holds ? `Holds it as ${titles}` : `Named as ${titles}`;
  const planned = visits.length === 0 ? '' : plural(visits.length, 'planned visit');
  return [named === '' && holds ? 'Holds it' : named, planned]
    .filter((part) => part !== '')
    .join('; ');
}

function Acts({ person, visitor, own, newKey }: Part & { readonly newKey: string }): SafeHtml {
  const { worker } = person;
  const decided = person.waiting.some(({ why }) => why === 'leaves');
  return (
    <div class="govuk-button-group">
      {worker.active && !own && !decided
        ? govuk('button', {
            text: `${worker.name} leaves`,
            href: personHref(worker.id, '/leave'),
            classes: 'govuk-button--warning',
          })
        : null}
      <form method="post" action={personHref(worker.id, worker.active ? '/sign-out' : '/return')}>
        <input type="hidden" name="_csrf" value={visitor.csrf} />
        <input type="hidden" name="request" value={newKey} />
        {govuk('button', {
          text: worker.active ? 'Sign them out everywhere' : `${worker.name} comes back`,
          classes: 'govuk-button--secondary',
        })}
      </form>
    </div>
  );
}

function datesWith(
  dates: { readonly from: Day | null; readonly until: Day | null },
  today: Day,
): SafeHtml {
  const words = datesInWords(dates);
  const over = isOver(dates.until, today);
  const ahead = dates.from !== null && dates.from > today;
  return (
    <>
      {words.charAt(0).toUpperCase()}
      {words.slice(1)}
      {over ? <span class="app-muted"> (over)</span> : null}
      {ahead ? <span class="app-muted"> (not yet)</span> : null}
    </>
  );
}

function isOver(until: Day | null, today: Day): boolean {
  return until !== null && until < today;
}

function nameOf({ people }: PersonInFull, id: string | null): string | undefined {
  return people.find((each) => each.id === id)?.name;
}
