import { fullDayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { AttendanceTable } from './agenda-page.tsx';
import { isOpen, type SittingScene } from './sitting.ts';

/** What a sitting decided, on one sheet: to print, or to copy into minutes. */
export function decisionsPage(sitting: SittingScene): SafeHtml {
  const { forum, day, cases } = sitting;
  const deciding = cases.filter(
    ({ item }) => forum.parts.find(({ id }) => id === item.part)?.decides !== false,
  );
  const undecided = deciding.filter(isOpen);
  return (
    <>
      <span class="govuk-caption-l">{forum.title}</span>
      <h1 class="govuk-heading-l">Decisions of {fullDayInWords(day)}</h1>
      {deciding.length === 0 ? (
        <p class="govuk-body">No case was listed for a decision.</p>
      ) : (
        <StackTable
          caption={
            undecided.length === 0
              ? `${plural(deciding.length, 'case')}, all decided`
              : `${plural(deciding.length, 'case')}, ${undecided.length} not decided`
          }
          columns={[
            { text: 'Family' },
            { text: 'Children' },
            { text: 'Decision' },
            { text: 'Recorded' },
          ]}
          rows={deciding.map(({ item, decision }) => [
            <>
              {item.familyName}, {item.reference}
            </>,
            <span>{list(item.children.map(({ name }) => name))}</span>,
            <span>{decision?.words ?? item.outcome ?? 'Not decided'}</span>,
            item.decided === null
              ? ''
              : `${momentInWords(item.decided)}${decision === undefined ? '' : `, by ${decision.by}`}`,
          ])}
        />
      )}
      <h2 class="govuk-heading-m">Who was there</h2>
      <AttendanceTable sitting={sitting} />
    </>
  );
}
