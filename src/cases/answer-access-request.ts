/** What Stile holds about one person, for that person: made once, reviewed for as long as it takes, released as decided. */
import { createHash } from 'node:crypto';
import type { Viewer } from '../access/may-see.ts';
import { keepsRecords } from '../access/records-keeper.ts';
import { type Day, dayOf } from '../core/calendar/time.ts';
import type { FamilyId, PersonId } from '../core/family/people.ts';
import {
  type Decided,
  isUndecided,
  type Passage,
  problemWithDecision,
  releasedFrom,
} from '../core/records/export.ts';
import {
  addExport,
  type ExportHead,
  findExport,
  listExports as list,
  releaseExport,
  type StoredExport,
  saveDecisions,
} from '../store/exports.ts';
import { canonical } from '../store/history/chain.ts';
import { readRecords } from '../store/records.ts';
import { recordView } from './look-at-family.ts';
import { idOnce } from './once.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';
import { tellWhoMay } from './tell-who-may.ts';

export type { ExportHead, StoredExport };

/** The exports of a family; undefined for whoever does not look after the records, or does not see the family. */
export async function listExports(
  stile: Stile,
  viewer: Viewer,
  family: FamilyId,
): Promise<readonly ExportHead[] | undefined> {
  if (!(await mayAnswer(stile, viewer))) return undefined;
  return list(seenBy(stile, viewer), { authority: viewer.authority, family });
}

/** Keeps what was found; the id of the export, or what is wrong with the question. */
export async function makeExport(
  stile: Stile,
  viewer: Viewer,
  asked: {
    readonly family: FamilyId;
    readonly person: PersonId;
    readonly askedBy: string;
    readonly asked: Day | undefined;
    readonly version: number;
    readonly passages: readonly Passage[];
    readonly requestKey?: string | undefined;
  },
): Promise<
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly field: string | undefined; readonly message: string }
> {
  if (!(await mayAnswer(stile, viewer))) return { ok: false, field: undefined, message: notTheirs };
  const now = stile.now();
  const askedBy = asked.askedBy.trim();
  if (askedBy === '') return { ok: false, field: 'asked-by', message: 'Enter who asked' };
  if (asked.asked === undefined || asked.asked > dayOf(now))
    return { ok: false, field: 'asked', message: 'Enter the day on which they asked' };
  const { family, person, version, passages } = asked;
  const id = idOnce(stile, viewer, asked.requestKey);
  await recordView(stile, viewer, { family, purpose: 'export about a person' });
  await addExport(
    seenBy(stile, viewer),
    { authority: viewer.authority, family },
    {
      ...{ id, person, askedBy, asked: asked.asked, version, passages, made: now },
      ...{ madeBy: viewer.actor.worker, madeName: viewer.actor.name },
    },
  );
  return { ok: true, id };
}

/** One export, to review or to read; that somebody looked at it is recorded. */
export async function getExport(
  stile: Stile,
  viewer: Viewer,
  which: { readonly family: FamilyId; readonly id: string },
): Promise<StoredExport | undefined> {
  if (!(await mayAnswer(stile, viewer))) return undefined;
  const { family, id } = which;
  const where = { authority: viewer.authority, family };
  const found = await findExport(seenBy(stile, viewer), where, id);
  if (found !== undefined)
    await recordView(stile, viewer, { family, purpose: 'export about a person' });
  return found;
}

/** Decides about some passages. What is wrong with any is told by its passage, and then nothing is kept. */
export async function decidePassages(
  stile: Stile,
  viewer: Viewer,
  asked: {
    readonly family: FamilyId;
    readonly id: string;
    readonly decisions: ReadonlyMap<string, Decided>;
  },
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = await getExport(stile, viewer, asked);
  if (found === undefined || found.released !== null) return undefined;
  const passages = new Map(found.passages.map((passage) => [passage.id, passage]));
  const wrong = new Map<string, string>();
  for (const [id, decided] of asked.decisions) {
    const passage = passages.get(id);
    const problem =
      passage === undefined ? 'There is no such passage' : problemWithDecision(passage, decided);
    if (problem !== undefined) wrong.set(id, problem);
  }
  if (wrong.size > 0) return wrong;
  await saveDecisions(
    seenBy(stile, viewer),
    { authority: viewer.authority, family: asked.family },
    {
      ...{ export: asked.id, decisions: asked.decisions, now: stile.now() },
      by: viewer.actor,
    },
  );
  return wrong;
}

/** Keeps every passage that only names somebody at work and is not decided yet; how many. */
export async function keepPractitioners(
  stile: Stile,
  viewer: Viewer,
  which: { readonly family: FamilyId; readonly id: string },
): Promise<number> {
  const found = await getExport(stile, viewer, which);
  if (found === undefined) return 0;
  const plain = found.passages.filter(
    (passage) =>
      isUndecided(passage, found.decisions) &&
      passage.marks.every(({ because }) => because === 'practitioner'),
  );
  const keep: Decided = { does: 'keep', words: [], reason: '' };
  await decidePassages(stile, viewer, {
    ...which,
    decisions: new Map(plain.map(({ id }) => [id, keep])),
  });
  return plain.length;
}

/** Releases it exactly as decided, with its hash in the history of the records; what stands against it otherwise. */
export async function releaseAsDecided(
  stile: Stile,
  viewer: Viewer,
  which: { readonly family: FamilyId; readonly id: string; readonly about: string },
): Promise<string | undefined> {
  const { authority, actor } = viewer;
  for (let tried = 1; tried <= 10; tried++) {
    const found = await getExport(stile, viewer, which);
    if (found === undefined) return notTheirs;
    if (found.released !== null) return 'It has been released already.';
    const left = found.passages.filter((passage) => isUndecided(passage, found.decisions)).length;
    if (left > 0) return `${left} marked passages are not decided yet.`;
    const read = await readRecords(seenByStile(stile, authority), authority);
    const now = stile.now();
    const last = read.events.at(-1)?.recorded ?? now;
    const at = last > now ? last : now;
    const body = canonical({
      about: which.about,
      asked: found.asked,
      made: found.made,
      released: at,
      passages: releasedFrom(found.passages, found.decisions),
    });
    const { worker, name, roles } = actor;
    const sha256 = createHash('sha256').update(body, 'utf8').digest('hex');
    const done = await releaseExport(
      seenBy(stile, viewer),
      { authority, family: which.family },
      {
        ...{ export: which.id, body, name, read },
        event: {
          ...{ type: 'ExportReleased', export: which.id, family: which.family, sha256 },
          ...{ at, recorded: at, by: { worker, name, roles } },
        },
      },
    );
    if (done) return undefined;
  }
  return 'Others are changing the records at this moment. Try again.';
}

const notTheirs = 'Answering a request for access is for those who look after the records.';

async function mayAnswer(stile: Stile, { authority, actor }: Viewer): Promise<boolean> {
  const protocol = stile.protocols.current(authority);
  if (!keepsRecords(protocol, actor)) return false;
  await tellWhoMay(stile, authority);
  return true;
}
