import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { Tag, type TagColour } from './tag.tsx';

export interface GateRow {
  readonly title: string;
  /** Where it can be met. Left out when it cannot be started yet or not by this person. */
  readonly href?: string | undefined;
  readonly state: 'met' | 'to-do' | 'blocks' | 'warns' | 'later' | 'passed';
  /** "Completed", "Needed before sending", "Cannot start yet", "Passed with an exception". */
  readonly status: string;
  readonly reason?: Child;
  /** "A team manager or the duty manager can do this". */
  readonly whoCan?: string | undefined;
  readonly clause?: { readonly text: string; readonly href: string } | undefined;
}

// Plain words when done, so that the eye goes to what is open.
const COLOURS = {
  met: undefined,
  later: undefined,
  'to-do': 'yellow',
  blocks: 'red',
  warns: 'orange',
  passed: 'purple',
} as const satisfies Record<GateRow['state'], TagColour | undefined>;

/** What is needed before a step, in GOV.UK's task list markup; a test compares it with the official one. */
export function GateList(props: {
  readonly id: string;
  readonly gates: readonly GateRow[];
}): SafeHtml {
  return (
    <ul class="govuk-task-list app-gates">
      {props.gates.map((gate, index) => (
        <Row gate={gate} id={`${props.id}-${index + 1}`} />
      ))}
    </ul>
  );
}

function Row({ gate, id }: { readonly gate: GateRow; readonly id: string }): SafeHtml {
  const explained =
    gate.reason !== undefined || gate.whoCan !== undefined || gate.clause !== undefined;
  const colour = COLOURS[gate.state];
  return (
    <li
      class={`govuk-task-list__item${gate.href === undefined ? '' : ' govuk-task-list__item--with-link'}`}
    >
      <div class="govuk-task-list__name-and-hint">
        {gate.href === undefined ? (
          <div>{gate.title}</div>
        ) : (
          <a
            class="govuk-link govuk-task-list__link"
            href={gate.href}
            aria-describedby={`${explained ? `${id}-hint ` : ''}${id}-status`}
          >
            {gate.title}
          </a>
        )}
        {explained ? (
          <div id={`${id}-hint`} class="govuk-task-list__hint">
            {gate.reason === undefined ? null : <span class="app-gates__line">{gate.reason}</span>}
            {gate.whoCan === undefined ? null : <span class="app-gates__line">{gate.whoCan}</span>}
            {gate.clause === undefined ? null : (
              <span class="app-gates__line">
                <a class="govuk-link govuk-link--muted app-gates__clause" href={gate.clause.href}>
                  {gate.clause.text}
                  <span class="govuk-visually-hidden"> of the policy</span>
                </a>
              </span>
            )}
          </div>
        ) : null}
      </div>
      <div
        class={`govuk-task-list__status${gate.state === 'later' ? ' govuk-task-list__status--cannot-start-yet' : ''}`}
        id={`${id}-status`}
      >
        {colour === undefined ? gate.status : <Tag colour={colour}>{gate.status}</Tag>}
      </div>
    </li>
  );
}
