/** A family as Stile knew it at a past moment. Its own frame: what stands now must not be taken for what stood then. */
import type { FastifyRequest } from 'fastify';
import type { FamilyAsOf } from '../../cases/queries/get-family-as-of.ts';
import { dayOf, type Instant } from '../../core/calendar/time.ts';
import { dayInWords, exactTimeInWords, momentInWords } from '../../core/calendar/words.ts';
import type { ClockView, TransferView } from '../../core/family/derived.ts';
import { fullName, type PersonId } from '../../core/family/people.ts';
import { type FamilyScene, familyHref, nameOf } from '../acts/scene.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { Timeline } from '../kit/timeline.tsx';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { childrenInWords, holderInWords, roleTitle, stampInWords } from './names.ts';
import { personLine } from './summary.tsx';
import type { ToldEvent } from './tell-history.tsx';

export interface AsOfProps {
  /** What was typed, to be shown again. */
  readonly typed: { readonly on: string; readonly time: string };
  readonly problem: string | undefined;
  readonly found:
    | { readonly at: Instant; readonly asOf: FamilyAsOf; readonly told: readonly ToldEvent[] }
    | undefined;
}

type Then = NonNullable<FamilyAsOf['past']>;

export function asOfPage(scene: FamilyScene, request: FastifyRequest, props: AsOfProps): string {
  const { web, visitor, family } = scene;
  const { typed, problem, found } = props;
  const name = nameOf(scene);
  return shell(web, visitor, request, {
    title: `As it was, ${name}`,
    family: family.id,
    current: '/families',
    backLink: { href: familyHref(scene, '/history'), text: 'History' },
    errors: problem === undefined ? undefined : [{ message: problem, href: '#on' }],
    children: (
      <>
        <span class="govuk-caption-l">
          {family.reference}, {name}
        </span>
        <h1 class="govuk-heading-l">
          {found === undefined
            ? 'As it was at an earlier time'
            : `As it was on ${momentInWords(found.at)}`}
        </h1>
        <form method="get" action={familyHref(scene, '/as-of')} novalidate>
          <div class={`govuk-form-group${problem === undefined ? '' : ' govuk-form-group--error'}`}>
            <label class="govuk-label" for="on">
              Date
            </label>
            <div id="on-hint" class="govuk-hint">
              For example, 27 3 2026
            </div>
            {problem === undefined ? null : (
              <p id="on-error" class="govuk-error-message">
                <span class="govuk-visually-hidden">Error:</span> {problem}
              </p>
            )}
            <input
              class={`govuk-input govuk-input--width-10${problem === undefined ? '' : ' govuk-input--error'}`}
              id="on"
              name="on"
              type="text"
              value={typed.on}
              aria-describedby={problem === undefined ? 'on-hint' : 'on-hint on-error'}
            />
          </div>
          <div class="govuk-form-group">
            <label class="govuk-label" for="time">
              Time
            </label>
            <div id="time-hint" class="govuk-hint">
              For example, 16:30. Leave it empty for the end of the day
            </div>
            <input
              class="govuk-input govuk-input--width-5"
              id="time"
              name="time"
              type="text"
              value={typed.time}
              aria-describedby="time-hint"
            />
          </div>
          {govuk('button', { text: 'Show', classes: 'govuk-button--secondary' })}
        </form>
        {found === undefined ? null : <Found scene={scene} {...found} />}
      </>
    ),
  });
}

function Found(props: {
  readonly scene: FamilyScene;
  readonly at: Instant;
  readonly asOf: FamilyAsOf;
  readonly told: readonly ToldEvent[];
}): SafeHtml {
  const { scene, at, asOf, told } = props;
  const { past: then, since } = asOf;
  if (then === undefined)
    return (
      <p class="govuk-body">
        Nothing had been recorded about this family by then. The first entry came later.
      </p>
    );
  return (
    <>
      {govuk('inset-text', {
        text:
          since === 0
            ? 'Nothing has been recorded since, so this is how the family stands now, with the dates as they stood then.'
            : `This is what Stile knew then. ${plural(since, 'entry has', 'entries have')} been recorded since; some may tell of things that had happened before.`,
      })}
      <Summary scene={scene} then={then} />
      {then.derived.transfers.map((view) => (
        <Transfer then={then} view={view} at={at} />
      ))}
      <h2 class="govuk-heading-m">What had been recorded by then</h2>
      <Timeline items={told} />
    </>
  );
}

function Summary({ scene, then }: { readonly scene: FamilyScene; readonly then: Then }): SafeHtml {
  const { family } = then;
  const { protocol } = scene.visitor;
  const { name, role, note } = holderInWords(protocol, family.holder);
  const rows = [
    {
      key: { text: 'Held by' },
      value: {
        text: [
          role === undefined ? name : `${name}, ${role}`,
          `since ${dayInWords(dayOf(family.holderSince))}`,
        ].join(', '),
      },
    },
    ...(note === undefined ? [] : [{ key: { text: 'Why' }, value: { text: note } }]),
    {
      key: { text: 'People' },
      value: {
        html: (
          <>
            {family.people.map((person) => (
              <p class="govuk-body app-lines">
                {fullName(person)}, {personLine(person)}
              </p>
            ))}
          </>
        ),
      },
    },
    {
      key: { text: 'Named in a role' },
      value: {
        text:
          [...family.assigned]
            .map(([id, { practitioner }]) => `${practitioner.name}, ${roleTitle(protocol, id)}`)
            .join('; ') || 'Nobody',
      },
    },
  ];
  return govuk('summary-list', { rows });
}

function Transfer(props: {
  readonly then: Then;
  readonly view: TransferView;
  readonly at: Instant;
}): SafeHtml {
  const { then, view } = props;
  const all = [...view.transfer.places.keys()];
  const whose = (children: readonly PersonId[]): string =>
    children.length === all.length ? '' : `, for ${childrenInWords(then.family.people, children)}`;
  return (
    <section>
      <h2 class="govuk-heading-m">{view.pathway.title}</h2>
      <p class="govuk-body">
        Started {stampInWords(view.transfer.started)}. It was {view.transfer.state} then.
      </p>
      <ul class="govuk-list govuk-list--bullet">
        {view.stages.map((stage) => (
          <li>
            Stage: {stage.stage.title}
            {whose(stage.children)}, since {stampInWords(stage.since)}
          </li>
        ))}
        {view.clocks
          .filter(({ state }) => state === 'running' || state === 'overdue')
          .map((clock) => (
            <li>{clockThen(clock)}</li>
          ))}
      </ul>
    </section>
  );
}

function clockThen({ title, due, state }: ClockView): string {
  if (due === undefined) return `${title}: no date`;
  const by = `${dayInWords(dayOf(due.at))} at ${exactTimeInWords(due.at)}`;
  return state === 'overdue' ? `${title}: overdue, it was due by ${by}` : `${title}: due by ${by}`;
}
