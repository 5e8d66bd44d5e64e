/** Going where people go, and sending forms: filled in well, badly, twice, and by somebody else. */

import { wordOf } from './fill.ts';
import { fillWell } from './fill-in.ts';
import type { Ground, Shot } from './ground.ts';
import { brokenMultipart, multipart, type SentFile, strangeFile } from './multipart.ts';
import { encode, fillIn, type Pair, spoil } from './mutate.ts';
import { type Form, formsOf } from './page-parts.ts';
import { seldomSeen } from './seldom.ts';
import type { Answer } from './watch.ts';
import { sessionOf, type Visitor } from './world.ts';

/** How many pages to look at and to confirm one form may have. */
const MOST_PAGES = 3;

/** Opens a page and, where it has forms, sends one of them. */
export async function walk(
  ground: Ground,
  visitor: Visitor | undefined,
  url: string,
): Promise<void> {
  const { chance } = ground;
  const { body } = await ground.shoot({ visitor, method: 'GET', url });
  const forms = formsOf(body, url).filter(
    ({ action }) => !action.startsWith('/sign-out') || chance.between(0, 40) === 0,
  );
  if (forms.length === 0 || chance.between(0, 9) < 3) return;
  // The last forms of a page are what it is for; search and sign-out come first.
  const form = chance.between(0, 2) > 0 ? forms.at(-1) : chance.oneOf(forms);
  if (form !== undefined) await sendSomehow(ground, visitor, form);
}

/** A form that goes where little has been accepted yet, sent as it is meant. */
export async function tryForm(ground: Ground): Promise<void> {
  const seldom = ground.chance.between(0, 5) === 0 ? await seldomSeen(ground) : undefined;
  const found = seldom ?? ground.formToTry();
  if (found === undefined) return;
  const { route, visitor, url } = found;
  const { body } = await ground.shoot({ visitor, method: 'GET', url });
  const forms = formsOf(body, url).filter(
    ({ action, method }) => method === 'POST' && ground.routes.of('POST', action) === route,
  );
  if (forms.length === 0) return ground.dropSource(route, visitor, url);
  const { chance } = ground;
  if (route === 'POST /sign-out' && chance.between(0, 9) > 0) return;
  // What is not for them is tried as somebody else.
  if ((await sendWell(ground, visitor, chance.oneOf(forms))) === 403)
    ground.dropSource(route, visitor, url);
}

/** Fills it in so that it is taken, and confirms what is asked back; says what it came to. */
export async function sendWell(ground: Ground, visitor: Visitor, form: Form): Promise<number> {
  const { chance } = ground;
  let status = 0;
  const filling = await ground.filling(visitor, form.action);
  let sending: Form | undefined = form;
  for (let page = 0; sending !== undefined && page < MOST_PAGES; page++) {
    const filled: readonly Pair[] = fillWell(sending.fields, filling);
    const pairs = chance.between(0, 19) === 0 ? spoil(chance, filled, ground.known.list) : filled;
    const shot = shotOf(visitor, sending, pairs, peopleFile(ground, visitor));
    keep(ground, shot);
    // What is typed is kept while it is typed.
    const draft = pairs.some(([name]) => name === 'draft') && !sending.files;
    if (draft && chance.between(0, 19) === 0) await ground.shoot({ ...shot, url: '/drafts' });
    const answer: Answer = await send(ground, shot);
    status = answer.status;
    sending = answer.status === 200 ? confirmation(ground, answer, form.action) : undefined;
  }
  return status;
}

/** Once; or twice, one after the other or at the same moment: what is sent twice is done once. */
async function send(ground: Ground, shot: Shot): Promise<Answer> {
  const { chance } = ground;
  const how = chance.between(0, 19);
  if (how === 0) {
    const [first] = await ground.shootTogether([shot, shot]);
    return first ?? ground.shoot(shot);
  }
  const answer = await ground.shoot(shot);
  if (how > 1 || answer.status !== 303) return answer;
  const before = await ground.mark();
  await ground.shoot(shot);
  // With the key that the page gave it, and not one that was put in its place.
  const keys = [...(shot.body ?? '').matchAll(/(?:^|&)request=([^&]*)/g)];
  const once = keys.length === 1 && /^[0-9a-f-]{36}$/.test(keys[0]?.[1] ?? '');
  if (once && (await ground.mark()).records !== before.records)
    ground.note(`${ground.routes.of(shot.method, shot.url)}: the same form was done twice`, shot);
  return answer;
}

/** What is asked back: a form to the same place in which nothing is left to fill in, or the next of several. */
function confirmation(
  { routes, chance }: Ground,
  { body }: Answer,
  action: string,
): Form | undefined {
  const route = routes.of('POST', action);
  const forms = formsOf(body, action).filter(({ method, action: to, fields }) => {
    const other = routes.of('POST', to);
    const near = other === route || other.startsWith(`${route}/`);
    return method === 'POST' && near && fields.every(({ kind }) => NOTHING_TO_FILL.has(kind));
  });
  return forms.length === 0 ? undefined : chance.oneOf(forms);
}

const NOTHING_TO_FILL: ReadonlySet<string> = new Set(['hidden', 'button', 'submit', 'textarea']);

async function sendSomehow(
  ground: Ground,
  visitor: Visitor | undefined,
  form: Form,
): Promise<void> {
  const { chance } = ground;
  const word = visitor === undefined ? 'words' : wordOf(visitor.council.letter, '');
  const filled = fillIn(chance, form.fields, word);
  const pairs = chance.between(0, 1) === 0 ? filled : spoil(chance, filled, ground.known.list);
  if (form.method === 'GET') {
    const url = `${form.action.split('?')[0]}?${encode(pairs)}`;
    await ground.shoot({ visitor, method: 'GET', url });
    return;
  }
  const shot = shotOf(visitor, form, pairs, strangeFile(chance));
  keep(ground, shot);
  await ground.shoot(shot);
}

/** A form with a file, broken in some place. */
export async function upload(ground: Ground, visitor: Visitor): Promise<void> {
  const { chance } = ground;
  const pairs: readonly Pair[] = [['_csrf', sessionOf(visitor).csrf]];
  const file = chance.between(0, 1) === 0 ? peopleFile(ground, visitor) : strangeFile(chance);
  const url =
    chance.between(0, 3) > 0 ? '/people/import' : ground.link(visitor.council.letter, visitor);
  await ground.shoot({ visitor, method: 'POST', url, ...brokenMultipart(chance, pairs, file) });
}

/** A form again, as its sender or as somebody else: once more is never twice. */
export async function replay(ground: Ground, visitor: Visitor | undefined): Promise<void> {
  const { chance, posted } = ground;
  if (posted.length === 0) return;
  const shot = chance.oneOf(posted);
  const again = chance.between(0, 1) === 0 ? shot : { ...shot, visitor };
  if (chance.between(0, 2) === 0) await ground.shootTogether([shot, again, shot]);
  else await ground.shoot(again);
}

function keep(ground: Ground, shot: Shot): void {
  ground.posted.push(shot);
  if (ground.posted.length > 200) ground.posted.shift();
}

function shotOf(
  visitor: Visitor | undefined,
  form: Form,
  pairs: readonly Pair[],
  file: SentFile,
): Shot {
  const sent = { visitor, method: 'POST', url: form.action };
  return form.files ? { ...sent, ...multipart(pairs, [file]) } : { ...sent, body: encode(pairs) };
}

/** A list of people as a council would send it, with a line or two that change something. */
function peopleFile({ chance, world }: Ground, { council }: Visitor): SentFile {
  const word = wordOf(council.letter, '');
  const roles = [...world.stile.protocols.current(council.authority).roles.values()];
  const known =
    council.workers.find(({ employer }) => employer === 'partner')?.agency ?? 'A school';
  const lines = Array.from({ length: chance.between(1, 4) }, () => {
    const number = chance.between(1, 60);
    const { title } = chance.oneOf(roles);
    const agency = chance.between(0, 2) > 0 ? known : `Agency ${number} ${word}`;
    const last = chance.between(0, 2) === 0 ? '31/12/2027' : '';
    return [
      `Person ${number} ${word}`,
      `${word}-${number}@example.org`,
      agency,
      'partner',
      '',
      title,
      '',
      last,
    ];
  });
  const header = 'Name,E-mail,Agency,Works for,Team,Role,First day,Last day';
  const csv = lines.map((cells) => cells.map((cell) => `"${cell}"`).join(','));
  return { field: 'people', name: 'people.csv', content: [header, ...csv, ''].join('\n') };
}
