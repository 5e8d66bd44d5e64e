/** One provider of accounts, by OpenID Connect. Nothing that it hands out is kept: its word is read once, here. */
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientError,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Claims, ProviderRules } from '../../cases/sign-in-with-provider.ts';
import { type Instant, toMilliseconds } from '../../core/calendar/time.ts';
import { type ReadSignOut, readSignOutToken } from './sign-out-token.ts';

/** What an operator says of a provider. */
export interface ProviderSettings extends ProviderRules {
  /** In addresses: `council`. */
  readonly id: string;
  /** On the button. */
  readonly name: string;
  readonly client: string;
  /** None where the provider knows Stile without one. */
  readonly secret: string | undefined;
  readonly scope: string;
  /** The names of the claims that are read. */
  readonly claims: {
    readonly email: string;
    readonly verified: string;
    readonly name: string;
    readonly roles: string;
  };
}

/** What the browser keeps while its person is at the provider. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export type Answer =
  | { readonly claims: Claims }
  /** `detail` is for the operator's log: codes, and nothing of a person. */
  | {
      readonly fault: 'cancelled' | 'answer-not-good' | 'provider-away';
      readonly detail: string;
    };

export interface Provider extends ProviderSettings {
  /** Where to send the browser; undefined while the provider cannot be reached. */
  readonly begin: (
    back: string,
    now: Instant,
  ) => Promise<{ readonly address: string; readonly attempt: Attempt } | { readonly away: string }>;
  /** Reads the answer that the browser brought back to this address. */
  readonly finish: (address: URL, attempt: Attempt, now: Instant) => Promise<Answer>;
  /** Where somebody signs out at the provider; undefined where it offers nothing of the kind, or is away. */
  readonly signOutAddress: (back: string, now: Instant) => Promise<string | undefined>;
  /** Reads what the provider itself sends where somebody's session there has ended. */
  readonly readSignOut: (token: string, now: Instant) => Promise<ReadSignOut>;
}

/** What a provider says of itself is read again after an hour: keys and addresses change seldom. */
const KNOWN_FOR_MS = 60 * 60_000;
const PATIENCE_SECONDS = 10;

export function openProvider(settings: ProviderSettings): Provider {
  let known: (Known & { readonly at: number }) | undefined;
  let asking: Promise<Known> | undefined;
  const ask = async (at: number): Promise<Known> => {
    const configuration = await discover(settings);
    known = { configuration, keys: keysOf(configuration), at };
    return known;
  };
  const knownAt = async (now: Instant): Promise<Known> => {
    const at = toMilliseconds(now);
    if (known !== undefined && Math.abs(at - known.at) <= KNOWN_FOR_MS) return known;
    // However many come while a provider is slow or away, it is asked once at a time.
    asking ??= ask(at).finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const configurationAt = async (now: Instant) => (await knownAt(now)).configuration;
  return {
    ...settings,
    async begin(back, now) {
      try {
        return await begin(await configurationAt(now), settings, back);
      } catch (fault) {
        return { away: wordsOf(fault) };
      }
    },
    async finish(address, attempt, now) {
      try {
        return await finish(await configurationAt(now), settings, address, attempt);
      } catch (fault) {
        return { fault: kindOf(fault), detail: wordsOf(fault) };
      }
    },
    async signOutAddress(back, now) {
      try {
        const configuration = await configurationAt(now);
        if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
        // The provider's token would spare its question whether one means it; it is not kept for that.
        return buildEndSessionUrl(configuration, { post_logout_redirect_uri: back }).href;
      } catch {
        return undefined;
      }
    },
    async readSignOut(token, now) {
      try {
        const { configuration, keys } = await knownAt(now);
        const { issuer, id_token_signing_alg_values_supported: algorithms } =
          configuration.serverMetadata();
        if (keys === undefined) return { fault: 'the provider has no keys' };
        return await readSignOutToken(token, {
          ...{ issuer, client: settings.client, keys, algorithms },
        });
      } catch (fault) {
        return { fault: wordsOf(fault) };
      }
    },
  };
}

interface Known {
  readonly configuration: Configuration;
  readonly keys: JWTVerifyGetKey | undefined;
}

/** Keys are fetched when they are needed, and again where a new one is named. */
function keysOf(configuration: Configuration): JWTVerifyGetKey | undefined {
  const { jwks_uri: address } = configuration.serverMetadata();
  if (address === undefined) return undefined;
  return createRemoteJWKSet(new URL(address), { timeoutDuration: PATIENCE_SECONDS * 1000 });
}

function discover({ issuer, client, secret }: ProviderSettings): Promise<Configuration> {
  const address = new URL(issuer);
  return discovery(
    address,
    client,
    undefined,
    secret === undefined ? None() : ClientSecretPost(secret),
    {
      timeout: PATIENCE_SECONDS,
      execute: [
        enableNonRepudiationChecks,
        // Only this machine itself is ever named without https: the settings are read so.
        ...(address.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    },
  );
}

async function begin(configuration: Configuration, { scope }: ProviderSettings, back: string) {
  const attempt = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
  };
  const address = buildAuthorizationUrl(configuration, {
    redirect_uri: back,
    scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return { address: address.href, attempt };
}

async function finish(
  configuration: Configuration,
  settings: ProviderSettings,
  address: URL,
  { state, nonce, verifier }: Attempt,
): Promise<Answer> {
  const tokens = await authorizationCodeGrant(configuration, address, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const said = tokens.claims();
  if (said === undefined) return { fault: 'answer-not-good', detail: 'no ID token' };
  const { email, verified, name, roles } = settings.claims;
  const wanted = [email, verified, name, ...(settings.roles === undefined ? [] : [roles])];
  // Some providers say who somebody is only where they are asked for it.
  const more =
    wanted.every((claim) => claim in said) ||
    configuration.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await fetchUserInfo(configuration, tokens.access_token, said.sub);
  const all: Readonly<Record<string, unknown>> = { ...more, ...said };
  return {
    claims: {
      issuer: said.iss,
      subject: said.sub,
      session: typeof said.sid === 'string' && said.sid !== '' ? said.sid : undefined,
      email: textOf(all[email]),
      emailVerified: [true, 'true', 1, '1'].includes(all[verified] as never),
      name: textOf(all[name]),
      groups: textsOf(all[roles]),
    },
  };
}

function kindOf(fault: unknown): 'cancelled' | 'answer-not-good' | 'provider-away' {
  if (fault instanceof AuthorizationResponseError)
    return fault.error === 'access_denied' ? 'cancelled' : 'answer-not-good';
  if (fault instanceof ResponseBodyError)
    return fault.error === 'invalid_grant' ? 'answer-not-good' : 'provider-away';
  if (fault instanceof ClientError)
    return AWAY.has(fault.code ?? '') ? 'provider-away' : 'answer-not-good';
  // What fetch says where nobody answers.
  return fault instanceof TypeError ? 'provider-away' : 'answer-not-good';
}

const AWAY: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** Codes only: descriptions may quote what somebody typed. */
function wordsOf(fault: unknown): string {
  if (fault instanceof AuthorizationResponseError || fault instanceof ResponseBodyError)
    return fault.error.replace(/[^\w-]/g, '').slice(0, 60);
  if (fault instanceof ClientError) return fault.code ?? 'unexpected answer';
  if (!(fault instanceof Error)) return 'unexpected answer';
  const { cause } = fault;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : fault.name;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 320) : undefined;
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string').slice(0, 1000);
}
