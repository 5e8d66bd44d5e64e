import type { SafeHtml } from '../jsx/jsx-runtime.ts';

/** The statement that the 2018 Regulations ask for, in the order of the government's own sample. */
export function AccessibilityStatement(): SafeHtml {
  return (
    <>
      <p class="govuk-body">
        This statement is about Stile, as this council runs it. We want as many people as possible
        to be able to use it. You should be able to:
      </p>
      <ul class="govuk-list govuk-list--bullet">
        <li>zoom in up to 400% without the text spilling off the screen</li>
        <li>get from one end of a page to the other with a keyboard alone</li>
        <li>use a screen reader, speech recognition or a switch</li>
        <li>use every page without script, on a phone, and on paper</li>
      </ul>
      <h2 class="govuk-heading-m">How accessible Stile is</h2>
      <p class="govuk-body">
        Pages are built from GOV.UK Design System components, and each is tested with the axe tool
        and by keyboard before it is released.
      </p>
      <h2 class="govuk-heading-m">What is not yet accessible</h2>
      <p class="govuk-body">
        Radio buttons that reveal a further question say so with “aria-expanded”, which the standard
        does not allow on radio buttons. This comes from the Design System. Screen readers announce
        it well, and without script every question is simply shown.
      </p>
      <h2 class="govuk-heading-m">Feedback and contact</h2>
      <p class="govuk-body">
        If you cannot use a page, or need it in another form, tell your team manager or{' '}
        <a class="govuk-link" href="/tell-us">
          tell us
        </a>
        . We answer within 10 working days.
      </p>
      <h2 class="govuk-heading-m">Enforcement</h2>
      <p class="govuk-body">
        The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public
        Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 (the
        ‘accessibility regulations’). If you are not happy with how we respond to your complaint,{' '}
        <a class="govuk-link" href="https://www.equalityadvisoryservice.com/">
          contact the Equality Advisory and Support Service (EASS)
        </a>
        .
      </p>
      <h2 class="govuk-heading-m">Compliance status</h2>
      <p class="govuk-body">
        Stile is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA
        standard, because of what is listed above under “What is not yet accessible”.
      </p>
      <h2 class="govuk-heading-m">Preparation of this statement</h2>
      <p class="govuk-body">
        It was prepared from automatic tests of every kind of page and from trying each by hand. The
        council that runs Stile adds here the dates of its own test and review.
      </p>
    </>
  );
}
