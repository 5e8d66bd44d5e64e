import type { FastifyRequest } from 'fastify';
import type { People } from '../../cases/queries/list-people.ts';
import type { Draft } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { StackTable } from '../kit/stack-table.tsx';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';

export const TEAMS = '/people/teams';
export const newTeam: Draft = { key: `${TEAMS}#add-team`, title: 'Add a team' };
export const newAgency: Draft = { key: `${TEAMS}#add-agency`, title: 'Add an agency' };

export const teamFields: readonly FieldView[] = [
  {
    name: 'team',
    label: 'Name of the team',
    noun: 'the name of the team',
    type: 'text',
    required: true,
    maxLength: 200,
  },
];

export const agencyFields: readonly FieldView[] = [
  {
    name: 'agency',
    label: 'Name of the agency',
    noun: 'the name of the agency',
    type: 'text',
    required: true,
    maxLength: 200,
  },
  {
    name: 'employer',
    label: 'What is it?',
    noun: 'what it is',
    type: 'choice',
    required: true,
    options: [
      { value: 'authority', label: 'Part of the council' },
      {
        value: 'partner',
        label: 'A partner: a school, a health service, a charity',
        hint: 'People of a partner see only families they work with',
      },
    ],
  },
];

/** The teams and agencies that people can be in. */
export function teamsPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: {
    readonly people: People;
    readonly wrong?: { readonly typed: Typed; readonly errors: readonly FieldError[] } | undefined;
    readonly kept: ReadonlyMap<string, Kept>;
  },
): string {
  const { people, wrong, kept } = props;
  const ofPolicy = new Set([...visitor.protocol.roles.values()].flatMap(({ team }) => team ?? []));
  const inTeam = (name: string): number =>
    people.people.filter(({ active, team }) => active && team === name).length;
  const inAgency = (name: string): number =>
    people.people.filter(({ active, agency }) => active && agency === name).length;
  return shell(web, visitor, request, {
    title: 'Teams and agencies',
    current: '/people',
    backLink: { href: '/people', text: 'People' },
    errors: wrong?.errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Teams and agencies</h1>
          <StackTable
            caption="Teams"
            columns={[{ text: 'Team' }, { text: 'People', numeric: true }]}
            rows={people.teams.map((name) => [
              <>
                {name}
                {ofPolicy.has(name) ? (
                  <span class="app-muted app-block">From the policy</span>
                ) : null}
              </>,
              String(inTeam(name)),
            ])}
          />
          <AddForm
            draft={newTeam}
            kept={kept.get(newTeam.key)}
            what="team"
            fields={teamFields}
            visitor={visitor}
            wrong={wrong}
          />
          <StackTable
            caption="Agencies"
            columns={[
              { text: 'Agency' },
              { text: 'What it is' },
              { text: 'People', numeric: true },
            ]}
            rows={people.agencies.map(({ name, employer }) => [
              name,
              employer === 'authority' ? 'Part of the council' : 'A partner',
              String(inAgency(name)),
            ])}
          />
          <AddForm
            draft={newAgency}
            kept={kept.get(newAgency.key)}
            what="agency"
            fields={agencyFields}
            visitor={visitor}
            wrong={wrong}
          />
        </div>
      </div>
    ),
  });
}

function AddForm(props: {
  readonly draft: Draft;
  readonly kept: Kept | undefined;
  readonly what: 'team' | 'agency';
  readonly fields: readonly FieldView[];
  readonly visitor: Visitor;
  readonly wrong: { readonly typed: Typed; readonly errors: readonly FieldError[] } | undefined;
}): SafeHtml {
  const { what, fields, visitor, wrong, draft } = props;
  const { key, title } = draft;
  const own = wrong?.errors.some(({ field }) => fields.some(({ name }) => name === field));
  return (
    <section aria-labelledby={`add-${what}`}>
      <h2 class="govuk-heading-m" id={`add-${what}`}>
        {title}
      </h2>
      {props.kept === undefined || own ? null : (
        <KeptNotice kept={props.kept} draftKey={key} csrf={visitor.csrf} />
      )}
      <Form
        action={`${TEAMS}/${what}`}
        csrf={visitor.csrf}
        fields={fields}
        submit={title}
        typed={own ? wrong?.typed : props.kept?.typed}
        errors={own ? wrong?.errors : undefined}
        draftUrl="/drafts"
        hidden={{ draft: key, 'draft-title': title }}
      />
    </section>
  );
}
