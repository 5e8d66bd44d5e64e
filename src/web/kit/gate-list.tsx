import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from './govuk.ts';
import { Tag, type TagColour } from './tag.tsx';

export interface GateRow {
  readonly title: string;
  /** Where it can be met, when the title itself is to be the link. */
  readonly href?: string | undefined;
  readonly state: 'met' | 'to-do' | 'blocks' | 'warns' | 'later' | 'passed';
  /** "Done", "Not done yet", "Passed with an exception". */
  readonly status: string;
  readonly reason?: Child;
  /** What this person can do about it here: "Record a visit". */
  readonly actions?: readonly { readonly text: string; readonly href: string }[] | undefined;
  /** How much hangs on it: "Needed first." */
  readonly weight?: string | undefined;
  /** "A team manager or the duty manager can do this". */
  readonly whoCan?: string | undefined;
  readonly clauses?: readonly { readonly text: string; readonly href: string }[] | undefined;
  /** What few need to read: shown on request. */
  readonly more?: { readonly summary: string; readonly body: Child } | undefined;
}

// Plain words when done, so that the eye goes to what is open. The words say what the colour says.
const COLOURS = {
  met: undefined,
  later: undefined,
  'to-do': 'grey',
  blocks: 'yellow',
  warns: 'grey',
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
  const colour = COLOURS[gate.state];
  const explained = isExplained(gate);
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
        {explained ? <Explained gate={gate} id={id} /> : null}
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

function isExplained(gate: GateRow): boolean {
  const { reason, weight, whoCan, clauses, actions, more } = gate;
  return [reason, weight, whoCan, clauses?.[0], actions?.[0], more].some(
    (part) => part !== undefined,
  );
}

function Explained({ gate, id }: { readonly gate: GateRow; readonly id: string }): SafeHtml {
  const { reason, actions = [], weight, whoCan, clauses = [], more } = gate;
  const plain = weight !== undefined || whoCan !== undefined || clauses.length > 0;
  return (
    <div id={`${id}-hint`} class="govuk-task-list__hint">
      {reason === undefined ? null : <span class="app-gates__line">{reason}</span>}
      {actions.map((action) => (
        <span class="app-gates__line">
          <a class="govuk-link app-gates__action" href={action.href}>
            {action.text}
            <span class="govuk-visually-hidden">, for: {gate.title}</span>
          </a>
        </span>
      ))}
      {plain ? (
        <span class="app-gates__line app-gates__plain">
          {weight} {whoCan} <Clauses clauses={clauses} />
        </span>
      ) : null}
      {more === undefined
        ? null
        : govuk('details', {
            classes: 'app-why app-gates__more',
            summaryHtml: (
              <>
                {more.summary}
                <span class="govuk-visually-hidden">: {gate.title}</span>
              </>
            ),
            html: <>{more.body}</>,
          })}
    </div>
  );
}

function Clauses({ clauses }: { readonly clauses: NonNullable<GateRow['clauses']> }): SafeHtml {
  if (clauses.length === 0) return Fragment({});
  return (
    <>
      {clauses.map((clause) => (
        <>
          <a class="govuk-link govuk-link--muted app-gates__clause" href={clause.href}>
            {clause.text}
            <span class="govuk-visually-hidden"> of the policy</span>
          </a>{' '}
        </>
      ))}
    </>
  );
}
