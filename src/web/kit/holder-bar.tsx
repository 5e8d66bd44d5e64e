import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';

/** Who holds the family now. Every page about a family has it, and it is never empty. */
export function HolderBar(props: {
  readonly holder: string;
  readonly role?: string | undefined;
  /** "since 2 March 2026" */
  readonly since?: string | undefined;
  readonly phone?: string | undefined;
  readonly children?: Child;
}): SafeHtml {
  return (
    <div class="app-holder">
      <p class="app-holder__line">
        <span class="app-holder__label">Held now by</span>{' '}
        <strong class="app-holder__name">{props.holder}</strong>
        {props.role === undefined ? null : <span class="app-holder__detail">, {props.role}</span>}
        {props.since === undefined ? null : <span class="app-holder__detail"> {props.since}</span>}
      </p>
      {props.phone === undefined ? null : (
        <p class="app-holder__line">
          <a class="govuk-link" href={telephone(props.phone)}>
            {props.phone}
          </a>
        </p>
      )}
      {props.children}
    </div>
  );
}

/** A `tel:` address from a number as people write it. */
export function telephone(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, '')}`;
}
