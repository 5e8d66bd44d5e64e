import { periodInWords } from '../../core/calendar/period.ts';
import {
  anyMoment,
  momentInWords,
  nthInWords,
  type Within,
} from '../../core/protocol/describe-moment.ts';
import type { Clock, Obligation, Pathway } from '../../core/protocol/protocol.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { evidenceHref } from './hrefs.ts';
import {
  Clauses,
  Facts,
  Guidance,
  PolicyHead,
  type Reading,
  Roles,
  Tells,
  Written,
} from './pieces.tsx';

/** Every clock and duty, the safeguarding step up, and what must never happen. */
export function clocksPage(reading: Reading): SafeHtml {
  const { protocol } = reading;
  return (
    <>
      <PolicyHead reading={reading} section="/policy/clocks" heading="Clocks and duties" />
      {[...protocol.pathways.values()].map((pathway) =>
        pathway.clocks.size === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">{pathway.title}</h2>
            {[...pathway.clocks.values()].map((clock) => (
              <ClockText reading={reading} clock={clock} owner={pathway.id} pathways={[pathway]} />
            ))}
          </>
        ),
      )}
      {protocol.obligations.size === 0 ? null : (
        <h2 class="govuk-heading-m">Duties that go on after a stage</h2>
      )}
      {[...protocol.obligations.values()].map((duty) => (
        <DutyText reading={reading} duty={duty} />
      ))}
      <Safeguarding reading={reading} />
      <Withdrawn reading={reading} />
      <Nevers reading={reading} />
    </>
  );
}

/** "5 working days", or the date that people agree in a form. */
export function dueInWords(clock: Clock, within: Within): string {
  const least =
    clock.notBefore === undefined ? '' : `, not before ${periodInWords(clock.notBefore)}`;
  return `${mostInWords(clock, within)}${least}`;
}

function mostInWords(clock: Clock, within: Within): string {
  switch (clock.due.is) {
    case 'count':
      return `No later than ${nthInWords(clock.due.count)} time: ${momentInWords(clock.due.moment, within)}`;
    case 'period':
      return periodInWords(clock.due.period);
    case 'undated':
      return 'No number is given: Stile shows how long it has been';
    case 'field': {
      const definition = within.protocol.evidence.get(clock.due.kind);
      const { field, limit } = clock.due;
      const label = definition?.fields.find((each) => each.id === field)?.label ?? field;
      const most = limit === undefined ? '' : `, at most ${periodInWords(limit)}`;
      return `As agreed in “${label}” (${definition?.title ?? clock.due.kind})${most}`;
    }
  }
}

/** How binding a clock is. */
export function strengthInWords(strength: Clock['strength']): string {
  switch (strength) {
    case 'must':
      return 'Must be met';
    case 'should':
      return 'Should be met: good practice';
    case 'reminder':
      return 'A reminder only: nothing is late and nothing ends by itself';
  }
}

function ClockText(props: {
  readonly reading: Reading;
  readonly clock: Clock;
  readonly owner: string;
  readonly pathways: readonly Pathway[];
}): SafeHtml {
  const { reading, clock } = props;
  const within = { protocol: reading.protocol, pathways: props.pathways };
  return (
    <section id={`clock-${props.owner}-${clock.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">{clock.title}</h3>
      <Facts
        facts={[
          { title: 'Time', value: dueInWords(clock, within) },
          { title: 'Counted from', value: anyMoment(clock.starts, within) },
          { title: 'Stops with', value: anyMoment(clock.stops, within) },
          { title: 'Who must act', value: <Roles reading={reading} roles={clock.by} /> },
          { title: 'How binding', value: strengthInWords(clock.strength) },
          {
            title: 'Repeated',
            value: clock.repeat === undefined ? undefined : `every ${periodInWords(clock.repeat)}`,
          },
          {
            title: 'Reminder',
            value:
              clock.remindBefore === undefined ? undefined : `${periodInWords(clock.remindBefore)}`,
          },
          {
            title: 'Told when overdue',
            value:
              clock.tellsWhenOverdue.length === 0 ? undefined : (
                <Roles reading={reading} roles={clock.tellsWhenOverdue} last="and" />
              ),
          },
          { title: 'To stop it', value: clock.stopHint },
        ]}
      />
      <Guidance reading={reading} at={{ at: 'clock', id: clock.id }} />
      <Written written={clock.written} reading={clock.reading} />
      <Clauses clauses={clock.clauses} version={reading.version} />
    </section>
  );
}

function DutyText({
  reading,
  duty,
}: {
  readonly reading: Reading;
  readonly duty: Obligation;
}): SafeHtml {
  const { protocol } = reading;
  const pathways = duty.pathways.flatMap((id) => protocol.pathways.get(id) ?? []);
  const within = { protocol, pathways };
  return (
    <section id={`obligation-${duty.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">{duty.title}</h3>
      {duty.hint === undefined ? null : <p class="govuk-body">{duty.hint}</p>}
      <Facts
        facts={[
          { title: 'Whose', value: <Roles reading={reading} roles={[duty.by]} /> },
          { title: 'Starts with', value: anyMoment(duty.starts, within) },
          {
            title: 'Ends with',
            value: duty.ends.length === 0 ? undefined : anyMoment(duty.ends, within),
          },
          { title: 'Or a person ends it', value: endedBy(reading, duty) },
          {
            title: 'Asks for',
            value:
              duty.asks.length === 0 ? undefined : (
                <ul class="govuk-list">
                  {duty.asks.map((kind) => (
                    <li>
                      <a class="govuk-link" href={evidenceHref(kind, reading.version)}>
                        {protocol.evidence.get(kind)?.title ?? kind}
                      </a>
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
      <Guidance reading={reading} at={{ at: 'obligation', id: duty.id }} />
      <Written written={duty.written} reading={duty.reading} />
      <Clauses clauses={duty.clauses} version={reading.version} />
      {[...duty.clocks.values()].map((clock) => (
        <ClockText reading={reading} clock={clock} owner={duty.id} pathways={pathways} />
      ))}
    </section>
  );
}

function endedBy(reading: Reading, { endBy }: Obligation): SafeHtml | undefined {
  if (endBy === undefined) return undefined;
  return (
    <>
      {endBy.title}: <Roles reading={reading} roles={endBy.by} />
      {endBy.agreedBy.length === 0 ? null : (
        <>
          , agreed with <Roles reading={reading} roles={endBy.agreedBy} last="and" />
        </>
      )}
    </>
  );
}

function Safeguarding({ reading }: { readonly reading: Reading }): SafeHtml {
  const { interrupt } = reading.protocol;
  return (
    <section id="interrupt" class="app-policy__item">
      <h2 class="govuk-heading-m">{interrupt.title}: from anywhere, in one act</h2>
      <p class="govuk-body">{interrupt.hint}</p>
      <Guidance reading={reading} at={{ at: 'interrupt', id: 'interrupt' }} />
      <h3 class="govuk-heading-s">Told at once</h3>
      <Tells reading={reading} tells={interrupt.tells} />
      <Clauses clauses={interrupt.clauses} version={reading.version} />
    </section>
  );
}

function Withdrawn({ reading }: { readonly reading: Reading }): SafeHtml {
  const { withdrawal } = reading.protocol;
  if (withdrawal === undefined) return Fragment({});
  return (
    <section id="withdrawal" class="app-policy__item">
      <h2 class="govuk-heading-m">When the family withdraws consent</h2>
      <Tells reading={reading} tells={withdrawal.tells} />
      <Clauses clauses={withdrawal.clauses} version={reading.version} />
    </section>
  );
}

function Nevers({ reading }: { readonly reading: Reading }): SafeHtml {
  const { nevers } = reading.protocol;
  if (nevers.length === 0) return Fragment({});
  return (
    <section id="nevers" class="app-policy__item">
      <h2 class="govuk-heading-m">What must never happen</h2>
      <p class="govuk-body">Stile refuses a version of the policy that breaks one of these.</p>
      {nevers.map((never) => (
        <div>
          <p class="govuk-body">{never.says}</p>
          <Clauses clauses={never.clauses} version={reading.version} />
        </div>
      ))}
    </section>
  );
}
