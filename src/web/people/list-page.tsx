import type { FastifyRequest } from 'fastify';
import { rolesToGive } from '../../cases/administer.ts';
import type { ListedPerson, People } from '../../cases/queries/list-people.ts';
import { roleTitle } from '../family/names.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { Tag } from '../kit/tag.tsx';
import { list, plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';

export interface Sought {
  readonly words: string;
  readonly team: string;
  readonly role: string;
  readonly which: string;
}

/** Everybody of the directory, narrowed by words, team, role and whether they have left. */
export function listPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: { readonly people: People; readonly sought: Sought },
): string {
  const { people, sought } = props;
  const shown = people.people.filter((person) => isSought(person, sought, people));
  return shell(web, visitor, request, {
    title: 'People',
    current: '/people',
    children: (
      <>
        <h1 class="govuk-heading-l">People</h1>
        <Warnings {...people} />
        <div class="govuk-button-group">
          {govuk('button', { text: 'Add a person', href: '/people/add' })}
          <a class="govuk-link" href="/people/import">
            Import a list
          </a>
          <a class="govuk-link" href="/people/teams">
            Teams and agencies
          </a>
          <a class="govuk-link" href="/access/roles">
            How far roles see
          </a>
          <a class="govuk-link" href="/people/log">
            What was changed
          </a>
          <a class="govuk-link" href="/sign-in-log">
            Who came in
          </a>
        </div>
        <Seek people={people} sought={sought} visitor={visitor} />
        <p class="govuk-body" role="status">
          {plural(shown.length, 'person', 'people')}
        </p>
        {shown.length === 0 ? null : (
          <StackTable
            caption="People"
            captionHidden
            columns={[
              { text: 'Name' },
              { text: 'Roles today' },
              { text: 'Team and agency' },
              { text: 'Families', numeric: true },
            ]}
            rows={shown.map((person) => row(person, people, visitor))}
          />
        )}
      </>
    ),
  });
}

function Warnings({ orphans, waiting }: People): SafeHtml {
  if (orphans.length === 0 && waiting.length === 0) return Fragment({});
  return (
    <>
      {orphans.length === 0
        ? null
        : govuk('warning-text', {
            iconFallbackText: 'Warning',
            text: `${plural(orphans.length, 'family is', 'families are')} held by somebody who has left: ${list(
              orphans.map(({ reference, name }) => `${reference} (${name})`),
            )}. A manager can name somebody on the family’s page.`,
          })}
    </>
  );
}

function row(person: ListedPerson, people: People, { protocol }: Visitor) {
  const leaves = people.waiting.some(({ worker, why }) => worker === person.id && why === 'leaves');
  const covers = people.people.filter(({ id }) => person.covers.includes(id));
  return [
    <>
      <a class="govuk-link" href={`/people/${encodeURIComponent(person.id)}`}>
        {person.name}
      </a>{' '}
      {person.active ? null : <Tag colour="grey">Has left</Tag>}
      {leaves ? <Tag colour="yellow">Leaves</Tag> : null}
      <span class="app-muted app-block">{person.email ?? 'No e-mail address'}</span>
    </>,
    person.roles.length === 0 ? (
      <span class="app-muted">No role</span>
    ) : (
      <>
        {list(person.roles.map((role) => roleTitle(protocol, role)))}
        {covers.length === 0 ? null : (
          <span class="app-muted app-block">
            Covering for {list(covers.map(({ name }) => name))}
          </span>
        )}
      </>
    ),
    <>
      {person.team ?? ''}
      <span class="app-muted app-block">{person.agency}</span>
    </>,
    String(person.families),
  ];
}

function Seek(props: {
  readonly people: People;
  readonly sought: Sought;
  readonly visitor: Visitor;
}): SafeHtml {
  const { people, sought, visitor } = props;
  const picked = (
    name: string,
    label: string,
    value: string,
    all: string,
    items: readonly { readonly value: string; readonly text: string }[],
  ) =>
    govuk('select', {
      id: name,
      name,
      label: { text: label },
      items: [{ value: '', text: all }, ...items].map((item) => ({
        ...item,
        selected: item.value === value,
      })),
    });
  return (
    <form method="post" action="/people" class="app-search">
      <input type="hidden" name="_csrf" value={visitor.csrf} />
      {govuk('input', {
        id: 'q',
        name: 'q',
        label: { text: 'Name or e-mail' },
        value: sought.words,
        spellcheck: false,
      })}
      {picked(
        'team',
        'Team',
        sought.team,
        'Every team',
        people.teams.map((name) => ({ value: name, text: name })),
      )}
      {picked(
        'role',
        'Role',
        sought.role,
        'Every role',
        rolesToGive(visitor.protocol).map(({ id, title }) => ({ value: id, text: title })),
      )}
      {picked('which', 'Show', sought.which, 'People who work here', [
        { value: 'leaving', text: 'Leaving' },
        { value: 'left', text: 'Have left' },
        { value: 'all', text: 'Everybody' },
      ])}
      {govuk('button', { text: 'Show', classes: 'govuk-button--secondary' })}
    </form>
  );
}

function isSought(person: ListedPerson, sought: Sought, { waiting }: People): boolean {
  const words = sought.words.toLowerCase().split(/\s+/);
  const text = `${person.name} ${person.email ?? ''}`.toLowerCase();
  const leaves = waiting.some(({ worker, why }) => worker === person.id && why === 'leaves');
  const which = {
    all: true,
    left: !person.active,
    leaving: person.active && leaves,
  }[sought.which];
  return (
    words.every((word) => text.includes(word)) &&
    (sought.team === '' || person.team === sought.team) &&
    (sought.role === '' || person.roles.includes(sought.role)) &&
    (which ?? person.active)
  );
}
