/** What must be so of every answer, whatever was asked. */
import { within } from '../../src/store/database/connect.ts';
import { MARKUP } from './mutate.ts';
import type { Visitor, World } from './world.ts';

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

/** Everything that is wrong with an answer; nothing where all is well. */
export async function faultsOf(
  world: World,
  visitor: Visitor | undefined,
  sent: string,
  { status, headers, body, milliseconds }: Answer,
): Promise<readonly string[]> {
  const found: string[] = [];
  if (status >= 500) found.push(`answered ${status}`);
  found.push(...world.faults.splice(0).map((line) => `log: ${line.replace(/^\w{12} /, '')}`));
  const missing = HEADERS.filter((name) => headers[name] === undefined);
  if (missing.length > 0) found.push(`no ${missing.join(', ')}`);
  const page = /html|xml|svg|json/.test(String(headers['content-type'] ?? ''));
  if (page && headers['cache-control'] === undefined) found.push('may be kept by caches');
  if (body.includes(MARKUP.slice(0, 9)) && !String(headers['content-type']).includes('json'))
    found.push('what was typed became markup');
  if (headers.location !== undefined && !/^\/(?![/\\])/.test(String(headers.location)))
    found.push(`sends people away, to ${String(headers.location).slice(0, 60)}`);
  for (const cookie of [headers['set-cookie'] ?? []].flat())
    if (!/^stile_[a-z_]+=[^;]*; /.test(String(cookie)))
      found.push(`sets ${String(cookie).slice(0, 40)}`);
  if (milliseconds > TOO_LONG) found.push('took too long');
  found.push(...(await leaksOf(world, visitor, sent, `${body}\n${JSON.stringify(headers)}`)));
  return found;
}

/** Words of councils and families that this person has no business with. */
async function leaksOf(
  world: World,
  visitor: Visitor | undefined,
  sent: string,
  text: string,
): Promise<readonly string[]> {
  // Whoever sends a word knows it already, and a page may show them what they typed.
  const typed = wordsIn(sent);
  const seen = [...wordsIn(text)].filter((word) => !typed.has(word));
  const leaks: string[] = [];
  for (const word of seen) {
    const [, letter = '', number = ''] = /qzx([a-z])(\d*)qv/.exec(word) ?? [];
    // A demonstration lets people choose who they are.
    if (number === '' && /^\/sign-in\b/.test(sent)) continue;
    if (visitor === undefined) leaks.push('shows something of a council to nobody');
    else if (visitor.council.letter !== letter) leaks.push('shows something of another council');
    else if (number !== '' && !(await mayKnow(world, visitor, Number(number))))
      leaks.push('shows a family to somebody who may not see it');
  }
  return leaks;
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/qzx[a-z]\d*qv/gi)].map(([word]) => word.toLowerCase()));
}

/** As the database itself has it, which asks no page. */
async function mayKnow(
  world: World,
  { council, worker }: Visitor,
  number: number,
): Promise<boolean> {
  const id = council.families[number];
  const { db, now } = world.stile;
  const scope = { authority: council.authority, worker: worker.id, now: now() };
  const { rows } = await within(db, scope).query<{ sees: boolean }>(
    'SELECT viewer_sees($1) AS sees',
    [id],
  );
  return rows[0]?.sees === true;
}
