import type { FastifyRequest } from 'fastify';
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { FamilyScene } from '../acts/scene.ts';
import { familyHref, nameOf, whySuspended } from '../acts/scene.ts';
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { moj } from '../kit/govuk.ts';
import { HolderBar } from '../kit/holder-bar.tsx';
import type { PageError } from '../kit/page.tsx';
import { Tag } from '../kit/tag.tsx';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { holderInWords } from './names.ts';

export type FamilyPart = 'overview' | 'people' | 'evidence' | 'consent' | 'history';

export interface FamilyPage {
  /** "History"; the family's name is added. Left out on the overview, whose title is the name itself. */
  readonly title?: string | undefined;
  readonly active: FamilyPart;
  readonly errors?: readonly PageError[] | undefined;
  readonly children: Child;
}

const PARTS = {
  overview: { text: 'Overview', path: '' },
  people: { text: 'People', path: '/people' },
  evidence: { text: 'Evidence', path: '/evidence' },
  consent: { text: 'Consent', path: '/consent' },
  history: { text: 'History', path: '/history' },
} as const satisfies Record<FamilyPart, { readonly text: string; readonly path: string }>;

/** A page of a family: its name, who holds it, the way to its other pages. */
export function familyPage(scene: FamilyScene, request: FastifyRequest, props: FamilyPage): string {
  const { web, visitor, family } = scene;
  const name = nameOf(scene);
  return shell(web, visitor, request, {
    title: props.title === undefined ? `${name}, ${family.reference}` : `${props.title}, ${name}`,
    family: family.id,
    current: '/families',
    errors: props.errors,
    children: (
      <>
        <span class="govuk-caption-l">
          {family.reference}
          {family.locality === undefined ? null : `, ${family.locality}`}
          {family.restriction === undefined ? null : (
            <>
              {' '}
              <Tag colour="purple">Restricted</Tag>
            </>
          )}
        </span>
        <h1 class="govuk-heading-l app-family-name">
          {name}
          {props.title === undefined ? null : (
            <span class="govuk-visually-hidden">: {props.title}</span>
          )}
        </h1>
        {moj('sub-navigation', {
          label: 'This family',
          items: Object.entries(PARTS).map(([part, { text, path }]) => ({
            text,
            href: familyHref(scene, path),
            active: part === props.active,
          })),
        })}
        <Safeguarding scene={scene} />
        {scene.parts ? (
          <p class="govuk-body app-muted app-parts">
            You see the parts of this record that are shared with you. Some records are not shared
            with you.
          </p>
        ) : null}
        <Holder scene={scene} />
        {props.children}
      </>
    ),
  });
}

function Holder({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { family, visitor } = scene;
  const { name, role, note } = holderInWords(visitor.protocol, family.holder);
  return (
    <HolderBar
      holder={name}
      role={role}
      since={`since ${dayInWords(dayOf(family.holderSince))}`}
      phone={telephoneOf(family.holder.practitioner?.contact)}
    >
      {note === undefined ? null : <p class="govuk-body-s app-lines">{note}</p>}
    </HolderBar>
  );
}

/** Stands on every page of the family for as long as a concern is open, because it comes before all else. */
function Safeguarding({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const concerns = scene.derived.transfers.filter(
    (view) => view.transfer.state === 'open' && view.pathway.id === view.protocol.interrupt.pathway,
  );
  const suspended = scene.derived.transfers.filter((view) => view.transfer.state === 'suspended');
  if (concerns.length === 0 && suspended.length === 0) return Fragment({});
  return (
    <section class="app-safeguarding" aria-label="Safeguarding">
      {concerns.map((view) => (
        <p class="govuk-body">
          <strong>Safeguarding concern open</strong> since {dayInWords(view.transfer.started.day)}.{' '}
          Stage: {view.stages.map((stage) => stage.stage.title).join(', ')}.{' '}
          <a class="govuk-link" href={familyHref(scene, `#transfer-${view.transfer.id}`)}>
            What is needed for the concern
          </a>
        </p>
      ))}
      {suspended.map((view) => (
        <p class="govuk-body">
          <strong>{view.pathway.title} is suspended</strong>
          {whySuspended(scene)} It goes on only when somebody decides so.{' '}
          <a class="govuk-link" href={familyHref(scene, `/transfers/${view.transfer.id}/resume`)}>
            Resume it
            <span class="govuk-visually-hidden">: {view.pathway.title}</span>
          </a>
        </p>
      ))}
      {concerns.length > 1 ? (
        <p class="govuk-body-s">{plural(concerns.length, 'concern')} are open.</p>
      ) : null}
    </section>
  );
}

/** A contact that is a telephone number; an address is shown with the people. */
function telephoneOf(contact: string | undefined): string | undefined {
  return contact !== undefined && /^[\d\s()+-]{6,}$/.test(contact) ? contact : undefined;
}
