import { yearOf } from '../../core/calendar/day-number.ts';
import type { BankHolidays } from '../../core/calendar/load.ts';
import { isOpen } from '../../core/calendar/office-hours.ts';
import { dayOf, type Instant } from '../../core/calendar/time.ts';
import {
  dayInWords,
  fullDayInWords,
  fullMomentInWords,
  shortDayInWords,
} from '../../core/calendar/words.ts';
import { holidayOn, type WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { Hours, openInWords } from '../policy/contacts.tsx';
import { Facts } from '../policy/pieces.tsx';

/** The bank holidays, closures and office hours by which dates are worked out. */
export function calendarPage(props: {
  readonly protocol: Protocol;
  readonly bankHolidays: BankHolidays | undefined;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
}): SafeHtml {
  const { protocol, bankHolidays, calendar, now } = props;
  const today = dayOf(now);
  const holiday = holidayOn(calendar, today);
  return (
    <>
      <h1 class="govuk-heading-l">Bank holidays, closures and office hours</h1>
      <p class="govuk-body">
        It is {fullMomentInWords(now)}
        {holiday === undefined ? '' : `, ${holiday}`}.{' '}
        {protocol.officeHours === undefined
          ? 'The policy gives no office hours.'
          : capital(openInWords(isOpen(protocol.officeHours, calendar, now)))}
      </p>
      <Facts
        facts={[
          { title: 'Version', value: calendar.version },
          { title: 'Source', value: bankHolidays?.source },
          {
            title: 'Taken on',
            value: bankHolidays === undefined ? undefined : dayInWords(bankHolidays.retrieved),
          },
          {
            title: 'Known years',
            value: `${calendar.covers.from} to ${calendar.covers.to}. Working days after that are not worked out until a newer list is loaded`,
          },
        ]}
      />
      {protocol.officeHours === undefined ? null : (
        <Hours hours={protocol.officeHours} now={now} level={2} />
      )}
      <Closures protocol={protocol} />
      {bankHolidays === undefined ? null : <Holidays bankHolidays={bankHolidays} from={today} />}
    </>
  );
}

function Closures({ protocol }: { readonly protocol: Protocol }): SafeHtml {
  return (
    <>
      <h2 class="govuk-heading-m">Closures of {protocol.about.authority.name}</h2>
      {protocol.closures.length === 0 ? (
        <p class="govuk-body">None are recorded besides bank holidays.</p>
      ) : (
        <ul class="govuk-list govuk-list--bullet">
          {protocol.closures.map(({ from, to, reason }) => (
            <li>
              {from === to
                ? fullDayInWords(from)
                : `${fullDayInWords(from)} to ${fullDayInWords(to)}`}
              : {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Holidays(props: {
  readonly bankHolidays: BankHolidays;
  readonly from: ReturnType<typeof dayOf>;
}): SafeHtml {
  const years = Map.groupBy(props.bankHolidays.events, ({ day }) => yearOf(day));
  const thisYear = yearOf(props.from);
  const coming = [...years].filter(([year]) => year >= thisYear);
  const past = [...years].filter(([year]) => year < thisYear);
  return (
    <>
      <h2 class="govuk-heading-m">Bank holidays of England and Wales</h2>
      {coming.map(([year, events]) => (
        <YearTable year={year} events={events} />
      ))}
      {past.length === 0 ? null : (
        <details class="govuk-details">
          <summary class="govuk-details__summary">
            <span class="govuk-details__summary-text">Years before {thisYear}</span>
          </summary>
          <div class="govuk-details__text">
            {past.map(([year, events]) => (
              <YearTable year={year} events={events} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function YearTable(props: {
  readonly year: number;
  readonly events: BankHolidays['events'];
}): SafeHtml {
  return (
    <StackTable
      caption={String(props.year)}
      columns={[{ text: 'Day' }, { text: 'Bank holiday' }]}
      rows={props.events.map(({ day, title, notes }) => [
        shortDayInWords(day),
        <span>
          {title}
          {notes === '' ? '' : ` (${notes.toLowerCase()})`}
        </span>,
      ])}
    />
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
