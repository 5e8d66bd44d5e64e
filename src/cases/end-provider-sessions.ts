import type { Instant } from '../core/calendar/time.ts';
import type { AuthorityId } from '../core/family/people.ts';
import { hearSignOutToken } from '../store/people/sign-out-tokens.ts';
import { recordSignIn } from './record-sign-in.ts';
import { hashed } from './sessions.ts';
import { type Stile, seenAtTheDoor } from './stile.ts';

/** What a provider said, once its word has been checked. */
export interface SignOut {
  readonly issuer: string;
  /** The provider's own name for this message. */
  readonly id: string;
  readonly subject: string | undefined;
  readonly session: string | undefined;
  /** From then on the message is not believed any more. */
  readonly until: Instant;
}

/**
 * Ends the sessions that were begun with the one that has ended at the provider; where it names none, all that the
 * account has by this provider. Says whether the message was heard for the first time.
 */
export async function endProviderSessions(
  stile: Stile,
  authority: AuthorityId,
  { issuer, id, subject, session, until }: SignOut,
  hows: readonly string[],
): Promise<boolean> {
  const ended = await hearSignOutToken(seenAtTheDoor(stile, authority), authority, {
    ...{ issuer, subject, hows, until },
    id: hashed(`${issuer} ${id}`),
    providerSession: providerSessionOf(issuer, session),
    now: stile.now(),
  });
  for (const { worker, how, device } of ended ?? [])
    await recordSignIn(stile, authority, { worker, how, device, result: 'ended-by-provider' });
  return ended !== undefined;
}

/** What the store has of a provider's session. */
export function providerSessionOf(issuer: string, session: string | undefined): string | undefined {
  return session === undefined ? undefined : hashed(`${issuer} ${session}`);
}
