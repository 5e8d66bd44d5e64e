/** What a page about an act knows: who asks, the family, and what follows from its history now. */
import type { Derived, StepView, TransferView } from '../../core/family/derived.ts';
import type { Family } from '../../core/family/family.ts';
import type { Practitioner } from '../../core/family/people.ts';
import { askWhy } from '../../core/family/sharing/withheld.ts';
import type { EvidenceKind } from '../../core/protocol/protocol.ts';
import { familyName } from '../family/names.ts';
import type { FormContext } from '../forms/context.ts';
import type { Visitor, Web } from '../web.ts';

export interface FamilyScene {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly family: Family;
  readonly derived: Derived;
  /** Only parts are shared with whoever asks; what is not is nowhere in `family` and `derived`. */
  readonly parts: boolean;
  /** Kinds of record that are in nothing which rests on consent; whoever sees parts is not told which. */
  readonly leftOut: ReadonlySet<EvidenceKind>;
  readonly directory: readonly Practitioner[];
  /** The roles of everybody in the directory, by worker: for who may be a second person. */
  readonly rolesOf: ReadonlyMap<string, readonly string[]>;
  /** The parts of the address that change: the transfer, the step, the kind of record. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** The context of the questions, under the protocol that the act is decided by. */
export function formContext(scene: FamilyScene, protocol = scene.visitor.protocol): FormContext {
  return {
    family: scene.family,
    protocol,
    today: scene.derived.today,
    directory: scene.directory,
  };
}

/** The page of the family itself. */
export function familyHref(scene: Pick<FamilyScene, 'family'>, rest = ''): string {
  return `/families/${encodeURIComponent(scene.family.id)}${rest}`;
}

export function nameOf(scene: Pick<FamilyScene, 'family'>): string {
  return familyName(scene.family.people);
}

export function findTransfer(scene: FamilyScene): TransferView | undefined {
  return scene.derived.transfers.find((view) => view.transfer.id === scene.params.transfer);
}

/** The step as it stands for the children who can take it; undefined where none can. */
export function findStep(transfer: TransferView, id: string): StepView | undefined {
  const views = transfer.stages.flatMap((stage) =>
    stage.steps.filter((step) => step.step.id === id),
  );
  const [first] = views;
  if (first === undefined) return undefined;
  // Children may stand at different stages from which the same step leads on.
  return { ...first, children: views.flatMap((view) => view.children) };
}

export function hasOneOf(visitor: Visitor, roles: readonly string[]): boolean {
  return visitor.actor.roles.some((role) => roles.includes(role));
}

/** The end of a sentence that says that something is suspended. Who does not know of the concern asks why. */
export function whySuspended({ parts, visitor, family, derived }: FamilyScene): string {
  const holds = family.holder.practitioner?.worker === visitor.actor.worker;
  const knows = derived.transfers.some(
    ({ transfer, pathway, protocol }) =>
      transfer.state === 'open' && pathway.id === protocol.interrupt.pathway,
  );
  return parts && !holds && !knows ? `. ${askWhy}` : ' because of a safeguarding concern.';
}

/** Where to go back to: an address inside Stile that the page was told of, else the one given. */
export function backHref(scene: FamilyScene, otherwise: string): string {
  return safePath(scene.query.back) ?? otherwise;
}

/** Only a path of this site: never another host, whatever was written in the address. */
export function safePath(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 500) return undefined;
  return /^\/(?![/\\])[\w\-./~%:?=&@+]*$/.test(text) ? text : undefined;
}
