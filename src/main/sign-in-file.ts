/** Reads the file that says how people sign in (STILE_SIGN_IN). docs/operating.md shows one. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { AuthorityId } from '../core/family/people.ts';
import type { ProviderSettings } from '../web/sign-in/provider.ts';
import { CannotStart } from './open-database.ts';

export interface SignInFile {
  readonly providers: readonly ProviderSettings[];
  /** Authorities whose partners may have a link mailed. */
  readonly links: readonly string[];
}

const words = v.pipe(v.string(), v.trim(), v.minLength(1));

const provider = v.strictObject({
  id: v.pipe(words, v.regex(/^[a-z][a-z0-9-]{0,40}$/, 'must be small letters, digits and hyphens')),
  authority: words,
  name: words,
  issuer: v.pipe(
    words,
    v.check(
      isSafeAddress,
      'must begin with https:// (http:// is for a provider on this machine only)',
    ),
  ),
  client: words,
  'secret file': v.optional(words),
  for: v.picklist(['staff', 'partner'], 'must be staff or partner'),
  agency: v.optional(words),
  scope: v.optional(
    v.pipe(
      words,
      v.check((text) => text.split(/\s+/).includes('openid'), 'must contain openid'),
    ),
    'openid email profile',
  ),
  claims: v.optional(
    v.strictObject({
      email: v.optional(words, 'email'),
      'email verified': v.optional(words, 'email_verified'),
      name: v.optional(words, 'name'),
      roles: v.optional(words, 'groups'),
    }),
    {},
  ),
  roles: v.optional(v.record(v.string(), words)),
  'enter people': v.optional(v.boolean('must be true or false'), false),
});

const schema = v.strictObject({
  providers: v.optional(v.array(provider), []),
  links: v.optional(v.array(words), []),
});

/** Throws `CannotStart` with one sentence that says where in the file what is wrong. */
export function readSignInFile(path: string | undefined): SignInFile {
  if (path === undefined) return { providers: [], links: [] };
  const wrong = (problem: string): never => {
    throw new CannotStart(`${path} (STILE_SIGN_IN): ${problem.replace(/\.$/, '')}.`, 2);
  };
  const read = v.safeParse(schema, readYaml(path, wrong));
  if (!read.success) {
    const [issue] = read.issues;
    const where = v.getDotPath(issue);
    return wrong(where === null ? issue.message : `${where}: ${issue.message}`);
  }
  const { providers, links } = read.output;
  const ids = providers.map(({ id }) => id);
  const twice = ids.find((id, place) => ids.indexOf(id) !== place);
  if (twice !== undefined) wrong(`two providers are called ${twice}`);
  return {
    links,
    providers: providers.map((each) => {
      if (each.agency === undefined && (each.for === 'partner' || each['enter people']))
        wrong(`the provider ${each.id} needs the agency whose people it knows`);
      if (each['enter people'] && each.roles === undefined)
        wrong(`the provider ${each.id} can enter people only where it gives them roles`);
      return {
        ...{ id: each.id, name: each.name, issuer: each.issuer, client: each.client },
        // Whether it is published is checked by `checkAgainst`.
        authority: each.authority as AuthorityId,
        secret: readSecret(path, each['secret file'], wrong),
        ...{ for: each.for, agency: each.agency, scope: each.scope },
        claims: {
          email: each.claims.email ?? 'email',
          verified: each.claims['email verified'] ?? 'email_verified',
          name: each.claims.name ?? 'name',
          roles: each.claims.roles ?? 'groups',
        },
        roles: each.roles && new Map(Object.entries(each.roles)),
        create: each['enter people'],
      };
    }),
  };
}

function readYaml(path: string, wrong: (problem: string) => never): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return wrong(said.replace(/:$/, ''));
  }
}

/** A file beside this one, so that the settings can be read by more people than the secret. */
function readSecret(
  path: string,
  file: string | undefined,
  wrong: (problem: string) => never,
): string | undefined {
  if (file === undefined) return undefined;
  try {
    const secret = readFileSync(resolve(dirname(path), file), 'utf8').trim();
    return secret === '' ? wrong(`${file} is empty`) : secret;
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    return wrong(`the secret file ${file} cannot be read`);
  }
}

function isSafeAddress(text: string): boolean {
  const address = URL.parse(text);
  if (address === null || address.search !== '' || address.hash !== '') return false;
  if (address.protocol === 'https:') return true;
  return (
    address.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname)
  );
}
