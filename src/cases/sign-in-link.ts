/** Signing in by a link that is mailed, for partners without accounts at a provider. */
import { fromMilliseconds, toMilliseconds } from '../core/calendar/time.ts';
import type { AuthorityId } from '../core/family/people.ts';
import { findWorker } from '../store/people/people.ts';
import { askForLink, findLink, setLinkToken, useLink } from '../store/people/sign-in-links.ts';
import { recordSignIn } from './record-sign-in.ts';
import { type HowSignedIn, hashed, type SignedIn, startSession } from './sessions.ts';
import { type Stile, seenAtTheDoor, seenByStile } from './stile.ts';

/** Minutes in which a link must be used. */
export const linkLasts = 15;
const mostAtOnce = 3;

/** Has a link mailed to a partner with this address, and to nobody otherwise: the caller learns nothing of which. */
export async function askForSignInLink(
  stile: Stile,
  authority: AuthorityId,
  asked: {
    readonly email: string;
    /** What the browser holds, without which the link is no good. */
    readonly browser: string;
    readonly next: string | undefined;
    readonly device: string;
  },
): Promise<void> {
  const now = stile.now();
  const expires = fromMilliseconds(toMilliseconds(now) + linkLasts * 60_000);
  // The message to be sent is Stile's own: nobody is signed in yet.
  await askForLink(seenByStile(stile, authority), authority, {
    id: stile.newId(),
    email: asked.email.slice(0, 320),
    browser: hashed(asked.browser),
    next: asked.next ?? null,
    asked: now,
    expires,
    most: mostAtOnce,
  });
  await recordSignIn(stile, authority, { how: 'link', device: asked.device, result: 'link-asked' });
}

/**
 * Sends a link. Its secret is made when its mail is: it is in the mail alone, and the store has only its hash. Nothing
 * is sent where the link has run out while the mail server was away: whoever still wants in asks for another.
 */
export async function sendSignInLink(
  stile: Stile,
  authority: AuthorityId,
  id: string,
  send: (token: string) => Promise<void>,
): Promise<void> {
  const secret = `${stile.newId()}.${stile.newId()}`;
  const which = { id, token: hashed(secret), now: stile.now() };
  // As for the message itself.
  const worker = await setLinkToken(seenByStile(stile, authority), authority, which);
  if (worker === undefined) return;
  await send(`${authority}~${secret}`);
  await recordSignIn(stile, authority, { worker, how: 'link', device: '', result: 'link-sent' });
}

/** Whether a link is good here, good in another browser only, or no good. Looking does not use it: mail scanners look. */
export async function findSignInLink(
  stile: Stile,
  link: { readonly authority: AuthorityId; readonly secret: string },
  browser: string,
): Promise<'here' | 'elsewhere' | undefined> {
  const which = { token: hashed(link.secret), browser: hashed(browser), now: stile.now() };
  return findLink(seenAtTheDoor(stile, link.authority), link.authority, which);
}

/** Signs in by a link, once. Undefined where it is no good in this browser. */
export async function signInByLink(
  stile: Stile,
  link: { readonly authority: AuthorityId; readonly secret: string },
  browser: string,
  around: Omit<HowSignedIn, 'how'>,
): Promise<{ readonly signedIn: SignedIn; readonly next: string | undefined } | undefined> {
  const { authority } = link;
  const door = seenAtTheDoor(stile, authority);
  const which = { token: hashed(link.secret), browser: hashed(browser), now: stile.now() };
  const used = await useLink(door, authority, which);
  const worker = used && (await findWorker(door, authority, used.worker, stile.now()));
  if (used === undefined || worker === undefined) {
    const { device } = around;
    await recordSignIn(stile, authority, { how: 'link', device, result: 'link-not-good' });
    return undefined;
  }
  const signedIn = await startSession(stile, authority, worker, { ...around, how: 'link' });
  return { signedIn, next: used.next ?? undefined };
}
