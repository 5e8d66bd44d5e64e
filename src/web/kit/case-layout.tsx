import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';

/** Two columns. `first` (clocks and the next act) comes first in the source, so on a phone it is on top; `last` closes it there. */
export function CaseLayout(props: {
  readonly first: Child;
  readonly firstLabel: string;
  /** Stands under `first` where there are two columns. */
  readonly last?: Child;
  readonly children: Child;
}): SafeHtml {
  return (
    <div class="app-case">
      <section class="app-case__first" aria-label={props.firstLabel}>
        {props.first}
      </section>
      <div class="app-case__rest">{props.children}</div>
      {props.last === undefined ? null : <div class="app-case__last">{props.last}</div>}
    </div>
  );
}
