import type { StepView } from '../../core/family/derived.ts';
import type { GateFinding } from '../../core/family/refusal.ts';
import type { EvidenceKind, Holds, Protocol, ScopeId } from '../../core/protocol/protocol.ts';
import { rolesInWords, upperFirst } from '../family/names.ts';
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
  const { title } = finding;
  const clauses = finding.clauses.map((clause) => ({ text: clause, href: clauseHref(clause) }));
  if (finding.status === 'met') return { title, state: 'met', status: 'Done' };
  if (finding.status === 'exception')
    return { title, state: 'passed', status: 'Passed with an exception', clauses };
  if (below) return { title, state: 'later', status: 'Answered in the form below', clauses };
  const found = forms(finding, setting);
  const mayExcept = hasOneOf(setting.scene.visitor, finding.exceptionBy);
  const beside = saysBeside(finding, setting, found.length > 0);
  return {
    title,
    ...WEIGHTS[finding.holds],
    reason: why(finding, beside),
    actions: [
      ...found.map(({ href, text }) => ({ href, text: upperFirst(text) })),
      ...(mayExcept && setting.transfer !== undefined
        ? [{ href: exceptionHref(finding, setting, setting.transfer), text: 'Record an exception' }]
        : []),
    ],
    whoCan: whoCan(finding, setting, mayExcept),
    clauses,
    more: more(finding, beside, found.length > 0),
  };
}

// Told apart by words; a colour would be lost on paper and on many eyes.
const WEIGHTS = {
  block: { state: 'blocks', status: 'Not done yet', weight: 'Needed first.' },
  'block-unless-exception': {
    state: 'blocks',
    status: 'Not done yet',
    weight: 'Needed first, unless an exception is recorded.',
  },
  warn: {
    state: 'warns',
    status: 'Not done yet',
    weight: 'Should be done, but the step does not wait for it.',
  },
  show: { state: 'to-do', status: 'To look at', weight: 'The step does not wait for it.' },
} as const satisfies Record<Holds, Pick<GateRow, 'state' | 'status' | 'weight'>>;

// Longer instructions would bury the next row.
const SHORT = 110;

function why(finding: GateFinding, beside: boolean): string {
  const whom = finding.children.length === 0 ? '' : `${list(finding.children)}: `;
  return `${whom}${finding.found}${beside ? ` ${finding.wouldMeet}` : ''}`;
}

/** Whether what would meet it stands in the open: words of the policy’s writer always, ours where no form says it. */
function saysBeside(finding: GateFinding, { protocol }: GateSetting, hasForm: boolean): boolean {
  if (protocol.gates.get(finding.gate)?.how !== undefined) return true;
  return !hasForm && finding.wouldMeet !== '' && finding.wouldMeet.length <= SHORT;
}

function whoCan(
  finding: GateFinding,
  { scene, protocol, transfer }: GateSetting,
  mayExcept: boolean,
): string | undefined {
  const { who, exceptionBy } = finding;
  const others = who.filter((role) => !hasOneOf(scene.visitor, [role]));
  const mine = others.length < who.length;
  const meets =
    who.length === 0
      ? []
      : others.length === 0
        ? ['You can do this.']
        : [`Who can: ${mine ? 'you, or ' : ''}${rolesInWords(protocol, others)}.`];
  const excepts =
    exceptionBy.length === 0 || mayExcept || transfer === undefined
      ? []
      : [`An exception can be recorded by: ${rolesInWords(protocol, exceptionBy)}.`];
  return [...meets, ...excepts].join(' ') || undefined;
}

/** The long words: what would meet it exactly, what the policy says, and how that is read. */
function more(finding: GateFinding, beside: boolean, hasForm: boolean): GateRow['more'] {
  const { written, reading } = finding;
  const said = beside || (hasForm && finding.wouldMeet.length <= SHORT);
  const lines = [
    said || finding.wouldMeet === '' ? undefined : finding.wouldMeet,
    written === undefined ? undefined : `The policy says: “${written}”`,
    reading === undefined ? undefined : `How we read it: ${reading}`,
  ].filter((line) => line !== undefined);
  if (lines.length === 0) return undefined;
  const policy = written !== undefined || reading !== undefined;
  return {
    summary: said ? 'What the policy says' : `What would meet it${policy ? ', and why' : ''}`,
    body: lines.map((line) => <p class="govuk-body-s app-lines">{line}</p>),
  };
}

function exceptionHref(finding: GateFinding, setting: GateSetting, transfer: string): string {
  return `${familyHref(setting.scene, `/transfers/${transfer}/exceptions/${finding.gate}`)}?back=${setting.here}`;
}

/** The forms that would meet a gate and that this person may send, each once. */
export function forms(
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
