import { addDays, dayNumber, placeInWeek, weekdays } from '../../core/calendar/day-number.ts';
import type { Due } from '../../core/calendar/due.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import { shortDayInWords } from '../../core/calendar/words.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';

interface CountedDay {
  readonly day: Day;
  /** Its number in the count; 0 for the day of the event; undefined where it is not counted. */
  readonly number: number | undefined;
  readonly reason: string | undefined;
  readonly isDue: boolean;
}

// Longer spans are told in words alone: a table of half a year explains nothing.
const MOST_WEEKS = 10;

/** The days of a count in working days, week by week, and each day that was not counted with why. */
export function DayTable({ due }: { readonly due: Due }): SafeHtml {
  if (due.period.unit !== 'working days') return Fragment({});
  const weeks = weeksOf(daysOf(due));
  return (
    <>
      {weeks.length > MOST_WEEKS ? null : <WeekTable weeks={weeks} />}
      {due.notCounted.length === 0 ? (
        <p class="govuk-body">Every day between was counted.</p>
      ) : (
        <StackTable
          caption="Days not counted"
          columns={[{ text: 'Day' }, { text: 'Why it is not counted' }]}
          rows={due.notCounted.map(({ day, reason }) => [
            shortDayInWords(day),
            reason === 'Saturday' || reason === 'Sunday' ? 'Weekend' : upper(reason),
          ])}
        />
      )}
    </>
  );
}

function WeekTable({ weeks }: { readonly weeks: readonly (readonly CountedDay[])[] }): SafeHtml {
  return (
    <table class="govuk-table app-days">
      <caption class="govuk-table__caption govuk-table__caption--m">The days, week by week</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {weekdays.map((weekday) => (
            <th scope="col" class="govuk-table__header app-days__weekday">
              <abbr title={upper(weekday)}>{upper(weekday).slice(0, 2)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {weeks.map((week) => (
          <tr class="govuk-table__row">
            {week.map((day) => (
              <DayCell day={day} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayCell({ day }: { readonly day: CountedDay }): SafeHtml {
  const counted = day.number !== undefined;
  const outside = !counted && day.reason === undefined;
  const look = day.isDue ? ' app-days__day--due' : counted ? ' app-days__day--counted' : '';
  return (
    <td class={`govuk-table__cell app-days__day${look}${outside ? ' app-days__day--outside' : ''}`}>
      <span class="app-days__date">
        {Number(day.day.slice(8))}
        <span class="govuk-visually-hidden">
          {' '}
          {shortDayInWords(day.day).split(' ').at(-1) ?? ''}:{' '}
        </span>
      </span>
      {counted ? (
        <strong class="app-days__number">
          <span class="govuk-visually-hidden">day </span>
          {day.number}
          {day.isDue ? <span class="app-days__due"> due</span> : null}
        </strong>
      ) : outside ? (
        <span class="govuk-visually-hidden">outside the count</span>
      ) : (
        <span class="app-days__number">
          <span aria-hidden={true}>–</span>
          <span class="govuk-visually-hidden">not counted, {day.reason}</span>
        </span>
      )}
    </td>
  );
}

/** Every day from the event to the due date, in order, with its number in the count. */
function daysOf(due: Due): readonly CountedDay[] {
  const start = dayOf(due.start);
  const step = due.day < start ? -1 : 1;
  const reasons = new Map(due.notCounted.map(({ day, reason }) => [day, reason]));
  const days: CountedDay[] = [];
  let number = 0;
  for (let day = start; ; day = addDays(day, step)) {
    const reason = day === start ? undefined : reasons.get(day);
    const isDue = day === due.day;
    days.push({ day, number: reason === undefined ? number : undefined, reason, isDue });
    if (reason === undefined) number += 1;
    if (isDue) break;
  }
  return step === 1 ? days : days.toReversed();
}

/** Whole weeks, Monday to Sunday; days before the first and after the last stand outside the count. */
function weeksOf(days: readonly CountedDay[]): readonly (readonly CountedDay[])[] {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const known = new Map(days.map((day) => [day.day, day]));
  const weeks: CountedDay[][] = [];
  const from = addDays(first.day, -placeInWeek(dayNumber(first.day)));
  for (let day = from; day <= last.day || weeks.at(-1)?.length !== 7; day = addDays(day, 1)) {
    if (placeInWeek(dayNumber(day)) === 0) weeks.push([]);
    const outside = { day, number: undefined, reason: undefined, isDue: false };
    weeks.at(-1)?.push(known.get(day) ?? outside);
  }
  return weeks;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
