import { createHash } from 'node:crypto';
import type { AuthorityId } from '../core/family/people.ts';
import {
  type Entry,
  findIdentity,
  linkIdentity,
  listEntriesByEmail,
} from '../store/people/identities.ts';
import { findWorker, type NewWorker, saveWorker } from '../store/people/people.ts';
import { changeRolesByProvider, tellOfLeftRoles } from './change-roles-by-provider.ts';
import { providerSessionOf } from './end-provider-sessions.ts';
import { type Refusal, recordSignIn } from './record-sign-in.ts';
import { type HowSignedIn, type SignedIn, startSession } from './sessions.ts';
import { type Stile, seenAtTheDoor, seenByStile } from './stile.ts';

/** What an operator says of a provider of accounts. */
export interface ProviderRules {
  readonly authority: AuthorityId;
  /** As people know it: “your Anytown account”. */
  readonly name: string;
  readonly issuer: string;
  /** Whose accounts: the council's staff, or people of one partner agency. */
  readonly for: 'staff' | 'partner';
  /** Whose people may come in by it; for the council's own staff, what a new entry says. */
  readonly agency: string | undefined;
  /** From a value of the provider to a role. Roles that stand in it are the provider's to give; others are not touched. */
  readonly roles: ReadonlyMap<string, string> | undefined;
  /** Somebody who is not in the directory is entered, where the provider gives them a role. */
  readonly create: boolean;
}

/** What a provider says of somebody, once its word has been checked. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  /** What the provider calls its own session, where it names it. */
  readonly session: string | undefined;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
  /** The values that `roles` maps. */
  readonly groups: readonly string[];
}

export type SignedInWithProvider =
  | { readonly ok: true; readonly signedIn: SignedIn }
  | { readonly ok: false; readonly because: Refusal };

/**
 * Finds who it is: by the account once it is linked, the first time by a verified address of somebody active. Every
 * refusal is recorded with its reason, which is for the administrator and not for the person.
 */
export async function signInWithProvider(
  stile: Stile,
  rules: ProviderRules,
  claims: Claims,
  given: HowSignedIn,
): Promise<SignedInWithProvider> {
  const { authority } = rules;
  const door = seenAtTheDoor(stile, authority);
  const providerSession = providerSessionOf(claims.issuer, claims.session);
  const around = { ...given, providerSession };
  const { how, device } = around;
  const record = (
    worker: string | undefined,
    result: Parameters<typeof recordSignIn>[2]['result'],
  ) => recordSignIn(stile, authority, { worker, how, device, result });
  const refuse = async (because: Refusal, worker?: string): Promise<SignedInWithProvider> => {
    await record(worker, because);
    return { ok: false, because };
  };

  let id = await findIdentity(door, authority, claims);
  const known = id !== undefined;
  if (id === undefined) {
    const found = await findEntry(stile, rules, claims);
    if ('because' in found) return refuse(found.because, found.worker);
    id = found.id;
    if (found.created) await record(id, 'created');
  }
  const worker = await findWorker(door, authority, id, stile.now());
  if (worker === undefined) return refuse('unknown');
  if (!worker.active) return refuse('left', id);
  if (!isFor(rules, worker)) return refuse('not-for-this-provider', id);
  const gives = rolesOf(rules, claims);
  const may = new Set(rules.roles?.values());
  const provided = { authority, name: rules.name.replace(/^your /i, ''), may, gives };
  if (
    rules.roles !== undefined &&
    gives.length === 0 &&
    worker.roles.every((role) => may.has(role))
  ) {
    await tellOfLeftRoles(stile, worker, provided);
    return refuse('no-role', id);
  }
  if (!known) {
    const linked = stile.now();
    const { issuer, subject } = claims;
    if (await linkIdentity(door, authority, { issuer, subject, worker: id, linked }))
      await record(id, 'linked');
    // Unless they have just been linked by coming in twice at one moment.
    else if ((await findIdentity(door, authority, claims)) !== id)
      return refuse('other-account-linked', id);
  }
  const changed = await changeRolesByProvider(stile, worker, provided);
  if (changed) await record(id, 'roles-changed');
  const entered = changed ? await findWorker(door, authority, id, stile.now()) : worker;
  if (entered === undefined) return refuse('unknown');
  return { ok: true, signedIn: await startSession(stile, authority, entered, around) };
}

type Found =
  | { readonly id: string; readonly created: boolean }
  | { readonly because: Refusal; readonly worker?: string };

async function findEntry(stile: Stile, rules: ProviderRules, claims: Claims): Promise<Found> {
  const { authority } = rules;
  const { email } = claims;
  if (email === undefined) return { because: 'no-email' };
  if (!claims.emailVerified) return { because: 'email-not-verified' };
  const entries = await listEntriesByEmail(seenAtTheDoor(stile, authority), authority, email);
  const [entry, ...others] = entries.filter(({ active }) => active);
  if (others.length > 0) return { because: 'several-entries' };
  if (entry !== undefined)
    return isFor(rules, entry)
      ? { id: entry.id, created: false }
      : { because: 'not-for-this-provider', worker: entry.id };
  // Somebody who has left does not come back as somebody new.
  const [left] = entries;
  if (left !== undefined) return { because: 'left', worker: left.id };
  return rules.create ? create(stile, rules, { ...claims, email }) : { because: 'unknown' };
}

async function create(
  stile: Stile,
  rules: ProviderRules,
  claims: Claims & { readonly email: string },
): Promise<Found> {
  if (rolesOf(rules, claims).length === 0) return { because: 'no-role' };
  const { issuer, subject, email, name } = claims;
  const worker: NewWorker = {
    // The same account coming in twice at one moment is entered once.
    id: createHash('sha256').update(`${issuer} ${subject}`).digest('hex').slice(0, 32),
    name: name ?? email,
    email,
    agency: rules.agency ?? '',
    employer: rules.for === 'staff' ? 'authority' : 'partner',
    // As they come in, like every other that the provider gives.
    roles: [],
    team: null,
    active: true,
  };
  await saveWorker(seenByStile(stile, rules.authority), rules.authority, worker);
  return { id: worker.id, created: true };
}

/** A provider speaks for its own people only: that of a school says nothing of the council's staff or of another school. */
function isFor(
  rules: ProviderRules,
  { employer, agency }: Pick<Entry, 'employer' | 'agency'>,
): boolean {
  if (rules.for === 'staff') return employer === 'authority';
  return employer === 'partner' && folded(agency) === folded(rules.agency ?? '');
}

/** The roles that the provider gives, each once. */
function rolesOf({ roles }: ProviderRules, { groups }: Claims): readonly string[] {
  return [...new Set(groups.flatMap((group) => roles?.get(group) ?? []))];
}

function folded(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
