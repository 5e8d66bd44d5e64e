/** A real OpenID provider on this machine, whose people and mistakes a test chooses. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';

export interface Account {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
}

export interface RunningProvider {
  readonly issuer: string;
  /** Who is at the keyboard; nobody: the person presses Cancel. */
  person: string | undefined;
  readonly accounts: Map<string, Account>;
  /** Changes what the ID token says before it is signed; undefined leaves it alone. */
  forge: ((claims: JWTPayload) => JWTPayload) | undefined;
  /** Signs with a key that is not the provider's. */
  otherKey: boolean;
  /** Claims stand in the ID token, and not only where they are asked for. */
  readonly away: (away: boolean) => void;
  readonly close: () => Promise<void>;
}

export interface ProviderOptions {
  /** Where the provider sends people back to. */
  readonly back: readonly string[];
  readonly afterSignOut?: readonly string[];
}

export const client = 'stile';
export const secret = 'a secret for tests only, and long enough';

export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const keys = await generateKeyPair('RS256', { extractable: true });
  const others = await generateKeyPair('RS256', { extractable: true });
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  let gone = false;
  const server = createServer((request, response) => {
    if (gone) response.destroy();
    else handle(request, response);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, 'localhost', () => {
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : 0);
    });
  });
  const issuer = `http://localhost:${port}`;
  const accounts = new Map<string, Account>();
  const running: RunningProvider = {
    issuer,
    person: undefined,
    accounts,
    forge: undefined,
    otherKey: false,
    away(away) {
      gone = away;
      if (away) server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client,
        client_secret: secret,
        redirect_uris: options.back,
        post_logout_redirect_uris: options.afterSignOut ?? [],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: {
      keys: [{ ...(await exportJWK(keys.privateKey)), alg: 'RS256', use: 'sig', kid: 'one' }],
    },
    cookies: { keys: ['of tests only'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups'],
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/who' },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts.get(id) }),
    }),
    async loadExistingGrant(context: {
      oidc: { client: { clientId: string }; session: { accountId: string } };
    }) {
      const { client: asking, session } = context.oidc;
      const grant = new provider.Grant({
        clientId: asking.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    // Each sign-in asks who it is, so that a test can be somebody else.
    ttl: {
      Session: 1,
      Interaction: 600,
      Grant: 600,
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
    },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path !== '/token') return;
    const { body } = context;
    if (typeof body !== 'object' || body === null || !('id_token' in body)) return;
    if (running.forge === undefined && !running.otherKey) return;
    const said = decodeJwt(String(body.id_token));
    const token = new SignJWT(running.forge?.(said) ?? said);
    token.setProtectedHeader({ alg: 'RS256', kid: 'one' });
    body.id_token = await token.sign(running.otherKey ? others.privateKey : keys.privateKey);
  });
  const callback = provider.callback();
  handle = (request, response) => {
    if (request.url !== '/who') return callback(request, response);
    const result =
      running.person === undefined
        ? { error: 'access_denied', error_description: 'cancelled' }
        : { login: { accountId: running.person, remember: false } };
    return void provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  };
  return running;
}
