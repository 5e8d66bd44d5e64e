/** What the history has said so far: who people are, what records and transfers are called. */
import type { EvidenceId, FamilyEvent, Fields, TransferId } from '../../core/family/events.ts';
import type { FamilyId, Person } from '../../core/family/people.ts';
import type {
  EvidenceDefinition,
  EvidenceKind,
  Pathway,
  PathwayId,
  Protocol,
} from '../../core/protocol/protocol.ts';

/** Changed as the history is read from its beginning, so that each event is told as it was known then. */
export interface HistoryScene {
  people: readonly Person[];
  /** Known from the first event on. */
  family: FamilyId | undefined;
  readonly protocolOf: (event: FamilyEvent) => Protocol;
  readonly evidence: Map<EvidenceId, { readonly kind: EvidenceKind; fields: Fields }>;
  readonly transfers: Map<TransferId, PathwayId>;
  readonly visits: Map<string, string>;
}

export function newScene(protocolOf: (event: FamilyEvent) => Protocol): HistoryScene {
  return {
    people: [],
    family: undefined,
    protocolOf,
    evidence: new Map(),
    transfers: new Map(),
    visits: new Map(),
  };
}

/** Takes note of an event, after it has been told. */
export function note(scene: HistoryScene, event: FamilyEvent): void {
  switch (event.type) {
    case 'FamilyRegistered':
      scene.people = event.people;
      scene.family = event.family;
      break;
    case 'PersonAdded':
      scene.people = [...scene.people, event.person];
      break;
    case 'PersonChanged':
      scene.people = scene.people.map((person) =>
        person.id === event.person.id ? event.person : person,
      );
      break;
    case 'EvidenceRecorded':
      scene.evidence.set(event.evidence, { kind: event.kind, fields: event.fields });
      break;
    case 'EvidenceCorrected': {
      const known = scene.evidence.get(event.evidence);
      if (known !== undefined) known.fields = event.fields;
      break;
    }
    case 'TransferStarted':
      scene.transfers.set(event.transfer, event.pathway);
      break;
    case 'VisitPlanned':
      scene.visits.set(event.visit, event.what);
      break;
    default:
      break;
  }
}

/** The pathway of a transfer as its protocol has it. */
export function pathwayIn(
  scene: HistoryScene,
  protocol: Protocol,
  transfer: TransferId | undefined,
): Pathway | undefined {
  const id = transfer === undefined ? undefined : scene.transfers.get(transfer);
  return id === undefined ? undefined : protocol.pathways.get(id);
}

/** What kind of record an id stands for. */
export function definitionIn(
  scene: HistoryScene,
  protocol: Protocol,
  evidence: EvidenceId,
): EvidenceDefinition | undefined {
  const known = scene.evidence.get(evidence);
  return known === undefined ? undefined : protocol.evidence.get(known.kind);
}
