/** A summary as its recipient gets it: only what is in it. */
import type { SummarySection } from '../../core/family/sharing/consent-terms.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';

export function SummaryText(props: { readonly sections: readonly SummarySection[] }): SafeHtml {
  return (
    <>
      {props.sections.map((section) => (
        <section class="app-summary-section">
          <h2 class="govuk-heading-m">{section.heading}</h2>
          {section.entries.map((entry) => (
            <>
              <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{entry.title}</h3>
              {entry.lines.map((line) => (
                <p class="govuk-body app-lines">{line}</p>
              ))}
            </>
          ))}
        </section>
      ))}
    </>
  );
}
