/** What the keepers of the records do: hold, propose a disposal, confirm or refuse it, and carry it out. */
import type { Viewer } from '../access/may-see.ts';
import { decidesOnRecords, guardsRecords, keepsRecords } from '../access/records-keeper.ts';
import { type Day, dayOf } from '../core/calendar/time.ts';
import type { FamilyId } from '../core/family/people.ts';
import {
  type Hold,
  isOfRestricted,
  type Proposal,
  recordsFrom,
  stillToGo,
  waitingProposals,
} from '../core/records/records.ts';
import type { RecordsEvent } from '../core/records/records-events.ts';
import { findNamed, listNamed } from '../store/kept-families.ts';
import {
  appendRecord,
  disposeFamily,
  type Recorded,
  type RecordsRead,
  readRecords,
  readTraces,
} from '../store/records.ts';
import { idOnce } from './once.ts';
import { type RecordsSeen, seenOf } from './queries/get-records.ts';
import {
  fingerprintOf,
  type KeptFamily,
  listedOf,
  previewRetention,
  workOut,
} from './queries/preview-retention.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';
import { tellWhoMay } from './tell-who-may.ts';

export type KeptOrNot =
  | { readonly ok: true; readonly message: string }
  | {
      readonly ok: false;
      readonly because: 'not-theirs' | 'form' | 'changed-since' | 'refused';
      readonly field?: string;
      readonly message: string;
    };

/** Nothing of a family, or of any, goes while this hold is there: a claim, an inquiry, a request that is not answered. */
export async function placeHold(
  stile: Stile,
  viewer: Viewer,
  asked: {
    /** Empty is every family. */
    readonly reference: string;
    /** Whatever has the reference is held, although whoever asks may not know of a family that has it. */
    readonly sightUnseen?: boolean;
    readonly reason: string;
    readonly review: Day | undefined;
    readonly requestKey?: string | undefined;
  },
): Promise<KeptOrNot> {
  // Before anything is looked up: nobody else learns which references there are.
  if (!keepsRecords(stile.protocols.current(viewer.authority), viewer.actor)) return notTheirs;
  const reason = asked.reason.trim();
  const { review } = asked;
  if (reason === '') return form('reason', 'Enter why the records are held');
  if (review === undefined || review <= dayOf(stile.now()))
    return form('review', 'Enter a day in the future on which the hold is looked at again');
  const reference = asked.reference.trim();
  const hold = idOnce(stile, viewer, asked.requestKey);
  const place = (on: Pick<Hold, 'family' | 'reference'>) =>
    record(stile, viewer, () => ({ type: 'HoldPlaced', hold, ...on, reason, review }));
  if (reference === '') return place({});
  await tellWhoMay(stile, viewer.authority);
  // One that is not there and one that is restricted are answered alike: nobody learns by trying which references there are.
  const found = await findNamed(seenBy(stile, viewer), reference);
  const [family, second] = found;
  if (family !== undefined && second === undefined)
    return place({ family: family.id, reference: family.reference });
  if (asked.sightUnseen === true) return place({ reference });
  const seen = family === undefined ? 'You see no family' : 'You see several families';
  return form(
    'sight-unseen',
    `${seen} with the reference “${reference}”. Check it, or select that whatever has this reference is held`,
  );
}

export async function endHold(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly hold: string; readonly reason: string },
): Promise<KeptOrNot> {
  const reason = asked.reason.trim();
  if (reason === '') return form(`reason-${asked.hold}`, 'Enter why the hold ends');
  return record(stile, viewer, ({ toEnd }) =>
    toEnd.has(asked.hold)
      ? { type: 'HoldEnded', hold: asked.hold, reason }
      : 'There is no such hold, or it has ended.',
  );
}

/**
 * Puts exactly the list that was seen before a second person. `seen` is the fingerprint of that list: one page of the
 * families that are not restricted, or one restricted family alone, since each has its own people. Such a one is also for
 * those who restrict families, where they may know of it.
 */
export async function proposeDisposal(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly seen: string; readonly page?: number; readonly family?: FamilyId },
): Promise<KeptOrNot> {
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  const { seen, family } = asked;
  const alone = family !== undefined;
  if (!keepsRecords(protocol, actor) && !(alone && guardsRecords(protocol, actor)))
    return notTheirs;
  await tellWhoMay(stile, authority);
  const families = listedOf(
    alone
      ? await restrictedAlone(stile, viewer, family)
      : ((await previewRetention(stile, viewer, { due: asked.page ?? 1 }))?.families.due.families ??
          []),
  );
  const fingerprint = fingerprintOf(families);
  if (families.length === 0 || fingerprint !== seen)
    return {
      ok: false,
      because: 'changed-since',
      message: 'What may go has changed since you looked. Nothing was proposed.',
    };
  return record(stile, viewer, (records) =>
    waitingProposals(records).some((each) => isInTheWay(each, records, family))
      ? 'A list waits for a decision already. Decide that one first.'
      : { type: 'DisposalProposed', families, fingerprint },
  );
}

async function restrictedAlone(
  stile: Stile,
  viewer: Viewer,
  family: FamilyId,
): Promise<readonly KeptFamily[]> {
  const named = await listNamed(seenBy(stile, viewer), [family], { runOut: true });
  const worked = named.has(family) ? await workOut(stile, viewer.authority, [family]) : [];
  return worked.filter((each) => each.restricted && isDue(each));
}

/** One list at a time of what is not restricted; of a restricted family, while it is proposed already. */
function isInTheWay(
  proposal: Proposal,
  { toRefuse }: RecordsSeen,
  family: FamilyId | undefined,
): boolean {
  if (family === undefined) return !isOfRestricted(proposal);
  return (
    toRefuse.has(proposal.number) &&
    proposal.proposed.families.some((each) => each.family === family)
  );
}

/** By somebody other than whoever proposed it; then the families go, one by one. */
export async function confirmDisposal(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly proposal: number; readonly seen: string },
): Promise<KeptOrNot> {
  const confirmed = await record(stile, viewer, ({ proposals, toConfirm, toRefuse }) => {
    const proposal = proposals.get(asked.proposal);
    if (proposal === undefined || proposal.decided !== undefined || !toRefuse.has(asked.proposal))
      return noSuchList;
    if (!toConfirm.has(asked.proposal))
      return 'There are families on the list that you may not see. Somebody who sees all of them has to confirm it.';
    if (proposal.proposed.by.worker === viewer.actor.worker)
      return 'Somebody other than whoever proposed the list has to confirm it.';
    if (proposal.proposed.fingerprint !== asked.seen)
      return 'This is not the list that you saw. Nothing was confirmed.';
    const { fingerprint } = proposal.proposed;
    return { type: 'DisposalConfirmed', proposal: asked.proposal, fingerprint };
  });
  return confirmed.ok ? carryOutDisposals(stile, viewer) : confirmed;
}

export async function refuseDisposal(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly proposal: number; readonly reason: string },
): Promise<KeptOrNot> {
  const reason = asked.reason.trim();
  if (reason === '') return form('refuse-reason', 'Enter why nothing of the list is disposed of');
  return record(stile, viewer, ({ proposals, toRefuse }) =>
    proposals.get(asked.proposal)?.decided === undefined && toRefuse.has(asked.proposal)
      ? { type: 'DisposalRefused', proposal: asked.proposal, reason }
      : noSuchList,
  );
}

const noSuchList = 'There is no such list, or it has been decided.';

/**
 * Disposes of what was confirmed and is still there: also what an earlier run was stopped in. A family about which
 * anything has changed since it was listed, or that something now stops, stays.
 */
export async function carryOutDisposals(stile: Stile, viewer: Viewer): Promise<KeptOrNot> {
  const { authority } = viewer;
  if (!decidesOnRecords(stile.protocols.current(authority), viewer.actor)) return notTheirs;
  await tellWhoMay(stile, authority);
  const { events } = await readRecords(seenByStile(stile, authority), authority);
  const records = recordsFrom(events);
  const left = stillToGo(records).flatMap((proposal) =>
    proposal.proposed.families
      .filter(({ family }) => !records.disposed.has(family))
      .map((listed) => ({ proposal, listed })),
  );
  const ids = left.map(({ listed }) => listed.family);
  // What may not be named to them is not theirs to take away either, and nothing is said of it.
  const named = await listNamed(seenBy(stile, viewer), ids, { runOut: true });
  const worked = await workOut(stile, authority, ids);
  const due = new Set(worked.filter(isDue).map(asListed));
  let gone = 0;
  const stayed: string[] = [];
  for (const { proposal, listed } of left.filter((each) => named.has(each.listed.family))) {
    const still = due.has(`${listed.family} ${listed.version} ${listed.hash} ${listed.until}`);
    const done = still && (await disposeOne(stile, viewer, proposal, listed));
    if (done !== false && done.ok) gone += 1;
    else stayed.push(listed.reference);
  }
  const rest =
    stayed.length === 0
      ? ''
      : ` ${stayed.length} stayed, because something has changed since they were listed: ${stayed.slice(0, 10).join(', ')}.`;
  return {
    ok: true,
    message: `${gone} ${gone === 1 ? 'family was' : 'families were'} disposed of.${rest}`,
  };
}

const isDue = ({ result }: KeptFamily): boolean => result === 'due';
const asListed = ({ family, version, hash, rules: [wins] }: KeptFamily): string =>
  `${family} ${version} ${hash} ${wins?.until}`;

async function disposeOne(
  stile: Stile,
  viewer: Viewer,
  { decision }: Proposal,
  { family, reference, rule, until }: Proposal['proposed']['families'][number],
): Promise<Recorded> {
  const { authority } = viewer;
  for (let tried = 1; ; tried++) {
    const db = seenByStile(stile, authority);
    const traces = await readTraces(db, authority, family);
    if (traces === undefined || decision === undefined)
      return { ok: false, because: 'refused', words: 'there is no such family' };
    const read = await readRecords(db, authority);
    const event = {
      ...stamp(stile, viewer, read),
      type: 'FamilyDisposed',
      ...{ family, reference, decision, rule, until, ...traces },
    } as const;
    const done = await disposeFamily(seenBy(stile, viewer), authority, { read, event });
    if (done.ok || done.because === 'refused' || tried === mostTries) return done;
  }
}

const mostTries = 10;

const notTheirs = {
  ok: false,
  because: 'not-theirs',
  message: 'Looking after the records is for the roles that the policy names for it.',
} as const satisfies KeptOrNot;

function form(field: string, message: string): KeptOrNot {
  return { ok: false, because: 'form', field, message };
}

type Saying = RecordsEvent extends infer E
  ? E extends RecordsEvent
    ? Omit<E, 'at' | 'recorded' | 'by'>
    : never
  : never;

/** Decides on the records as they are, and appends; where somebody else was first, decides again. */
async function record(
  stile: Stile,
  viewer: Viewer,
  decide: (records: RecordsSeen) => Saying | string,
): Promise<KeptOrNot> {
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  if (!decidesOnRecords(protocol, actor)) return notTheirs;
  const db = seenByStile(stile, authority);
  await tellWhoMay(stile, authority);
  for (let tried = 1; ; tried++) {
    const read = await readRecords(db, authority);
    const saying = decide(await seenOf(stile, viewer, recordsFrom(read.events)));
    if (typeof saying === 'string') return { ok: false, because: 'refused', message: saying };
    if (read.events.some((each) => isSameHold(each, saying)))
      return { ok: true, message: said[saying.type] };
    const event: RecordsEvent = { ...saying, ...stamp(stile, viewer, read) };
    const done = await appendRecord(seenBy(stile, viewer), authority, { read, event });
    if (done.ok) return { ok: true, message: said[saying.type] };
    if (done.because === 'refused')
      return viewerMay(done.words)
        ? { ok: false, because: 'refused', message: done.words }
        : notTheirs;
    if (tried === mostTries)
      return {
        ok: false,
        because: 'changed-since',
        message: 'Others are changing the records at this moment. Try again.',
      };
  }
}

/** The same form sent again, also where the hold has ended since. */
function isSameHold(before: RecordsEvent, saying: Saying): boolean {
  return (
    before.type === 'HoldPlaced' && saying.type === 'HoldPlaced' && before.hold === saying.hold
  );
}

function viewerMay(words: string): boolean {
  return !words.startsWith('not for this person');
}

const said: Readonly<Record<RecordsEvent['type'], string>> = {
  HoldPlaced: 'The records are held.',
  HoldEnded: 'The hold has ended.',
  DisposalProposed: 'The list is proposed. Somebody else has to confirm it.',
  DisposalConfirmed: 'The list is confirmed.',
  DisposalRefused: 'The list is refused. Nothing was disposed of.',
  FamilyDisposed: 'The family was disposed of.',
  ExportReleased: 'It is released.',
};

/** Now, but never before what was recorded last. */
function stamp(
  stile: Stile,
  { actor }: Viewer,
  { events }: RecordsRead,
): Pick<RecordsEvent, 'at' | 'recorded' | 'by'> {
  const { worker, name, roles } = actor;
  const last = events.at(-1)?.recorded;
  const now = stile.now();
  const at = last !== undefined && last > now ? last : now;
  return { at, recorded: at, by: { worker, name, roles } };
}
