/** Entering people in the directory and changing their entries. */
import type { Viewer } from '../access/may-see.ts';
import type { WorkerId } from '../core/family/people.ts';
import type { Employer } from '../core/protocol/protocol.ts';
import type { Runner } from '../store/database/connect.ts';
import {
  addAgency,
  addEntry,
  addTeam,
  changeEntry,
  type Entry,
  listAgencies,
  listDirectory,
  makeActive,
} from '../store/people/directory.ts';
import { findWorker, type Worker } from '../store/people/people.ts';
import { type Changed, change, note, type PeopleError, Refused } from './administer.ts';
import { endSessionsOfOther } from './administer-sessions.ts';
import { idOnce } from './once.ts';
import type { Stile } from './stile.ts';

export interface AskedEntry {
  readonly name: string;
  readonly email: string;
  readonly agency: string;
  readonly employer: Employer;
  readonly team: string;
}

const LONGEST = 200;

/** Enters somebody who has no role yet. */
export async function addWorker(
  stile: Stile,
  viewer: Viewer,
  asked: AskedEntry,
  requestKey?: string,
): Promise<Changed<{ readonly id: string }>> {
  const own = idOnce(stile, viewer, requestKey);
  return change(stile, viewer, async (client) => {
    const people = await listDirectory(client, viewer.authority, stile.now());
    const id = entryId(own, people);
    if (people.some((each) => each.id === id)) return { id };
    refuseFirst(problemsOf(asked, people));
    await refuseOtherEmployer(client, viewer.authority, asked);
    return { id: await enter(stile, viewer, client, { asked, people, own }) };
  });
}

/** The same within a transaction, for what has been looked at. */
export async function enter(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  {
    asked,
    people,
    own = stile.newId(),
  }: { readonly asked: AskedEntry; readonly people: readonly Worker[]; readonly own?: string },
): Promise<string> {
  const entry = entryOf(entryId(own, people), asked);
  await addEntry(client, viewer.authority, entry);
  const worker = { ...entry, roles: [], covers: [], active: true };
  await note(stile, viewer, client, { worker, what: `Added: ${inWords(entry)}` });
  return entry.id;
}

/** People of a demonstration are known by their ids, and those added to it are of it. */
function entryId(own: string, people: readonly Worker[]): string {
  const mark = people.some((each) => each.id.startsWith('demo-')) ? 'demo-' : '';
  return `${mark}w-${own}`;
}

export async function changeWorker(
  stile: Stile,
  viewer: Viewer,
  id: string,
  asked: AskedEntry,
): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const { authority } = viewer;
    const people = await listDirectory(client, authority, stile.now());
    const before = people.find((each) => each.id === id);
    if (before === undefined) throw new Refused('', 'There is nobody with this entry.');
    const others = people.filter((each) => each.id !== id);
    refuseFirst(problemsOf(asked, others));
    await refuseOtherEmployer(client, authority, asked, id);
    await alter(stile, viewer, client, { before, asked });
    return {};
  });
}

/** The same within a transaction, for what has been looked at. */
export async function alter(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  { before, asked }: { readonly before: Worker; readonly asked: AskedEntry },
): Promise<void> {
  const after = entryOf(before.id, asked);
  const what = differencesOf(before, asked);
  if (what === '') return;
  if (before.id === viewer.actor.worker && before.employer !== after.employer)
    throw new Refused(
      'agency',
      'Nobody changes for whom they work themselves. Ask another administrator',
    );
  // Whom somebody works for decides what they see, and their address who can sign in as them.
  const tell = before.employer !== after.employer || before.email !== after.email;
  // First, in the name that an administrator who changes their own still bears.
  await note(stile, viewer, client, { worker: before, what: `Changed: ${what}`, tell });
  await changeEntry(client, viewer.authority, after);
}

/** What would change of an entry, in words; nothing where nothing would. */
export function differencesOf(before: Worker, asked: AskedEntry): string {
  return differences(before, entryOf(before.id, asked));
}

/** Somebody who left comes back: the same person, without any role. */
export async function returnWorker(stile: Stile, viewer: Viewer, id: string): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const worker = await known(stile, viewer, client, id);
    if (worker.active) throw new Refused('', `${worker.name} has not left.`);
    await makeActive(client, viewer.authority, id);
    await note(stile, viewer, client, {
      worker,
      what: 'Came back; holds no role until one is given',
      tell: true,
    });
    return {};
  });
}

/** Signs somebody out everywhere, at once. */
export async function signOutEverywhere(
  stile: Stile,
  viewer: Viewer,
  id: string,
  requestKey?: string,
): Promise<Changed> {
  const own = idOnce(stile, viewer, requestKey);
  return change(stile, viewer, async (client) => {
    const worker = await known(stile, viewer, client, id);
    await note(stile, viewer, client, { worker, what: 'Signed out everywhere', id: own });
    // Ids of the directory.
    await endSessionsOfOther(stile, viewer, { worker: id as WorkerId });
    return {};
  });
}

export async function nameTeam(stile: Stile, viewer: Viewer, name: string): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const wanted = named('team', name, 'Enter the name of the team');
    if (await addTeam(client, viewer.authority, wanted))
      await note(stile, viewer, client, { worker: undefined, what: `Team added: ${wanted}` });
    return {};
  });
}

export async function nameAgency(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly name: string; readonly employer: Employer },
): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const name = named('agency', asked.name, 'Enter the name of the agency');
    const before = (await listAgencies(client, viewer.authority)).find(
      (each) => each.name === name,
    );
    if (before !== undefined && before.employer !== asked.employer)
      throw new Refused('agency', `${name} is already in the directory, as ${ofEmployer(before)}`);
    if (await addAgency(client, viewer.authority, { name, employer: asked.employer }))
      await note(stile, viewer, client, { worker: undefined, what: `Agency added: ${name}` });
    return {};
  });
}

/** Somebody of the directory, or a refusal. */
export async function known(
  stile: Stile,
  { authority }: Viewer,
  client: Runner,
  id: string,
): Promise<Worker> {
  const worker = await findWorker(client, authority, id, stile.now());
  if (worker === undefined) throw new Refused('', 'There is nobody with this entry.');
  return worker;
}

/** What is wrong with an entry beside the others of the directory. */
export function problemsOf(asked: AskedEntry, others: readonly Worker[]): readonly PeopleError[] {
  const errors: PeopleError[] = [];
  const say = (field: string, message: string) => errors.push({ field, message });
  if (asked.name.trim() === '') say('name', 'Enter the name');
  if (asked.name.length > LONGEST) say('name', 'The name must be 200 characters or fewer');
  const email = asked.email.trim();
  if (email !== '' && !/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(email))
    say('email', 'Enter an e-mail address in the correct format, like name@example.org');
  if (email.length > LONGEST) say('email', 'The e-mail address must be 200 characters or fewer');
  const same = others.find(
    (each) => email !== '' && each.email?.toLowerCase() === email.toLowerCase(),
  );
  if (same !== undefined)
    say('email', `${same.name} has this e-mail address${same.active ? '' : ' and has left'}`);
  if (asked.agency.trim() === '') say('agency', 'Enter the agency they work for');
  if (asked.agency.length > LONGEST) say('agency', 'The agency must be 200 characters or fewer');
  if (asked.team.length > LONGEST) say('team', 'The team must be 200 characters or fewer');
  return errors;
}

function refuseFirst(errors: readonly PeopleError[]): void {
  const [first] = errors;
  if (first !== undefined) throw new Refused(first.field, first.message);
}

/** Everybody of an agency works for the council, or nobody does. */
async function refuseOtherEmployer(
  client: Runner,
  authority: string,
  { agency, employer }: AskedEntry,
  but?: string,
): Promise<void> {
  const people = await listAgencies(client, authority);
  const found = people.find((each) => each.name === agency.trim());
  if (found === undefined || found.employer === employer || but !== undefined) return;
  throw new Refused('employer', `${found.name} is in the directory as ${ofEmployer(found)}`);
}

function ofEmployer({ employer }: { readonly employer: Employer }): string {
  return employer === 'authority' ? 'part of the council' : 'a partner agency';
}

function named(field: string, name: string, message: string): string {
  const wanted = name.trim().replace(/\s+/g, ' ');
  if (wanted === '') throw new Refused(field, message);
  if (wanted.length > LONGEST) throw new Refused(field, 'The name must be 200 characters or fewer');
  return wanted;
}

function entryOf(id: string, asked: AskedEntry): Entry {
  const text = (words: string): string => words.trim().replace(/\s+/g, ' ');
  return {
    id,
    name: text(asked.name),
    email: text(asked.email) || null,
    agency: text(asked.agency),
    employer: asked.employer,
    team: text(asked.team) || null,
  };
}

function inWords({ name, email, agency, team }: Entry): string {
  return [name, email, agency, team].filter((part) => part !== null).join(', ');
}

function differences(before: Entry, after: Entry): string {
  const of = (what: string, one: string | null, other: string | null): readonly string[] =>
    one === other ? [] : [`${what} from ${one ?? 'nothing'} to ${other ?? 'nothing'}`];
  return [
    ...of('name', before.name, after.name),
    ...of('e-mail', before.email, after.email),
    ...of('agency', before.agency, after.agency),
    ...of('works for', ofEmployer(before), ofEmployer(after)),
    ...of('team', before.team, after.team),
  ].join('; ');
}
