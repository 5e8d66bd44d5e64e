import { dayInWords } from '../../core/calendar/words.ts';
import type { ClockView, ObligationView } from '../../core/family/derived.ts';
import { type FamilyScene, familyHref, hasOneOf } from '../acts/scene.ts';
import { Clock } from '../clocks/clock.tsx';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { childrenInWords, roleTitle } from './names.ts';

const MOST_SHOWN = 6;

/** The dates that run now, soonest first; what has no date, and what is over, on request. */
export function Dates({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const open = scene.derived.clocks.filter((clock) => clock.stopped === undefined);
  // What only grows older presses nobody today.
  const undated = open.filter((clock) => clock.due === undefined && clock.problem === undefined);
  const running = open.filter((clock) => !undated.includes(clock));
  const stopped = scene.derived.clocks.filter((clock) => clock.stopped !== undefined);
  return (
    <>
      <h2 class="govuk-heading-m">Dates</h2>
      {running.length === 0 ? (
        <p class="govuk-body app-muted">Nothing is due on a date.</p>
      ) : (
        running.slice(0, MOST_SHOWN).map((clock) => <OneClock scene={scene} clock={clock} />)
      )}
      <More scene={scene} clocks={running.slice(MOST_SHOWN)} words="Later dates" />
      <More scene={scene} clocks={undated} words="Going on without a date" />
      <More scene={scene} clocks={stopped} words="Dates that are over" />
    </>
  );
}

function More(props: {
  readonly scene: FamilyScene;
  readonly clocks: readonly ClockView[];
  readonly words: string;
}): SafeHtml {
  if (props.clocks.length === 0) return Fragment({});
  return govuk('details', {
    summaryText: `${props.words} (${props.clocks.length})`,
    html: (
      <>
        {props.clocks.map((clock) => (
          <OneClock scene={props.scene} clock={clock} />
        ))}
      </>
    ),
  });
}

function OneClock(props: { readonly scene: FamilyScene; readonly clock: ClockView }): SafeHtml {
  const { scene, clock } = props;
  const { family, derived, web, visitor } = scene;
  const children = family.people.filter((person) => person.kind === 'child').length;
  const all = clock.children.length === 0 || clock.children.length === children;
  return (
    <Clock
      family={family.id}
      view={clock}
      now={derived.now}
      calendar={web.stile.calendarOf(visitor.authority)}
    >
      {all ? undefined : childrenInWords(family.people, clock.children)}
    </Clock>
  );
}

/** Duties that last beyond their stage: whose they are, and who may end them. */
export function Duties({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const open = scene.derived.obligations.filter((duty) => duty.ended === undefined);
  if (open.length === 0) return Fragment({});
  return (
    <section aria-labelledby="duties-heading">
      <h2 class="govuk-heading-m" id="duties-heading">
        Duties that go on
      </h2>
      {open.map((duty) => (
        <Duty scene={scene} duty={duty} />
      ))}
    </section>
  );
}

function Duty(props: { readonly scene: FamilyScene; readonly duty: ObligationView }): SafeHtml {
  const { scene, duty } = props;
  const { protocol } = scene.visitor;
  const named = scene.family.assigned.get(duty.by)?.practitioner.name;
  const definition = protocol.obligations.get(duty.id);
  const may = definition?.endBy !== undefined && hasOneOf(scene.visitor, definition.endBy.by);
  return (
    <p class="govuk-body">
      <strong>{duty.title}</strong>
      <span class="app-muted app-block">
        {named === undefined ? '' : `${named}, `}
        {roleTitle(protocol, duty.by)}, since {dayInWords(duty.started.day)}. It never ends because
        time has passed.
      </span>
      {duty.endTitle === undefined || !may ? null : (
        <a
          class="govuk-link"
          href={familyHref(scene, `/obligations/${duty.transfer}/${duty.id}/end`)}
        >
          {duty.endTitle}
        </a>
      )}
    </p>
  );
}

/** What else somebody may do for the family, wherever it stands. */
export function OtherActs({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { visitor } = scene;
  const mayStart = [...visitor.protocol.pathways.values()].some((pathway) =>
    hasOneOf(visitor, pathway.start.by),
  );
  const links = [
    ...(mayStart ? [{ href: '/start', text: 'Start a pathway' }] : []),
    { href: '/evidence/new', text: 'Record something' },
    { href: '/disclosures/new', text: 'Record information shared' },
  ];
  return (
    <nav class="app-side-links" aria-labelledby="acts-heading">
      <h2 class="govuk-heading-s" id="acts-heading">
        For this family
      </h2>
      <ul class="govuk-list">
        {links.map((link) => (
          <li>
            <a class="govuk-link" href={familyHref(scene, link.href)}>
              {link.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** "2 overdue": for the head of the page. */
export function overdueInWords(scene: FamilyScene): string | undefined {
  const count = scene.derived.clocks.filter((clock) => clock.state === 'overdue').length;
  return count === 0 ? undefined : `${plural(count, 'date')} overdue`;
}
