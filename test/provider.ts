/** A real OpenID provider on this machine, whose people and mistakes a test chooses. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  decodeJwt,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
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
  /** Says to Stile that somebody's session has ended, as the provider does by itself; throws where it is not heard. */
  readonly tellEnded: (person: string, session?: string) => Promise<void>;
  /** Signed by the provider, whatever it is. */
  readonly sign: (claims: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
  /** What Stile answered when the provider told it that a session had ended. */
  readonly answers: number[];
  readonly close: () => Promise<void>;
}

export interface ProviderOptions {
  /** Where the provider sends people back to. */
  readonly back: readonly string[];
  readonly afterSignOut?: readonly string[];
  /** Where Stile hears that somebody's session has ended. */
  readonly ended?: string;
  /** Names its sessions in what it says of people; otherwise only whose they are. */
  readonly namesSessions?: boolean;
  /** Somebody who has signed in stays signed in; otherwise each sign-in asks who it is. */
  readonly remembers?: boolean;
  /** How it reaches Stile. */
  readonly fetch?: typeof fetch;
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
  const answers: number[] = [];
  const sign: RunningProvider['sign'] = (claims, header) => {
    const key = running.otherKey ? others.privateKey : keys.privateKey;
    const whole = { alg: 'RS256', kid: 'one', ...header };
    return new SignJWT(claims).setProtectedHeader(whole).sign(key);
  };
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
    answers,
    sign,
    async tellEnded(person, session) {
      const asking = await provider.Client.find(client);
      await asking?.backchannelLogout(person, session);
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
        ...(options.ended !== undefined && {
          backchannel_logout_uri: options.ended,
          backchannel_logout_session_required: options.namesSessions === true,
        }),
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
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: options.ended !== undefined },
    },
    // Its own way, which it hands over with the rest, refuses addresses of this machine.
    async fetch(url: URL | string, { method = 'GET', headers = {}, body = null }: RequestInit) {
      const answer = await (options.fetch ?? fetch)(url, { method, headers, body });
      answers.push(answer.status);
      return answer;
    },
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
    ttl: {
      Session: options.remembers === true ? 600 : 1,
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
    body.id_token = await sign(running.forge?.(said) ?? said);
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
