/** How far each role sees: set by whoever looks after the policy, with what would change before it does. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { listRoleSights, type RoleSights } from '../../cases/queries/list-role-sights.ts';
import { type PreviewedSight, previewSight, setRoleSight } from '../../cases/set-role-sight.ts';
import { momentInWords } from '../../core/calendar/words.ts';
import { textsOf } from '../acts/open-family.ts';
import { sendNotFound } from '../errors.tsx';
import { roleTitle } from '../family/names.ts';
import { setFlash } from '../flash.ts';
import type { Draft } from '../forms/draft-form.tsx';
import {
  bodyOf,
  forget,
  type Kept,
  keep,
  kept,
  requestKeyOf,
  textOf,
  typedOf,
} from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import { wallTime } from '../forms/read-fields.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { govuk } from '../kit/govuk.ts';
import { readForm } from '../kit/read-form.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';

const PATH = '/access/roles';

type Role = RoleSights['roles'][number];

const SEES = {
  all: {
    label: 'Every family of the council',
    hint: 'Except restricted ones. For a front door, managers and whoever searches for anybody.',
  },
  team: {
    label: 'The families of their team',
    hint: 'Those that the team holds, that somebody of the team works with, and what waits for their role.',
  },
  named: {
    label: 'Only families they are named in',
    hint: 'Those they hold, are named in or visit, and what waits for their role with nobody named.',
  },
} as const satisfies Record<Role['sees'], { readonly label: string; readonly hint: string }>;

/** As the database calls the sight of a person, who may have several roles. */
const SIGHTS: Readonly<Record<string, string>> = {
  all: SEES.all.label,
  team: SEES.team.label,
  named: SEES.named.label,
};

export function addSightPages(app: FastifyInstance, web: Web): void {
  app.get(PATH, async (request, reply) => {
    const found = await listRoleSights(web.stile, signedIn(request));
    return found === undefined
      ? sendNotFound(web, request, reply)
      : sendPage(reply, rolesPage(web, request, found));
  });
  app.get(`${PATH}/:role`, async (request, reply) => {
    const role = await findRole(web, request);
    if (role === undefined) return sendNotFound(web, request, reply);
    const before = await kept(web, signedIn(request), draftOf(role).key);
    return sendPage(reply, rolePage(web, request, role, { kept: before }));
  });
  app.post(`${PATH}/:role`, async (request, reply) => {
    const role = await findRole(web, request);
    return role === undefined
      ? sendNotFound(web, request, reply)
      : change(web, request, reply, role);
  });
}

async function findRole(web: Web, request: FastifyRequest): Promise<Role | undefined> {
  const found = await listRoleSights(web.stile, signedIn(request));
  return found?.roles.find(({ role }) => role === textsOf(request.params).role);
}

async function change(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  role: Role,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const typed = typedOf(body);
  await keep(web, visitor, { ...draftOf(role), typed });
  const read = readForm(fieldsFor(role), body, wallTime(visitor.now));
  if ('errors' in read)
    return sendPage(reply, rolePage(web, request, role, { typed, errors: read.errors }), 422);
  const sees = (['all', 'team', 'named'] as const).find((each) => each === read.values.sees);
  const asked = {
    role: role.role,
    sees: sees ?? role.sees,
    asks: read.values.asks === 'yes',
    reason: String(read.values.reason ?? ''),
  };
  if (textOf(body, 'confirmed') !== 'yes') {
    const preview = await previewSight(web.stile, visitor, asked);
    return sendPage(reply, rolePage(web, request, role, { typed, preview }));
  }
  await setRoleSight(web.stile, visitor, { ...asked, requestKey: requestKeyOf(body) });
  await forget(web, visitor, draftOf(role).key);
  setFlash(reply, { kind: 'success', text: `${role.title}: ${SEES[asked.sees].label}.` });
  return reply.redirect(PATH, 303);
}

function draftOf(role: Role): Draft {
  return {
    key: `${PATH}/${encodeURIComponent(role.role)}`,
    title: `How far ${role.title} sees`,
  };
}

function rolesPage(web: Web, request: FastifyRequest, { roles, changes }: RoleSights): string {
  const visitor = signedIn(request);
  return shell(web, visitor, request, {
    title: 'How far each role sees',
    current: '/policy',
    backLink: { href: '/policy', text: 'Policy' },
    children: (
      <>
        <h1 class="govuk-heading-l">How far each role sees</h1>
        <p class="govuk-body">
          For the council’s own staff. Somebody with several roles sees as far as the widest of
          them. Partners see only families they work with, and a restricted family is seen only by
          named people: neither is changed here. A safeguarding concern is taken from anybody.
        </p>
        <StackTable
          caption="Roles"
          captionHidden
          columns={[
            { text: 'Role' },
            { text: 'People' },
            { text: 'Sees' },
            { text: 'Asked what for' },
            { text: 'Change' },
          ]}
          rows={roles.map((each) => [
            each.title,
            String(each.people),
            SEES[each.sees].label,
            each.asks ? 'Yes' : 'No',
            <a class="govuk-link" href={`${PATH}/${encodeURIComponent(each.role)}`}>
              Change<span class="govuk-visually-hidden"> how far {each.title} sees</span>
            </a>,
          ])}
        />
        <h2 class="govuk-heading-m">What was changed</h2>
        {changes.length === 0 ? (
          <p class="govuk-body app-muted">Nothing yet: every role sees every family.</p>
        ) : (
          <StackTable
            caption="Changes, newest first"
            captionHidden
            columns={[{ text: 'When' }, { text: 'Who' }, { text: 'What' }, { text: 'Why' }]}
            rows={changes.map((each) => [
              momentInWords(each.at),
              each.name,
              `${roleTitle(visitor.protocol, each.role)}: ${sightInWords(each.before)} became ${sightInWords(each.after)}`,
              each.reason,
            ])}
          />
        )}
      </>
    ),
  });
}

function sightInWords({ sees, asks }: Pick<Role, 'sees' | 'asks'>): string {
  return `“${SEES[sees].label}${asks ? ', asked what for' : ''}”`;
}

function fieldsFor(role: Role): readonly FieldView[] {
  return [
    {
      name: 'sees',
      label: 'Which families does this role see?',
      noun: 'which families it sees',
      type: 'choice',
      required: true,
      options: Object.entries(SEES).map(([value, words]) => ({ value, ...words })),
      value: role.sees,
    },
    {
      name: 'asks',
      label: 'Are they asked what for, when they open a family that they do not work with?',
      noun: 'whether they are asked what for',
      type: 'yes-no',
      required: true,
      hint: 'Once a day for each family. Only for a role that sees every family.',
      options: [
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ],
      value: role.asks ? 'yes' : 'no',
    },
    {
      name: 'reason',
      label: 'Why is it changed?',
      noun: 'why it is changed',
      type: 'text',
      required: true,
      maxLength: 500,
    },
  ];
}

function rolePage(
  web: Web,
  request: FastifyRequest,
  role: Role,
  state: {
    readonly typed?: Typed;
    readonly errors?: readonly FieldError[];
    readonly kept?: Kept | undefined;
    readonly preview?: PreviewedSight | undefined;
  },
): string {
  const visitor = signedIn(request);
  const { typed, errors, preview } = state;
  const { key: action, title } = draftOf(role);
  return shell(web, visitor, request, {
    title,
    current: '/policy',
    backLink: { href: PATH, text: 'How far each role sees' },
    errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{title}</h1>
          {state.kept === undefined ? null : (
            <KeptNotice kept={state.kept} draftKey={action} csrf={visitor.csrf} />
          )}
          <Form
            action={action}
            csrf={visitor.csrf}
            fields={fieldsFor(role)}
            typed={typed ?? state.kept?.typed}
            errors={errors}
            draftUrl="/drafts"
            hidden={{ draft: action, 'draft-title': title }}
            submit="Show what would change"
            cancel={{ href: PATH, text: 'Cancel' }}
          />
          {preview === undefined ? null : (
            <>
              <Preview preview={preview} />
              <Confirm
                action={action}
                csrf={visitor.csrf}
                typed={typed ?? {}}
                newKey={web.stile.newId()}
              />
            </>
          )}
        </div>
      </div>
    ),
  });
}

function Preview({ preview }: { readonly preview: PreviewedSight }): SafeHtml {
  const { people, more } = preview;
  return (
    <section aria-labelledby="preview">
      <h2 class="govuk-heading-m" id="preview">
        What would change
      </h2>
      {people.length === 0 ? (
        <p class="govuk-body">Nobody has this role now.</p>
      ) : (
        <StackTable
          caption="What would change for each person"
          captionHidden
          columns={[{ text: 'Who' }, { text: 'Sees now' }, { text: 'Would see' }]}
          rows={people.map(({ name, before, after }) => [
            name,
            seenInWords(before),
            before.sees === after.sees && before.families === after.families
              ? 'The same'
              : seenInWords(after),
          ])}
        />
      )}
      {more === 0 ? (
        Fragment({})
      ) : (
        <p class="govuk-body">And {plural(more, 'other person', 'other people')}.</p>
      )}
    </section>
  );
}

function seenInWords({ sees, families }: PreviewedSight['people'][number]['before']): string {
  return `${SIGHTS[sees] ?? 'Nothing'} (${plural(families, 'family', 'families')})`;
}

/** The same answers again, sent only by this button. */
function Confirm(props: {
  readonly action: string;
  readonly csrf: string;
  readonly typed: Typed;
  readonly newKey: string;
}): SafeHtml {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="_csrf" value={props.csrf} />
      <input type="hidden" name="request" value={props.newKey} />
      <input type="hidden" name="confirmed" value="yes" />
      {Object.entries(props.typed)
        .filter(([name]) => name !== 'confirmed')
        .map(([name, value]) => (
          <input type="hidden" name={name} value={[value].flat()[0] ?? ''} />
        ))}
      {govuk('button', { text: 'Change it', preventDoubleClick: true })}
    </form>
  );
}
