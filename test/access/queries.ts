/** Every statement that reads families for somebody, asked for as much as it can be asked for. */

import type { Retention } from '../../src/core/protocol/protocol.ts';
import { listAgenda, listSittings } from '../../src/store/agenda.ts';
import { listComparisons, listComparisonsOf } from '../../src/store/comparisons.ts';
import type { Database } from '../../src/store/database/connect.ts';
import { findDraft, listDrafts } from '../../src/store/drafts.ts';
import { findPeople } from '../../src/store/find-families.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { findRequest, listHistory } from '../../src/store/history/history.ts';
import { findKept, findNamed, listNamed, readClosed } from '../../src/store/kept-families.ts';
import { getMeeting } from '../../src/store/meetings.ts';
import { listLosingSight } from '../../src/store/not-shared.ts';
import { countUnread, listNotices } from '../../src/store/notices.ts';
import { listOpenTransfers } from '../../src/store/open-transfers.ts';
import { readBacklog } from '../../src/store/operation.ts';
import { listAstray, listFailed } from '../../src/store/outbox.ts';
import { listDirectory, listFamiliesOf, listOrphans } from '../../src/store/people/directory.ts';
import { findWorker, listTeam, listWorkers } from '../../src/store/people/people.ts';
import { listOutdated } from '../../src/store/projection/rebuild.ts';
import { listUrgentEvents, listVainTries } from '../../src/store/urgent.ts';
import { listLooks } from '../../src/store/views.ts';
import { listWaitingOnOthers, listWorkOf, listWorkOfRoles } from '../../src/store/work.ts';

export interface Everything {
  readonly authority: string;
  readonly worker: string;
  readonly now: never;
  readonly roles: readonly string[];
  /** Of everybody, whosever work it is. */
  readonly workers: readonly string[];
  readonly teams: readonly string[];
  readonly names: readonly string[];
  readonly references: readonly string[];
  readonly families: readonly string[];
  readonly retention: Retention | undefined;
  readonly runOut: boolean;
  readonly sittings: readonly { readonly forum: string; readonly sitting: never }[];
}

type Ask = (db: Database, all: Everything) => Promise<unknown>;

const each = async <T>(list: readonly T[], ask: (one: T) => Promise<unknown>) => {
  const found: unknown[] = [];
  for (const one of list) found.push(await ask(one));
  return found;
};

/** By the name of the statement. The application's own narrowing is told that everything may be seen. */
export const queries: Readonly<Record<string, Ask>> = {
  'list-agenda': (db, all) => each(all.sittings, (one) => listAgenda(db, all.authority, one)),
  'list-sittings': (db, all) => listSittings(db, all.authority, '2000-01-01' as never),
  'find-meeting': (db, all) => each(all.sittings, (one) => getMeeting(db, all.authority, one)),
  'list-work-of': (db, all) => listWorkOf(db, all.authority, whose(all)),
  'list-waiting-on-others': (db, all) => listWaitingOnOthers(db, all.authority, whose(all)),
  'list-work-of-roles': (db, all) => listWorkOfRoles(db, all.authority, all.roles),
  'list-notices': async (db, all) => {
    const notices = await listNotices(db, all.authority, reader(all));
    // What somebody was told themselves they keep, with the family's id and without its name.
    return notices.map((notice) => (notice.toRole === null ? { ...notice, family: null } : notice));
  },
  'count-unread': (db, all) => countUnread(db, all.authority, reader(all)),
  'list-failed-messages': (db, all) => listFailed(db, all.authority),
  'list-astray-messages': (db, all) =>
    listAstray(db, all.authority, '2000-01-01T00:00:00.000Z' as never),
  'list-comparisons': (db, all) =>
    listComparisons(db, all.authority, '2000-01-01T00:00:00.000Z' as never),
  'list-comparisons-of': (db, all) =>
    each(all.families, (id) => listComparisonsOf(db, all.authority, id)),
  'list-looks': (db, all) => each(all.families, (id) => listLooks(db, all.authority, id)),
  'load-family': (db, all) =>
    each(all.families, async (id) => {
      const known = await loadFamily(db, all.authority as never, id as never);
      return known && { id: known.family.id, reference: known.family.reference };
    }),
  'list-history': (db, all) =>
    each(all.families, async (id) => {
      const entries = await listHistory(db, all.authority, id);
      // What somebody recorded themselves stays theirs to see.
      const others = entries.filter(({ event }) => event.by.worker !== all.worker);
      return others.length > 0 ? { id, others: others.length } : undefined;
    }),
  'list-losing-sight': (db, all) =>
    listLosingSight(db, all.authority, {
      holding: all,
      ...{ from: '2000-01-01T00:00:00.000Z' as never, to: '2120-01-01T00:00:00.000Z' as never },
    }),
  'list-open-transfers': (db, all) => listOpenTransfers(db, all.authority),
  'find-by-sound': (db, all) => each(all.names, (name) => findPeople(db, all.authority, { name })),
  'find-by-letters': (db, all) =>
    each(all.names, (name) => findPeople(db, all.authority, { name: `${name.slice(1)}zq` })),
  'find-by-birth': (db, all) =>
    each(['2016-01-01', '2018-05-05', '2020-02-02'], (born) =>
      findPeople(db, all.authority, { born: born as never }),
    ),
  'find-by-reference': (db, all) =>
    each(all.references, (reference) => findPeople(db, all.authority, { reference })),
  'list-outdated': (db, all) =>
    listOutdated(db, all.authority, { stamp: 'another', after: '', limit: 1000 }),
  'find-request': (db, all) => findRequest(db, all.authority, all.worker, 'none'),
  'find-draft': (db, all) => findDraft(db, all.authority, all.worker, 'none'),
  'list-drafts': (db, all) => listDrafts(db, all.authority, all.worker),
  'find-worker': (db, all) => findWorker(db, all.authority, all.worker, all.now),
  'list-workers': (db, all) => listWorkers(db, all.authority, { now: all.now }),
  'list-roles-of-all': (db, all) => listWorkers(db, all.authority, { now: all.now }),
  'list-directory': (db, all) => listDirectory(db, all.authority, all.now),
  'list-families-of': (db, all) => listFamiliesOf(db, all.authority, all.worker),
  'list-orphans': (db, all) => listOrphans(db, all.authority),
  'list-team': (db, all) =>
    each(all.teams, (team) => listTeam(db, all.authority, { team, now: all.now })),
  'read-closed': (db, all) => readClosed(db, all.authority, all.families as never),
  'list-urgent-events': (db, all) =>
    listUrgentEvents(db, all.authority, '2000-01-01T00:00:00.000Z' as never),
  'list-vain-tries': (db, all) =>
    listVainTries(db, all.authority, '2000-01-01T00:00:00.000Z' as never),
  'read-backlog': (db, all) => readBacklog(db, all.authority, all.now),
};

/** What keepers of the records are shown, who may know of more families than they see. */
export const ofRecords: Readonly<Record<string, Ask>> = {
  'find-kept': async (db, all) => {
    const asked = { retention: all.retention, today: '2120-01-01' as never, after: {} };
    const { pages } = await findKept(db, { ...asked, limit: undefined });
    return [...pages.values()];
  },
  'list-named': async (db, all) => [
    ...(await listNamed(db, all.families as never, { runOut: all.runOut })),
  ],
  'find-named': (db, all) => each(all.references, (reference) => findNamed(db, reference)),
};

/** Statements that no person's page runs, and why each cannot leak to one. */
export const notForPeople: Readonly<Record<string, string>> = {
  enter: 'says for whom the others are',
  'find-holdings': 'answers yes or no about a demonstration, before anybody is here',
  'read-database-state': 'names of migrations and the time',
  'count-published': 'published policies are public',
  'sounds-of': 'looks at what was typed only',
  'checkpoint-hashes': 'the operator’s, as Stile itself',
  'checkpoint-heads': 'the operator’s, as Stile itself',
  'find-last-checkpoint': 'a number and a day',
  'list-checkpoints': 'the operator’s: hashes only',
  'dump-events': 'the operator’s, as the owner',
  'verify-batch': 'the operator’s, as Stile itself',
  'verify-heads': 'the operator’s, as Stile itself',
  'verify-without-history': 'the operator’s, as Stile itself',
  'rebuild-next': 'Stile itself',
  'rebuild-lock': 'Stile itself',
  'rebuild-events': 'Stile itself',
  'rebuild-meetings': 'Stile itself',
  'find-sitting-request': 'a number, of what they recorded of a sitting themselves',
  'claim-due-work': 'Stile itself',
  'claim-messages': 'Stile itself',
  'find-sight': 'one’s own sight, team and colleagues',
  'find-notice': 'Stile itself, for a mail that is not sent any more',
  'list-to-compare': 'Stile itself',
  'list-with-reference': 'Stile itself',
  'list-compared-with': 'Stile itself',
  'add-alike': 'Stile itself, which finds that two families look alike',
  'count-registration-searches': 'a number',
  'list-registration-searches': 'who searched how often while registering, without families',
  'count-family-searches': 'a number',
  'list-family-searches': 'who searched how often, without families',
  'read-traces': 'hashes of one family, for Stile itself when it disposes of it',
  'dump-tombstones': 'the operator’s, as the owner: hashes of what was disposed of',
  'read-records': 'Stile itself',
  'append-record': 'asks for itself who may',
  'dispose-family': 'asks for itself who may',
  'save-records-roles': 'writes names of roles',
  'find-exact-reference': 'Stile itself, for urgent access, which is told to the holder',
  'find-exact-child': 'Stile itself, for urgent access, which is told to the holder',
  'count-urgent-tries': 'a number',
  'list-role-sights': 'how far roles see, without families',
  'list-sight-changes': 'who changed how far roles see, without families',
  'set-role-sight': 'how far roles see, without families',
  'verify-still-there': 'the operator’s, as Stile itself',
  'verify-records': 'the operator’s, as Stile itself',
  'verify-tombstones': 'the operator’s, as Stile itself',
  'has-said-purpose': 'yes or no, of one’s own looks',
  'find-directories': 'answers yes or no about a demonstration',
  'list-not-shared':
    'to a partner who is named: reference and holder of what is not shared (docs/decisions/0013)',
  'find-identity': 'sign-in: an account of the directory',
  'list-identities': 'sign-in: an account of the directory',
  'list-entries-by-email': 'sign-in: an entry of the directory',
  'find-session-end': 'one’s own session',
  'find-session-worker': 'one’s own session',
  'list-sessions': 'sessions of the directory’s people',
  'ask-for-link': 'sign-in: an entry of the directory',
  'find-link': 'sign-in: the link that a mail brought',
  'list-sign-ins': 'the log of sign-ins, without families',
  'list-exports': 'for those who keep the records, of families that they see (policy in 0014)',
  'find-export': 'for those who keep the records, of families that they see (policy in 0014)',
  'list-export-decisions':
    'for those who keep the records, of families that they see (policy in 0014)',
  'save-worker': 'writes an entry of the directory',
  'count-families': 'numbers, for Stile itself',
  'list-team-names': 'names of teams',
  'list-agencies': 'names of agencies',
  'list-people-changes': 'what was changed in the directory, for administrators',
  'list-holdings': 'roles of the directory',
  'list-holders': 'roles of the directory',
  'lock-role': 'waits for its turn',
  'list-cover': 'cover in the directory',
  'list-coverers': 'cover in the directory',
  'list-waiting-hand-overs':
    'for administrators: who takes over, by ids of families that they decided on',
  'find-last-hand-over': 'Stile itself',
  'claim-hand-over': 'Stile itself',
  'hear-sign-out-token': 'sign-in: sessions of one account, by the word of its provider',
  'clear-drafts': 'Stile itself, which gets a number',
  'clear-vain-tries': 'Stile itself, which gets a number',
  'clear-sign-ins': 'Stile itself, which gets a number',
  'use-session': 'the session that a browser’s secret names',
};

function whose({ worker, roles }: Everything) {
  return { workers: [worker], teamRoles: roles, seesAll: true };
}

function reader({ worker, roles }: Everything) {
  return { worker, workers: [worker], roles, seesAll: true };
}
