import type { SafeHtml } from '../jsx/jsx-runtime.ts';

export interface StageMark {
  readonly title: string;
  readonly state: 'done' | 'now' | 'later';
  /** "agreed 5 March 2026" */
  readonly note?: string | undefined;
}

const SAID = { done: 'Done', now: 'Now', later: 'Not yet' } as const satisfies Record<
  StageMark['state'],
  string
>;

/** The stages of a pathway in order, and where the family is. */
export function StageLine(props: {
  readonly label: string;
  readonly stages: readonly StageMark[];
}): SafeHtml {
  return (
    <ol class="app-stages" aria-label={props.label}>
      {props.stages.map((stage) => (
        <li
          class={`app-stages__stage app-stages__stage--${stage.state}`}
          aria-current={stage.state === 'now' ? 'step' : undefined}
        >
          <span class="app-stages__state">
            {SAID[stage.state]}
            <span class="govuk-visually-hidden">: </span>
          </span>
          <span class="app-stages__title">{stage.title}</span>
          {stage.note === undefined ? null : <span class="app-stages__note">{stage.note}</span>}
        </li>
      ))}
    </ol>
  );
}
