import { maySee, type Viewer } from '../../access/may-see.ts';
import { previewMove } from '../../core/family/decide/decide-move.ts';
import type { TransferId } from '../../core/family/events.ts';
import type { Family, Transfer } from '../../core/family/family.ts';
import type { FamilyId } from '../../core/family/people.ts';
import type { ProtocolKey } from '../../core/protocol/protocol.ts';
import { loadFamily } from '../../store/history/events.ts';
import { listOpenTransfers, type OpenTransfer } from '../../store/open-transfers.ts';
import { type Stile, sceneOf, seenBy } from '../stile.ts';
import { subjectOf } from '../subject-of.ts';

/** What would become of one open transfer under another version of its policy. */
export interface PreviewedMove {
  readonly family: FamilyId;
  readonly reference: string;
  readonly familyName: string;
  readonly transfer: TransferId;
  /** The pathway, by its title. */
  readonly title: string;
  /** The stages in which the children stand, by their titles. */
  readonly stages: readonly string[];
  readonly from: ProtocolKey;
  readonly result: 'moves' | 'stays' | 'stuck';
  /** Why it stays or is stuck; nothing where it moves. */
  readonly why: readonly string[];
  readonly newClocks: readonly string[];
  readonly lostClocks: readonly string[];
}

/**
 * Which open transfers would move to a version, which stay, and which are stuck and why. Changes nothing. Like every
 * list it is not recorded as looking at a family, and shows nothing of what was written about one.
 */
export async function previewMoves(
  stile: Stile,
  viewer: Viewer,
  to: ProtocolKey,
): Promise<readonly PreviewedMove[]> {
  const found: PreviewedMove[] = [];
  for (const open of await listOpenTransfers(seenBy(stile, viewer), viewer.authority)) {
    // Ids in the store were family ids when they went in.
    const id = open.family as FamilyId;
    const known = await loadFamily(seenBy(stile, viewer), viewer.authority, id);
    if (known === undefined || !maySee(viewer, subjectOf(stile, known))) continue;
    const { family } = known;
    const transfer = family.transfers.find((each) => each.id === open.transfer);
    if (transfer !== undefined) found.push(previewed(stile, open, family, transfer, to));
  }
  return found;
}

function previewed(
  stile: Stile,
  { reference, familyName, title }: OpenTransfer,
  family: Family,
  transfer: Transfer,
  to: ProtocolKey,
): PreviewedMove {
  const present = { ...sceneOf(stile, family.authority), now: stile.now() };
  const preview = previewMove(present, transfer, to);
  const pathway = stile.protocols.get(transfer.protocol)?.pathways.get(transfer.pathway);
  const stages = [...new Set([...transfer.places.values()].map(({ stage }) => stage))];
  return {
    family: family.id,
    reference,
    familyName,
    transfer: transfer.id,
    title,
    stages: stages.map((stage) => pathway?.stages.get(stage)?.title ?? stage),
    from: transfer.protocol,
    result: preview.result,
    why: preview.result === 'moves' ? [] : [preview.why].flat(),
    newClocks: preview.result === 'moves' ? preview.newClocks : [],
    lostClocks: preview.result === 'moves' ? preview.lostClocks : [],
  };
}
