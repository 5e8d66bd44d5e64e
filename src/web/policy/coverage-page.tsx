import { coverage, summarise } from '../../core/protocol/coverage.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { treatmentInWords } from './clauses-page.tsx';
import { clauseHref } from './hrefs.ts';
import { Facts, PolicyHead, type Reading } from './pieces.tsx';
import { whereApplied } from './where.ts';

/** How each clause is treated, where, and whether that is true. */
export function coveragePage(reading: Reading): SafeHtml {
  const { protocol, version } = reading;
  const rows = coverage(protocol);
  const sums = summarise(rows);
  return (
    <>
      <PolicyHead
        reading={reading}
        section="/policy/coverage"
        heading="How each clause is covered"
      />
      <Facts
        facts={[
          { title: 'Clauses', value: String(sums.clauses) },
          {
            title: 'Enforced',
            value: `${sums.enforced}: a step, requirement, clock or form holds it`,
          },
          { title: 'Guided', value: `${sums.guided}: its words are shown at the right place` },
          { title: 'Not for software', value: `${sums.notForSoftware}: with the reason` },
          { title: 'Wrong', value: sums.problems === 0 ? 'None' : String(sums.problems) },
        ]}
      />
      <StackTable
        caption="Each clause and where it is held"
        captionHidden={true}
        columns={[{ text: 'Clause' }, { text: 'In Stile' }, { text: 'Where' }, { text: 'Remark' }]}
        rows={rows.map(({ clause, where, problem, note }) => [
          <a class="govuk-link app-nowrap" href={clauseHref(clause.id, version)}>
            {clause.id}
          </a>,
          treatmentInWords(clause),
          <ul class="govuk-list app-small">
            {whereApplied(protocol, clause.id, version).map(({ what, title, href }) => (
              <li>
                {what}:{' '}
                {href === undefined ? (
                  title
                ) : (
                  <a class="govuk-link" href={href}>
                    {title}
                  </a>
                )}
              </li>
            ))}
            {where.some((each) => each.place === 'guidance') ? <li>Guidance</li> : null}
          </ul>,
          <span>{problem ?? note ?? clause.because ?? ''}</span>,
        ])}
      />
    </>
  );
}
