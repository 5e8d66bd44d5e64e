/** What the keepers of the records have done, as somebody may know of it. */
import type { Viewer } from '../../access/may-see.ts';
import { decidesOnRecords, keepsRecords, mayConfirm } from '../../access/records-keeper.ts';
import {
  isOfRestricted,
  type Proposal,
  type Records,
  recordsFrom,
} from '../../core/records/records.ts';
import type { Listed } from '../../core/records/records-events.ts';
import { listNamed } from '../../store/kept-families.ts';
import { readRecords } from '../../store/records.ts';
import { type Stile, seenBy, seenByStile } from '../stile.ts';
import { tellWhoMay } from '../tell-who-may.ts';

/** Where a family is that may not be named to whoever looks, these words are in the place of its reference. */
export const unnamed = 'A restricted family';

export interface RecordsSeen extends Records {
  /** The lists that are theirs to confirm, unless they proposed them. */
  readonly toConfirm: ReadonlySet<number>;
  /** The lists that are theirs to know of, and to refuse. */
  readonly toRefuse: ReadonlySet<number>;
  /** The holds that are theirs to end. */
  readonly toEnd: ReadonlySet<string>;
}

/** Undefined for whoever decides nothing on records. */
export async function getRecords(stile: Stile, viewer: Viewer): Promise<RecordsSeen | undefined> {
  const { authority, actor } = viewer;
  if (!decidesOnRecords(stile.protocols.current(authority), actor)) return undefined;
  await tellWhoMay(stile, authority);
  const { events } = await readRecords(seenByStile(stile, authority), authority);
  return seenOf(stile, viewer, recordsFrom(events));
}

/** The same records without the names that are not theirs. */
export async function seenOf(stile: Stile, viewer: Viewer, all: Records): Promise<RecordsSeen> {
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  const [keeps, confirms] = [keepsRecords(protocol, actor), mayConfirm(protocol, actor)];
  const db = seenBy(stile, viewer);
  const held = [...all.holds.values()].flatMap(({ family }) => family ?? []);
  const inHolds = await listNamed(db, held, { runOut: false });
  const listed = [...all.proposals.values()].flatMap(({ proposed }) =>
    proposed.families.map(({ family }) => family),
  );
  const inLists = await listNamed(db, listed, { runOut: true });
  const me = (who: { readonly worker: string } | undefined) => who?.worker === actor.worker;
  /** When it has gone nobody can be asked who saw it: the two who decided did. */
  const mayKnow = ({ family, restricted }: Listed, by: Proposal | undefined): boolean =>
    inLists.has(family) ||
    (all.disposed.has(family) &&
      (restricted !== true || me(by?.proposed.by) || me(by?.decided?.by)) &&
      (confirms || restricted === true));
  const proposals = new Map<number, Proposal>();
  const [toConfirm, toRefuse] = [new Set<number>(), new Set<number>()];
  for (const [number, proposal] of all.proposals) {
    const { families } = proposal.proposed;
    const known = families.filter((listed) => mayKnow(listed, proposal));
    if (known.length === families.length && (confirms || isOfRestricted(proposal)))
      toConfirm.add(number);
    // A list of restricted families is not there for those who may know of none of them.
    if (known.length > 0 || (confirms && !isOfRestricted(proposal))) toRefuse.add(number);
    const masked = families.map((listed) =>
      known.includes(listed) ? listed : { ...listed, reference: unnamed },
    );
    proposals.set(number, { ...proposal, proposed: { ...proposal.proposed, families: masked } });
  }
  const decisions = new Map([...all.proposals.values()].map((each) => [each.decision, each]));
  const disposed = [...all.disposed.values()].flatMap((event) => {
    const by = decisions.get(event.decision);
    const listed = by?.proposed.families.find(({ family }) => family === event.family);
    const known = listed !== undefined && mayKnow(listed, by);
    // Who restricts families and looks after no records is shown nothing else than these.
    if (!known && !confirms) return [];
    return [[event.family, known ? event : { ...event, reference: unnamed }] as const];
  });
  const holds = [...all.holds.values()].map((hold) => {
    const known = hold.family === undefined || inHolds.has(hold.family) || me(hold.by);
    const masked = { ...hold, reference: unnamed, reason: 'Shown to those who see the family' };
    return [hold.hold, known ? hold : masked, known] as const;
  });
  return {
    proposals,
    disposed: new Map(disposed),
    holds: new Map(holds.map(([id, hold]) => [id, hold])),
    toEnd: new Set(keeps ? holds.filter(([, , known]) => known).map(([id]) => id) : []),
    toConfirm,
    toRefuse,
  };
}
