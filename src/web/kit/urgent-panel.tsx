import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { telephone } from './holder-bar.tsx';

/** The number to ring this minute, large enough to read while dialling on another telephone. */
export function UrgentPanel(props: {
  readonly heading: string;
  readonly numbers: readonly {
    readonly name: string;
    readonly phone: string;
    readonly hours?: string | undefined;
  }[];
  readonly children?: Child;
}): SafeHtml {
  return (
    <section class="app-urgent" aria-labelledby="urgent-heading">
      <h2 class="app-urgent__heading" id="urgent-heading">
        {props.heading}
      </h2>
      {props.numbers.map((number) => (
        <p class="app-urgent__number">
          <span class="app-urgent__name">{number.name}</span>
          <a class="app-urgent__phone" href={telephone(number.phone)}>
            {number.phone}
          </a>
          {number.hours === undefined ? null : (
            <span class="app-urgent__hours">{number.hours}</span>
          )}
        </p>
      ))}
      {props.children}
    </section>
  );
}
