import type { StepView } from '../../core/family/derived.ts';
import type { GateFinding } from '../../core/family/refusal.ts';
import type { EvidenceKind, Protocol, ScopeId } from '../../core/protocol/protocol.ts';
import { rolesInWords } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { GateRow } from '../kit/gate-list.tsx';
import { list } from '../kit/words.ts';
import { clauseHref } from '../policy/hrefs.ts';
import { type FamilyScene, familyHref, hasOneOf } from './scene.ts';

export interface GateSetting {
  readonly scene: FamilyScene;
  readonly protocol: Protocol;
  /** Where an exception can be recorded; undefined before a transfer has started. */
  readonly transfer: string | undefined;
  /** The kind of record that the form on this very page makes: what it answers is changed here and nowhere else. */
  readonly form?: string | undefined;
  /** The page to come back to once something has been recorded. */
  readonly here: string;
}

/** What is needed, as rows of a task list: open ones with the reason, the clause, who can and where. */
export function gateRows(
  findings: readonly GateFinding[],
  setting: GateSetting,
  answeredBelow: ReadonlySet<string> = new Set(),
): readonly GateRow[] {
  return findings
    .filter((finding) => finding.status !== 'not-needed')
    .map((finding) => gateRow(finding, setting, answeredBelow.has(finding.gate)));
}

/** The gates of a step that its own form can meet: they say so instead of standing in the way. */
export function answeredInForm(view: StepView): ReadonlySet<string> {
  const blocking = new Set<string>(view.blockedBy.map((finding) => finding.gate));
  const { form } = view.step;
  const strict = (finding: GateFinding) => finding.holds !== 'warn' && finding.holds !== 'show';
  return new Set(
    view.gates
      .filter(
        (finding) =>
          finding.status === 'unmet' &&
          ((strict(finding) && !blocking.has(finding.gate)) ||
            (form !== undefined && finding.asks.some((ask) => ask.evidence === form))),
      )
      .map((finding) => finding.gate),
  );
}

function gateRow(finding: GateFinding, setting: GateSetting, below: boolean): GateRow {
  const clause = finding.clauses[0];
  const link = clause === undefined ? undefined : { text: clause, href: clauseHref(clause) };
  if (finding.status === 'met') return { title: finding.title, state: 'met', status: 'Done' };
  if (finding.status === 'exception')
    return {
      title: finding.title,
      state: 'passed',
      status: 'Passed with an exception',
      clause: link,
    };
  if (below)
    return {
      title: finding.title,
      state: 'later',
      status: 'Answered in the form below',
      clause: link,
    };
  const { scene, protocol } = setting;
  const who = finding.who.length === 0 ? [] : finding.who;
  return {
    title: finding.title,
    href: firstForm(finding, setting),
    ...stateOf(finding),
    reason: <Reason finding={finding} setting={setting} />,
    whoCan:
      who.length === 0
        ? undefined
        : `${hasOneOf(scene.visitor, who) ? 'You can do this. ' : ''}Who can: ${rolesInWords(protocol, who)}.`,
    clause: link,
  };
}

function stateOf(finding: GateFinding): Pick<GateRow, 'state' | 'status'> {
  switch (finding.holds) {
    case 'block':
      return { state: 'blocks', status: 'Needed first' };
    case 'block-unless-exception':
      return { state: 'blocks', status: 'Needed, or an exception' };
    case 'warn':
      return { state: 'warns', status: 'Should be done' };
    case 'show':
      return { state: 'to-do', status: 'To look at' };
  }
}

function Reason(props: { readonly finding: GateFinding; readonly setting: GateSetting }): SafeHtml {
  const { finding, setting } = props;
  const further = forms(finding, setting).slice(1);
  const mayExcept = hasOneOf(setting.scene.visitor, finding.exceptionBy);
  return (
    <>
      {finding.children.length === 0 ? null : `${list(finding.children)}: `}
      {finding.found}
      {finding.wouldMeet === '' ? null : (
        <span class="app-gates__line">What would meet it: {finding.wouldMeet}</span>
      )}
      {further.map((form) => (
        <span class="app-gates__line">
          Or{' '}
          <a class="govuk-link" href={form.href}>
            {form.text}
          </a>
        </span>
      ))}
      {finding.written === undefined ? null : (
        <span class="app-gates__line">The policy says: “{finding.written}”</span>
      )}
      {finding.reading === undefined ? null : (
        <span class="app-gates__line">How we read it: {finding.reading}</span>
      )}
      {finding.exceptionBy.length === 0 || setting.transfer === undefined ? null : (
        <span class="app-gates__line">
          {mayExcept ? (
            <a
              class="govuk-link"
              href={`${familyHref(setting.scene, `/transfers/${setting.transfer}/exceptions/${finding.gate}`)}?back=${setting.here}`}
            >
              Record an exception
              <span class="govuk-visually-hidden"> from {finding.title}</span>
            </a>
          ) : (
            `An exception can be recorded by: ${rolesInWords(setting.protocol, finding.exceptionBy)}.`
          )}
        </span>
      )}
    </>
  );
}

function firstForm(finding: GateFinding, setting: GateSetting): string | undefined {
  return forms(finding, setting)[0]?.href;
}

/** The forms that would meet it and that this person may send, each once. */
function forms(
  finding: GateFinding,
  { scene, protocol, here, form }: GateSetting,
): readonly { readonly href: string; readonly text: string }[] {
  const found = finding.asks.flatMap((ask) => {
    if (form !== undefined && ask.evidence === form)
      return [{ href: '#form', text: 'change the answer in the form below' }];
    // Asked for by the protocol, so both are ids of it.
    const definition = protocol.evidence.get(ask.evidence as EvidenceKind);
    const scope = protocol.consents.get(ask.consent as ScopeId);
    const own =
      definition !== undefined && hasOneOf(scene.visitor, definition.by)
        ? [
            {
              href: `${familyHref(scene, `/evidence/new/${definition.id}`)}?back=${here}`,
              text: `record ${definition.noun}`,
            },
          ]
        : [];
    const agreed =
      scope === undefined
        ? []
        : [
            {
              href: `${familyHref(scene, `/consent/new/${scope.id}`)}?back=${here}`,
              text: `record the family’s answer on “${scope.title}”`,
            },
          ];
    return [...own, ...agreed];
  });
  return [...new Map(found.map((form) => [form.href, form])).values()];
}
