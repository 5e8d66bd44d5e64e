import type { FastifyRequest } from 'fastify';
import type { PossibleDuplicate } from '../../cases/queries/find-possible-duplicates.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { NewPerson } from '../../core/family/commands.ts';
import type { Kept } from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { govuk } from '../kit/govuk.ts';
import { list } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';
import { familyFields } from './family-fields.ts';
import { ABOUT_FAMILY, NEW_FAMILY, type NewFamily } from './new-family.ts';
import { type PersonKind, personFields } from './person-fields.ts';

/** Asked only where a family that Stile knows looks like the new one. */
export const differenceField: FieldView = {
  name: 'different',
  label: 'It is not the same family, because',
  noun: 'why it is not the same family',
  type: 'text',
  required: true,
  hint: 'For example, another address, or cousins of the same name. It is kept in the history',
  maxLength: 500,
};

interface NewFamilyPage {
  readonly family: NewFamily;
  readonly errors: readonly FieldError[];
  /** Families that they see and that look alike; none where nothing has been asked yet. */
  readonly alike: readonly PossibleDuplicate[];
  readonly request: string;
}

/** Registering a family: its people one by one, then who holds it. */
export function newFamilyPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: NewFamilyPage,
): string {
  const { family } = props;
  const alike = props.alike.length > 0;
  const fields = familyFields(visitor);
  return shell(web, visitor, request, {
    title: 'Register a family',
    current: '/families',
    backLink: { href: '/families', text: 'Find a family' },
    errors: props.errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Register a family</h1>
          <p class="govuk-body">
            What you enter is kept as you go. If a child is at risk now, do not register first:{' '}
            <a class="govuk-link" href="/concern">
              report the concern
            </a>
            .
          </p>
          <People people={family.people} csrf={visitor.csrf} />
          {alike ? <Alike candidates={props.alike} /> : null}
          {family.people.length === 0 ? null : (
            <>
              <h2 class="govuk-heading-m" id="family">
                The family
              </h2>
              <Form
                action={NEW_FAMILY}
                csrf={visitor.csrf}
                fields={alike ? [differenceField, ...fields] : fields}
                typed={Object.keys(family.typed).length === 0 ? undefined : family.typed}
                errors={props.errors}
                submit={alike ? 'Register as a new family' : 'Register the family'}
                draftUrl="/drafts"
                hidden={{
                  request: props.request,
                  draft: ABOUT_FAMILY.key,
                  'draft-title': ABOUT_FAMILY.title,
                }}
                cancel={{ href: '/families', text: 'Leave it for later' }}
              />
            </>
          )}
        </div>
      </div>
    ),
  });
}

function People(props: { readonly people: readonly NewPerson[]; readonly csrf: string }): SafeHtml {
  const hasChild = props.people.some((person) => person.kind === 'child');
  return (
    <>
      <h2 class="govuk-heading-m">People</h2>
      {props.people.length === 0 ? (
        <p class="govuk-body">Begin with a child. A baby who is not born yet counts.</p>
      ) : (
        <dl class="govuk-summary-list">
          {props.people.map((person, index) => (
            <div class="govuk-summary-list__row">
              <dt class="govuk-summary-list__key">{nameOf(person)}</dt>
              <dd class="govuk-summary-list__value">{aboutPerson(person)}</dd>
              <dd class="govuk-summary-list__actions">
                <form method="post" action={`${NEW_FAMILY}/remove`}>
                  <input type="hidden" name="_csrf" value={props.csrf} />
                  <input type="hidden" name="person" value={index} />
                  <input type="hidden" name="name" value={nameOf(person)} />
                  <button type="submit" class="app-link-button">
                    Remove<span class="govuk-visually-hidden"> {nameOf(person)}</span>
                  </button>
                </form>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div class="govuk-button-group">
        {govuk('button', {
          text: hasChild ? 'Add another child' : 'Add a child',
          href: `${NEW_FAMILY}/child`,
          classes: hasChild ? 'govuk-button--secondary' : undefined,
        })}
        {govuk('button', {
          text: 'Add an adult',
          href: `${NEW_FAMILY}/adult`,
          classes: 'govuk-button--secondary',
        })}
      </div>
    </>
  );
}

/** Families that may be the same: shown with what agrees and what does not. A person decides. */
function Alike({ candidates }: { readonly candidates: readonly PossibleDuplicate[] }): SafeHtml {
  return (
    <section class="app-alike" id="alike" aria-labelledby="alike-heading">
      <h2 class="govuk-heading-m" id="alike-heading">
        Stile may know this family already
      </h2>
      <p class="govuk-body">
        Look before you register. Nothing is joined by itself, and nothing has been registered yet.
      </p>
      {candidates.slice(0, 10).map(({ child, found, band, agrees, differs }) => (
        <div class="app-alike__one">
          <p class="govuk-body">
            <a class="govuk-link" href={`/families/${encodeURIComponent(found.family)}`}>
              {found.familyName}, {found.reference}
            </a>
            : {`${found.given} ${found.surname}`}
            {found.born === null ? '' : `, born ${dayInWords(found.born)}`}
          </p>
          <p class="govuk-body-s app-lines">
            {band === 'likely' ? 'Very alike' : 'Perhaps the same as'} {child.given} {child.family}.
          </p>
          {agrees.length === 0 ? null : (
            <p class="govuk-body-s app-lines">The same: {list(agrees)}.</p>
          )}
          {differs.length === 0 ? null : (
            <p class="govuk-body-s app-lines">Different: {list(differs)}.</p>
          )}
        </div>
      ))}
    </section>
  );
}

/** The page for one more person. */
export function newPersonPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: {
    readonly kind: PersonKind;
    readonly surname: string | undefined;
    readonly typed?: Typed | undefined;
    readonly kept?: Kept | undefined;
    readonly errors: readonly FieldError[];
  },
): string {
  const title = props.kind === 'child' ? 'Add a child' : 'Add an adult';
  const key = `${NEW_FAMILY}/${props.kind}`;
  const fields = personFields(props.kind).map((field) =>
    field.name === 'family' ? { ...field, value: props.surname } : field,
  );
  return shell(web, visitor, request, {
    title: personTitle(props.kind),
    current: '/families',
    backLink: { href: NEW_FAMILY, text: 'Register a family' },
    errors: props.errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <span class="govuk-caption-l">Register a family</span>
          <h1 class="govuk-heading-l">{title}</h1>
          {props.kept === undefined ? null : (
            <KeptNotice kept={props.kept} draftKey={key} csrf={visitor.csrf} />
          )}
          <Form
            action={key}
            csrf={visitor.csrf}
            fields={fields}
            typed={props.typed ?? props.kept?.typed}
            errors={props.errors}
            submit={props.kind === 'child' ? 'Add this child' : 'Add this adult'}
            draftUrl="/drafts"
            hidden={{
              request: web.stile.newId(),
              draft: key,
              'draft-title': personTitle(props.kind),
            }}
            cancel={{ href: NEW_FAMILY, text: 'Cancel' }}
          />
        </div>
      </div>
    ),
  });
}

export function personTitle(kind: PersonKind): string {
  return kind === 'child' ? 'Add a child, new family' : 'Add an adult, new family';
}

function nameOf(person: NewPerson): string {
  return `${person.given} ${person.family}`.trim();
}

function aboutPerson(person: NewPerson): string {
  const born = person.born === undefined ? undefined : `born ${dayInWords(person.born)}`;
  const parts =
    person.kind === 'child'
      ? ['Child', born]
      : [person.relation, person.inHousehold ? 'in the household' : 'not in the household', born];
  return [...parts, person.note].filter((part) => part !== undefined && part !== '').join(', ');
}
