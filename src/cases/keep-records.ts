/** What the keepers of the records do: hold, propose a disposal, confirm or refuse it, and carry it out. */
import type { Viewer } from '../access/may-see.ts';
import { keepsRecords, mayConfirm } from '../access/records-keeper.ts';
import { type Day, dayOf } from '../core/calendar/time.ts';
import {
  type Proposal,
  type Records,
  recordsFrom,
  stillToGo,
  waitingProposals,
} from '../core/records/records.ts';
import type { RecordsEvent } from '../core/records/records-events.ts';
import {
  appendRecord,
  disposeFamily,
  findByReference,
  type Recorded,
  type RecordsRead,
  readRecords,
  readTraces,
} from '../store/records.ts';
import { fingerprintOf, listedOf, workOut } from './queries/preview-retention.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';
import { tellWhoMay } from './tell-who-may.ts';

/** One list holds at most so many families: it is read by two people. */
export const mostListed = 200;

export type KeptOrNot =
  | { readonly ok: true; readonly message: string }
  | {
      readonly ok: false;
      readonly because: 'not-theirs' | 'form' | 'changed-since' | 'refused';
      readonly field?: string;
      readonly message: string;
    };

/** What there is to look after, for whoever may confirm or keep; undefined for everybody else. */
export async function getRecords(stile: Stile, viewer: Viewer): Promise<Records | undefined> {
  const protocol = stile.protocols.current(viewer.authority);
  if (!mayConfirm(protocol, viewer.actor)) return undefined;
  return recordsFrom(
    (await readRecords(seenByStile(stile, viewer.authority), viewer.authority)).events,
  );
}

/** Nothing of a family, or of any, goes while this hold is there: a claim, an inquiry, a request that is not answered. */
export async function placeHold(
  stile: Stile,
  viewer: Viewer,
  asked: {
    /** Empty is every family. */
    readonly reference: string;
    readonly reason: string;
    readonly review: Day | undefined;
  },
): Promise<KeptOrNot> {
  // Before anything is looked up: nobody else learns which references there are.
  if (!mayConfirm(stile.protocols.current(viewer.authority), viewer.actor)) return notTheirs;
  const reason = asked.reason.trim();
  const { review } = asked;
  if (reason === '') return form('reason', 'Enter why the records are held');
  if (review === undefined || review <= dayOf(stile.now()))
    return form('review', 'Enter a day in the future on which the hold is looked at again');
  const db = seenByStile(stile, viewer.authority);
  const reference = asked.reference.trim();
  const found = reference === '' ? [] : await findByReference(db, viewer.authority, reference);
  const [family, second] = found;
  if (reference !== '' && family === undefined)
    return form('reference', `There is no family with the reference “${reference}”`);
  if (second !== undefined)
    return form('reference', `There are several families with the reference “${reference}”`);
  return record(stile, viewer, () => ({
    type: 'HoldPlaced',
    hold: stile.newId(),
    ...(family === undefined ? {} : { family: family.id, reference: family.reference }),
    reason,
    review,
  }));
}

export async function endHold(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly hold: string; readonly reason: string },
): Promise<KeptOrNot> {
  const reason = asked.reason.trim();
  if (reason === '') return form(`reason-${asked.hold}`, 'Enter why the hold ends');
  return record(stile, viewer, ({ holds }) =>
    holds.has(asked.hold)
      ? { type: 'HoldEnded', hold: asked.hold, reason }
      : 'There is no such hold, or it has ended.',
  );
}

/** Puts exactly the list that was seen before a second person. `seen` is the fingerprint of that list. */
export async function proposeDisposal(
  stile: Stile,
  viewer: Viewer,
  seen: string,
): Promise<KeptOrNot> {
  const { authority } = viewer;
  if (!keepsRecords(stile.protocols.current(authority), viewer.actor)) return notTheirs;
  const families = listedOf(await workOut(stile, authority), mostListed);
  const fingerprint = fingerprintOf(families);
  if (families.length === 0 || fingerprint !== seen)
    return {
      ok: false,
      because: 'changed-since',
      message: 'What may go has changed since you looked. Nothing was proposed.',
    };
  return record(stile, viewer, (records) =>
    waitingProposals(records).length > 0
      ? 'A list waits for a decision already. Decide that one first.'
      : { type: 'DisposalProposed', families, fingerprint },
  );
}

/** By somebody other than whoever proposed it; then the families go, one by one. */
export async function confirmDisposal(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly proposal: number; readonly seen: string },
): Promise<KeptOrNot> {
  const confirmed = await record(stile, viewer, ({ proposals }) => {
    const proposal = proposals.get(asked.proposal);
    if (proposal === undefined || proposal.decided !== undefined)
      return 'There is no such list, or it has been decided.';
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
  return record(stile, viewer, ({ proposals }) =>
    proposals.get(asked.proposal)?.decided === undefined && proposals.has(asked.proposal)
      ? { type: 'DisposalRefused', proposal: asked.proposal, reason }
      : 'There is no such list, or it has been decided.',
  );
}

/**
 * Disposes of what was confirmed and is still there: also what an earlier run was stopped in. A family about which
 * anything has changed since it was listed, or that something now stops, stays.
 */
export async function carryOutDisposals(stile: Stile, viewer: Viewer): Promise<KeptOrNot> {
  const { authority } = viewer;
  if (!mayConfirm(stile.protocols.current(authority), viewer.actor)) return notTheirs;
  const read = await readRecords(seenByStile(stile, authority), authority);
  const due = new Set((await workOut(stile, authority)).families.filter(isDue).map(asListed));
  let gone = 0;
  const stayed: string[] = [];
  const records = recordsFrom(read.events);
  for (const proposal of stillToGo(records)) {
    for (const listed of proposal.proposed.families) {
      if (records.disposed.has(listed.family)) continue;
      const still = due.has(`${listed.family} ${listed.version} ${listed.hash} ${listed.until}`);
      const done = still && (await disposeOne(stile, viewer, proposal, listed));
      if (done !== false && done.ok) gone += 1;
      else stayed.push(listed.reference);
    }
  }
  const left =
    stayed.length === 0
      ? ''
      : ` ${stayed.length} stayed, because something has changed since they were listed: ${stayed.slice(0, 10).join(', ')}.`;
  return {
    ok: true,
    message: `${gone} ${gone === 1 ? 'family was' : 'families were'} disposed of.${left}`,
  };
}

type Kept = Awaited<ReturnType<typeof workOut>>['families'][number];
const isDue = ({ result }: Kept): boolean => result === 'due';
const asListed = ({ family, version, hash, rules: [wins] }: Kept): string =>
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
  decide: (records: Records) => Saying | string,
): Promise<KeptOrNot> {
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  if (!mayConfirm(protocol, actor)) return notTheirs;
  const db = seenByStile(stile, authority);
  await tellWhoMay(stile, authority);
  for (let tried = 1; ; tried++) {
    const read = await readRecords(db, authority);
    const saying = decide(recordsFrom(read.events));
    if (typeof saying === 'string') return { ok: false, because: 'refused', message: saying };
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
