import type { AuthorityId } from '../core/family/people.ts';
import { addToSignInLog } from '../store/people/sign-in-log.ts';
import { type Stile, seenAtTheDoor } from './stile.ts';

/** How coming in or going out ended. The person is told less: nobody learns here who has an account. */
export type SignInResult =
  | 'signed-in'
  | 'signed-out'
  /** By its owner from elsewhere, by an administrator, or because they left. */
  | 'ended'
  /** The session at the provider has ended, and this one with it. */
  | 'ended-by-provider'
  /** A link was asked for; whether there is anybody to send it to is not said. */
  | 'link-asked'
  | 'link-sent'
  /** Run out, used before, or opened in another browser. */
  | 'link-not-good'
  | 'linked'
  | 'unlinked'
  | 'created'
  | 'roles-changed'
  | Refusal;

/** Why a provider's word was not enough. */
export type Refusal =
  | 'unknown'
  | 'no-email'
  | 'email-not-verified'
  | 'several-entries'
  | 'other-account-linked'
  | 'left'
  | 'not-for-this-provider'
  | 'no-role'
  /** The answer did not belong to what was asked, was used before or had run out. */
  | 'answer-not-good'
  | 'cancelled'
  | 'provider-away';

/** Keeps that somebody came in, went out or was refused, for the authority's administrator. */
export async function recordSignIn(
  stile: Stile,
  authority: AuthorityId,
  entry: {
    /** Undefined while it is not known who it was. */
    readonly worker?: string | undefined;
    readonly how: string;
    readonly device: string;
    readonly result: SignInResult;
  },
): Promise<void> {
  const { worker = null, how, device, result } = entry;
  const kept = { id: stile.newId(), at: stile.now(), worker, how, result, device };
  await addToSignInLog(seenAtTheDoor(stile, authority), authority, kept);
}
