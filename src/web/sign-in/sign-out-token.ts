/** A provider's word that somebody's session there has ended: OpenID Connect Back-Channel Logout 1.0, section 2.6. */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { SignOut } from '../../cases/end-provider-sessions.ts';
import { fromMilliseconds } from '../../core/calendar/time.ts';

export type ReadSignOut =
  | { readonly signOut: SignOut }
  /** For the operator's log: codes, and nothing of a person. */
  | { readonly fault: string };

/** What the provider has said of itself. */
export interface SignedBy {
  readonly issuer: string;
  readonly client: string;
  readonly keys: JWTVerifyGetKey;
  /** Those in which it signs what it says of people. */
  readonly algorithms: readonly string[] | undefined;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** With a key that only the provider has. `none` and those with a shared secret are never among them. */
const SAFE: ReadonlySet<string> = new Set([
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]);
/** Both in seconds. A provider that could not reach Stile tries again within minutes or not at all. */
const OLDEST = 600;
const CLOCKS_APART = 60;
const LONGEST_NAME = 1000;

export async function readSignOutToken(token: string, by: SignedBy): Promise<ReadSignOut> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, by.keys, {
      issuer: by.issuer,
      audience: by.client,
      algorithms: (by.algorithms ?? ['RS256']).filter((name) => SAFE.has(name)),
      requiredClaims: ['iat', 'exp', 'jti'],
      maxTokenAge: OLDEST,
      clockTolerance: CLOCKS_APART,
    });
    if (!isItsKind(protectedHeader.typ)) return { fault: 'not a logout token: typ' };
    return readPayload(payload, by.issuer);
  } catch (fault) {
    return { fault: wordsOf(fault) };
  }
}

function readPayload(payload: JWTPayload, issuer: string): ReadSignOut {
  const { jti, iat, sub, sid, events } = payload;
  // An ID token is no sign-out, whoever brings it.
  if ('nonce' in payload) return { fault: 'not a logout token: nonce' };
  if (!isObject(events) || !isObject(events[EVENT])) return { fault: 'not a logout token: events' };
  if (!isName(jti)) return { fault: 'not a logout token: jti' };
  if ((sub !== undefined && !isName(sub)) || (sid !== undefined && !isName(sid)))
    return { fault: 'not a logout token: sub or sid' };
  if (sub === undefined && sid === undefined)
    return { fault: 'not a logout token: neither sub nor sid' };
  const until = fromMilliseconds(((iat ?? 0) + OLDEST + CLOCKS_APART) * 1000);
  return { signOut: { issuer, id: jti, subject: sub, session: sid, until } };
}

/** The standard recommends a kind of its own and lets older providers say none. */
function isItsKind(typ: string | undefined): boolean {
  return typ === undefined || /^(?:application\/)?(?:logout\+)?jwt$/i.test(typ);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wordsOf(fault: unknown): string {
  if (fault instanceof errors.JWTClaimValidationFailed || fault instanceof errors.JWTExpired)
    return `${fault.code} ${fault.claim.replace(/\W/g, '').slice(0, 20)}`;
  if (fault instanceof errors.JOSEError) return fault.code;
  return 'its keys could not be read';
}
