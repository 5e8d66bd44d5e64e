/** After a concern was recorded: what, who has been told, and what happens next by when. */

import type { Instant } from '../../core/calendar/time.ts';
import { fullMomentInWords } from '../../core/calendar/words.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { TransferView } from '../../core/family/derived.ts';
import type { FamilyEvent, Recipient } from '../../core/family/events.ts';
import type { Contact, Protocol } from '../../core/protocol/protocol.ts';
import { Clock } from '../clocks/clock.tsx';
import { clockWords } from '../clocks/clock-words.ts';
import { recipientInWords, roleTitle } from '../family/names.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { ClockLine } from '../kit/clock-line.tsx';
import { govuk } from '../kit/govuk.ts';
import { telephone } from '../kit/holder-bar.tsx';

export interface RecordedProps {
  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
  readonly contacts: readonly Contact[];
  readonly events: readonly FamilyEvent[];
  readonly transfer: TransferView | undefined;
  /** Whether names may be shown: not to somebody who has no business with the family but this concern. */
  readonly mayName: boolean;
  readonly about: string | undefined;
  readonly family: string;
  readonly links: Child;
}

export function ConcernRecorded(props: RecordedProps): SafeHtml {
  const { protocol, events, transfer, mayName } = props;
  const raised = events.find((event) => event.type === 'ConcernRaised');
  const stage = transfer?.stages[0]?.stage;
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        {govuk('panel', {
          titleText: 'Concern recorded',
          html: (
            <>
              {props.about}
              {raised === undefined ? null : (
                <span class="app-gates__line">{fullMomentInWords(raised.recorded)}</span>
              )}
            </>
          ),
        })}
        <p class="govuk-body">
          If you have not rung yet, ring now:{' '}
          {props.contacts.map((contact, index) =>
            contact.phone === undefined ? null : (
              <>
                {index === 0 ? '' : ' or '}
                {contact.title},{' '}
                <a class="govuk-link" href={telephone(contact.phone)}>
                  <strong>{contact.phone}</strong>
                </a>
                {contact.menu === undefined ? '' : ` (${contact.menu})`}
              </>
            ),
          )}
          . The telephone call is what counts.
        </p>
        <h2 class="govuk-heading-m">Who has been told</h2>
        <Told {...props} />
        <h2 class="govuk-heading-m">What happens next</h2>
        {stage === undefined ? null : (
          <p class="govuk-body">
            It is at “{stage.title}”
            {stage.holder === 'unchanged' ? '. ' : `, with: ${roleTitle(protocol, stage.holder)}. `}
            {stage.hint}
          </p>
        )}
        {(transfer?.clocks ?? [])
          .filter((clock) => clock.stopped === undefined)
          .map((clock) =>
            mayName ? (
              <Clock family={props.family} view={clock} now={props.now} calendar={props.calendar} />
            ) : (
              <ClockLine name={clock.title} {...clockWords(clock, props.now, props.calendar)} />
            ),
          )}
        {props.links}
      </div>
    </div>
  );
}

function Told({ protocol, events, mayName }: RecordedProps): SafeHtml {
  const lines = new Map<string, SafeHtml>();
  for (const event of events) {
    if (event.type !== 'PeopleTold') continue;
    for (const to of event.to) {
      const who = mayName ? recipientInWords(protocol, to) : roleTitle(protocol, to.role);
      lines.set(
        `${who}: ${event.what}`,
        <Line who={who} what={event.what} to={to} mayName={mayName} />,
      );
    }
  }
  if (lines.size === 0) return <p class="govuk-body">Nobody else is named for this family yet.</p>;
  return <ul class="govuk-list govuk-list--bullet">{[...lines.values()]}</ul>;
}

/** Somebody who does not sign in to Stile gets no message from it: the person who raised the concern must know. */
function Line(props: {
  readonly who: string;
  readonly what: string;
  readonly to: Recipient;
  readonly mayName: boolean;
}): SafeHtml {
  const { who, what, to, mayName } = props;
  const unreached =
    to.role === 'family' || (to.practitioner !== undefined && to.practitioner.worker === undefined);
  return (
    <li>
      <strong>{who}</strong>: {what}
      {unreached ? (
        <span class="app-gates__line">
          <strong>
            {mayName
              ? 'Stile cannot reach them. Tell them yourself'
              : 'Stile cannot reach them. Say so when you ring'}
          </strong>
          {!mayName || to.practitioner?.contact === undefined
            ? '.'
            : `: ${to.practitioner.contact}.`}
        </span>
      ) : null}
    </li>
  );
}
