/** What must be so of every answer, whatever was asked. */
import { type Asked, leaksOf } from './leaks.ts';
import { MARKUP } from './mutate.ts';
import type { World } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly milliseconds: number;
}

const HEADERS = [
  'content-security-policy',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'x-request-id',
] as const;

/** In milliseconds. A machine may be busy; a page that takes as long as this is somebody's way to stop the others. */
const TOO_LONG = 15_000;

/** After it stands where a fault was seen, and not what kind it is. */
export const DETAIL = ' ⟶ ';

/** Everything that is wrong with an answer; nothing where all is well. */
export async function faultsOf(
  world: World,
  asked: Asked,
  { status, headers, body, milliseconds }: Answer,
): Promise<readonly string[]> {
  const found: string[] = [];
  if (status >= 500) found.push(`answered ${status}`);
  found.push(...world.faults.splice(0).map((line) => `log: ${line.replace(/^\w{12} /, '')}`));
  const missing = HEADERS.filter((name) => headers[name] === undefined);
  if (missing.length > 0) found.push(`no ${missing.join(', ')}`);
  const page = /html|xml|svg|json/.test(String(headers['content-type'] ?? ''));
  if (page && headers['cache-control'] === undefined) found.push('may be kept by caches');
  // What a browser saves as a list, or takes for JSON, it reads as no page.
  const list =
    /^text\/csv\b/.test(String(headers['content-type'])) &&
    /^attachment\b/.test(String(headers['content-disposition']));
  if (
    body.includes(MARKUP.slice(0, 9)) &&
    !list &&
    !String(headers['content-type']).includes('json')
  )
    found.push('what was typed became markup');
  const away = headers.location !== undefined && !/^\/(?![/\\])/.test(String(headers.location));
  // To a provider, and to nobody else, people are sent.
  if (away && !world.issuers.some((issuer) => String(headers.location).startsWith(`${issuer}/`)))
    found.push(`sends people away, to ${String(headers.location).slice(0, 60)}`);
  for (const cookie of [headers['set-cookie'] ?? []].flat())
    if (!/^stile_[\w-]+=[^;]*; /.test(String(cookie)))
      found.push(`sets ${String(cookie).slice(0, 40)}`);
  // What is of people is kept by no browser, but for a form to fill in, and that by nobody else.
  const kept = String(headers['cache-control'] ?? '');
  const own = status === 200 && asked.visitor !== undefined && /qzx[a-z]/i.test(body);
  if (own && kept !== 'no-store' && kept !== 'private, no-cache')
    found.push(`may be kept: ${kept}`);
  if (milliseconds > TOO_LONG) found.push('took too long');
  for (const { what, thing } of await leaksOf(world, asked, `${body}\n${headersIn(headers)}`))
    found.push(`${what}${DETAIL}${thing}`);
  return found;
}

/** With what a cookie says in plain words. */
function headersIn(headers: Answer['headers']): string {
  const flash = [headers['set-cookie'] ?? []].flat().map((cookie) => {
    const [, text = ''] = /^stile_flash=([^;]+)/.exec(String(cookie)) ?? [];
    return Buffer.from(text, 'base64url').toString('utf8');
  });
  return `${JSON.stringify(headers)}\n${flash.join('\n')}`;
}
