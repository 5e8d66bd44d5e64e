import { addDays } from '../../core/calendar/day-number.ts';
import { explainDueParts, explainLeast } from '../../core/calendar/explain-due.ts';
import { isElapsed } from '../../core/calendar/period.ts';
import {
  fullDayInWords,
  fullMomentInWords,
  momentInWords,
  timeInWords,
} from '../../core/calendar/words.ts';
import type { ClockView } from '../../core/family/derived.ts';
import type { Stamp } from '../../core/family/family.ts';
import { seatOf } from '../../core/family/holder.ts';
import { anyMoment } from '../../core/protocol/describe-moment.ts';
import type { RoleId } from '../../core/protocol/protocol.ts';
import { type FamilyScene, familyHref, nameOf } from '../acts/scene.ts';
import { childrenInWords, recipientInWords, upperFirst } from '../family/names.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { list } from '../kit/words.ts';
import { strengthInWords } from '../policy/clocks-page.tsx';
import { clockHref, dutyHref, pathwayHref } from '../policy/hrefs.ts';
import { Clauses, Facts, Guidance, Written } from '../policy/pieces.tsx';
import { age, clockWords, dateOf } from './clock-words.ts';
import { DayTable } from './day-table.tsx';
import type { Happened, WhyScene } from './why-scene.ts';

/** Why a clock of a family is due when it is: the start, the count, the rule, who must act and what stops it. */
export function whyPage(props: {
  readonly scene: FamilyScene;
  readonly whys: readonly WhyScene[];
  /** The clock asked for was started again; this is how it runs now. */
  readonly restarted: boolean;
}): SafeHtml {
  const { scene, whys, restarted } = props;
  const [first] = whys;
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">
          {nameOf(scene)}, {scene.family.reference}
        </span>
        <h1 class="govuk-heading-l">Why this date? {first?.view.title}</h1>
        {restarted ? (
          <p class="govuk-inset-text">
            This clock has been started again since. This is how it runs now.
          </p>
        ) : null}
        {whys.map((why) => (
          <OneClock scene={scene} why={why} alone={whys.length === 1} />
        ))}
        <p class="govuk-body">
          <a class="govuk-link" href={familyHref(scene)}>
            Back to {nameOf(scene)}
          </a>
        </p>
      </div>
    </div>
  );
}

function OneClock(props: {
  readonly scene: FamilyScene;
  readonly why: WhyScene;
  readonly alone: boolean;
}): SafeHtml {
  const { scene, why } = props;
  const { view } = why;
  const words = clockWords(view, scene.derived.now, calendarOf(scene));
  return (
    <>
      {props.alone ? null : (
        <h2 class="govuk-heading-m">{childrenInWords(scene.family.people, view.children)}</h2>
      )}
      <div class={`app-clock app-clock--${words.state}`}>
        <p class="app-clock__line">
          <strong class="app-clock__date">{words.date}</strong>{' '}
          <span class="app-clock__words">{words.words}</span>
        </p>
      </div>
      <Stopped scene={scene} why={why} />
      <Count scene={scene} why={why} />
      <Rule scene={scene} why={why} />
      <Acting scene={scene} why={why} />
    </>
  );
}

function Stopped({ scene, why }: Part): SafeHtml {
  const { view, stoppedBy } = why;
  if (view.stopped === undefined) return Fragment({});
  return (
    <p class="govuk-body">
      It stopped on {stampWords(view.stopped)}
      {stoppedBy === undefined ? '.' : <>: {eventLink(scene, stoppedBy)}</>}
      {view.state === 'stopped-late' && view.due !== undefined
        ? ` That was after the date it was due, ${dateOf(view.due)}.`
        : ''}
    </p>
  );
}

interface Part {
  readonly scene: FamilyScene;
  readonly why: WhyScene;
}

function Count({ scene, why }: Part): SafeHtml {
  const { view, clock, startedBy } = why;
  const within = { protocol: why.protocol, pathways: why.pathways };
  const parts = view.due === undefined ? undefined : explainDueParts(view.due);
  return (
    <>
      <h2 class="govuk-heading-m">How the date is worked out</h2>
      <Facts
        facts={[
          {
            title: 'Counted from',
            value: (
              <>
                {stampWords(view.started)}
                {startedBy === undefined ? null : <>: {eventLink(scene, startedBy)}</>}
                {clock === undefined ? null : (
                  <span class="govuk-hint app-small">
                    The rule: {upperFirst(anyMoment(clock.starts, within))}
                  </span>
                )}
              </>
            ),
          },
          { title: 'Counted', value: parts?.count ?? undatedWords(view, scene) },
          { title: 'Result', value: parts?.due },
          {
            title: 'Not before',
            value: view.notBefore === undefined ? undefined : explainLeast(view.notBefore),
          },
          {
            title: 'Bank holidays',
            value:
              parts?.calendar === undefined || view.due === undefined ? undefined : (
                <>
                  Version {view.due.calendarVersion}
                  {scene.web.stile.bankHolidays === undefined
                    ? ''
                    : `, from ${scene.web.stile.bankHolidays.source}`}
                  .{' '}
                  <a class="govuk-link" href="/calendar">
                    See the calendar
                  </a>
                </>
              ),
          },
        ]}
      />
      {view.due === undefined || view.problem === undefined ? null : (
        <p class="govuk-body">{view.problem}</p>
      )}
      {view.due === undefined ? null : <DayTable due={view.due} />}
      {why.moved.map(({ at, before, after, calendar }) => (
        <p class="govuk-inset-text">
          This date was worked out again on {momentInWords(at)}, when the list of bank holidays
          changed to version {calendar}. It was {momentDay(before)} and became {momentDay(after)}.
        </p>
      ))}
    </>
  );
}

function undatedWords(view: ClockView, scene: FamilyScene): string {
  if (view.problem !== undefined) return view.problem;
  const until = view.stopped?.at ?? scene.derived.now;
  return `The policy gives no number, so nothing can be overdue. It has been ${age(view.started, until)}.`;
}

function Rule({ why }: Part): SafeHtml {
  const { view, version, owner } = why;
  const link =
    owner === undefined
      ? undefined
      : {
          rule: clockHref(owner.id, view.id, version),
          owner:
            view.obligation === undefined
              ? pathwayHref(owner.id, version)
              : dutyHref(owner.id, version),
        };
  return (
    <>
      <h2 class="govuk-heading-m">The rule</h2>
      <Written written={view.written} reading={view.reading} />
      <Guidance reading={{ protocol: why.protocol, version }} at={{ at: 'clock', id: view.id }} />
      <Clauses clauses={view.clauses} version={version} />
      {link === undefined ? null : (
        <p class="govuk-body">
          <a class="govuk-link" href={link.rule}>
            This clock in the policy
          </a>
          , part of{' '}
          <a class="govuk-link" href={link.owner}>
            {owner?.title}
          </a>
          {version === undefined ? '' : ` (version ${version}, under which this transfer runs)`}
        </p>
      )}
    </>
  );
}

function Acting({ scene, why }: Part): SafeHtml {
  const { view, clock } = why;
  const within = { protocol: why.protocol, pathways: why.pathways };
  const told = [...new Set([...view.by, ...view.tellsWhenOverdue])];
  return (
    <>
      <h2 class="govuk-heading-m">Who must act, and what stops it</h2>
      <Facts
        facts={[
          { title: 'Who must act', value: people(scene, why, view.by, 'or') },
          {
            title: 'What stops it',
            value:
              clock === undefined || clock.stops.length === 0
                ? 'Nothing stops it by itself'
                : upperFirst(anyMoment(clock.stops, within)),
          },
          { title: 'How', value: view.stopHint },
          { title: 'How binding', value: strengthInWords(view.strength) },
          { title: 'Overdue', value: overdueFrom(view) },
          {
            title: 'Told when it is overdue',
            value:
              view.strength === 'reminder' || view.due === undefined
                ? undefined
                : people(scene, why, told, 'and'),
          },
        ]}
      />
      <p class="govuk-body">
        Nothing is accepted, refused or closed because this time passes, and what was done can be
        recorded afterwards.
      </p>
    </>
  );
}

/** The people named in the roles, or who stands in for them. */
function people(
  scene: FamilyScene,
  why: WhyScene,
  roles: readonly RoleId[],
  last: 'or' | 'and',
): string {
  const seats = roles.map((role) => seatOf(why.protocol, scene.family.assigned, role));
  return list([...new Set(seats.map((seat) => recipientInWords(why.protocol, seat)))], last);
}

function overdueFrom({ due, strength }: ClockView): string | undefined {
  if (due === undefined) return undefined;
  if (strength === 'reminder') return 'Never. It only reminds';
  if (isElapsed(due.period)) return `After ${timeInWords(due.at)} on ${fullDayInWords(due.day)}`;
  return `From the start of ${fullDayInWords(addDays(due.day, 1))}`;
}

function eventLink(scene: FamilyScene, happened: Happened): SafeHtml {
  return (
    <>
      <a class="govuk-link" href={familyHref(scene, `/history#event-${happened.version}`)}>
        {happened.title}
      </a>
      , by {happened.by}
    </>
  );
}

function stampWords(stamp: Stamp): string {
  return stamp.dayOnly ? fullDayInWords(stamp.day) : fullMomentInWords(stamp.at);
}

// A due date at the end of a day is told as that day; one by the clock, with its time.
function momentDay(at: ClockView['started']['at']): string {
  const words = momentInWords(at);
  return words.endsWith(' at 11:59pm') ? words.slice(0, -' at 11:59pm'.length) : words;
}

function calendarOf({ web, visitor }: FamilyScene) {
  return web.stile.calendarOf(visitor.authority);
}
