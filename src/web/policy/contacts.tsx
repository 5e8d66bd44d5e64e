import { type Weekday, weekdays } from '../../core/calendar/day-number.ts';
import { isOpen, type OfficeHours } from '../../core/calendar/office-hours.ts';
import { atLocal, dayOf, type Instant } from '../../core/calendar/time.ts';
import { fullMomentInWords, timeInWords } from '../../core/calendar/words.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import { contactsNow } from '../../core/family/contacts.ts';
import type { Contact } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { telephone } from '../kit/holder-bar.tsx';
import { Tag } from '../kit/tag.tsx';
import { list } from '../kit/words.ts';
import { Clauses, Facts, type Reading } from './pieces.tsx';

/** Whom to contact, and which of them is right for this minute. */
export function WhoToRing(props: {
  readonly reading: Reading;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
}): SafeHtml {
  const { reading, calendar, now } = props;
  const { protocol } = reading;
  const right = contactsNow(protocol, calendar, now);
  const hours = protocol.officeHours;
  return (
    <>
      <h2 class="govuk-heading-m">Who to contact, and when</h2>
      <p class="govuk-body">
        {hours === undefined
          ? 'The policy gives no office hours, so every number is always shown.'
          : `It is ${fullMomentInWords(now)}: ${openInWords(isOpen(hours, calendar, now))}`}{' '}
        <a class="govuk-link" href="/calendar">
          Bank holidays and closures
        </a>
      </p>
      {[...protocol.contacts.values()].map((contact) => (
        <ContactCard reading={reading} contact={contact} now={right.includes(contact)} />
      ))}
      {hours === undefined ? null : <Hours hours={hours} now={now} level={3} />}
    </>
  );
}

/** Whether offices are open, as the end of a sentence. */
export function openInWords(state: 'open' | 'closed' | 'unknown'): string {
  switch (state) {
    case 'open':
      return 'offices are open.';
    case 'closed':
      return 'offices are closed.';
    case 'unknown':
      return 'the policy does not say whether offices are open.';
  }
}

function ContactCard(props: {
  readonly reading: Reading;
  readonly contact: Contact;
  readonly now: boolean;
}): SafeHtml {
  const { contact } = props;
  return (
    <section id={`contact-${contact.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">
        {contact.title} {props.now ? <Tag colour="green">Right for this minute</Tag> : null}
      </h3>
      <Facts
        facts={[
          {
            title: 'Telephone',
            value:
              contact.phone === undefined ? undefined : (
                <>
                  <a class="govuk-link" href={telephone(contact.phone)}>
                    {contact.phone}
                  </a>
                  {contact.menu === undefined ? '' : `, ${contact.menu}`}
                </>
              ),
          },
          {
            title: 'Email',
            value:
              contact.email === undefined ? undefined : (
                <a class="govuk-link" href={`mailto:${contact.email}`}>
                  {contact.email}
                </a>
              ),
          },
          { title: 'When', value: contactHours(contact) },
          { title: 'For safeguarding concerns', value: contact.safeguarding ? 'Yes' : 'No' },
        ]}
      />
      <Clauses clauses={contact.clauses} version={props.reading.version} />
    </section>
  );
}

function contactHours({ hours }: Contact): string {
  switch (hours) {
    case 'office':
      return 'In office hours';
    case 'out-of-office':
      return 'Outside office hours';
    case 'always':
      return 'At any time';
    case 'unknown':
      return 'The policy does not say';
  }
}

/** The opening hours of a week. */
export function Hours(props: {
  readonly hours: OfficeHours;
  readonly now: Instant;
  readonly level: 2 | 3;
}): SafeHtml {
  const today = dayOf(props.now);
  return (
    <>
      {props.level === 2 ? (
        <h2 class="govuk-heading-m">Office hours</h2>
      ) : (
        <h3 class="govuk-heading-s">Office hours</h3>
      )}
      <Facts
        facts={weekdays.map((weekday) => {
          const hours = props.hours[weekday];
          const value =
            hours === 'closed'
              ? 'Closed'
              : hours === 'unknown'
                ? 'The policy does not say'
                : list(
                    hours.map(
                      ({ opens, closes }) =>
                        `${timeInWords(atLocal(today, opens))} to ${closes === '24:00' ? 'midnight' : timeInWords(atLocal(today, closes))}`,
                    ),
                  );
          return { title: capital(weekday), value };
        })}
      />
    </>
  );
}

function capital(weekday: Weekday): string {
  return weekday.charAt(0).toUpperCase() + weekday.slice(1);
}
