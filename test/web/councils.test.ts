/** Several councils in one database: a person signs in to one, and nothing of another reaches them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { listDirectory } from '../../src/cases/queries/list-team.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { AuthorityId, WorkerId } from '../../src/core/family/people.ts';
import type { Protocol, ProtocolKey } from '../../src/core/protocol/protocol.ts';
import { fillDemonstrations } from '../../src/main/fill-demonstrations.ts';
import { publishAll } from '../../src/main/publish-all.ts';
import type { Worker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import { migrated, openTestStile, root, type TestStile } from '../store/support.ts';

/** Pages that one person looks at. */
const PAGES = 30;
const FORM = 'application/x-www-form-urlencoded';

const demonstrated = [
  'cheshire-east',
  'cheshire-east-2020',
  'halton',
  'shropshire',
  'small-unitary',
  'swindon',
];

interface Council {
  readonly authority: AuthorityId;
  readonly protocol: Protocol;
  readonly people: readonly Worker[];
  readonly families: readonly { readonly id: string; readonly reference: string }[];
}

let stile: TestStile;
let app: FastifyInstance;
let councils: readonly Council[];

before(async () => {
  const { connectionString } = await migrated();
  stile = await openTestStile(connectionString, '2026-11-25 14:30');
  await publishAll(stile, () => undefined);
  const filled = await fillDemonstrations(stile);
  assert.ok(filled.ok, JSON.stringify(filled));
  const web = { stile, assets: readAssets(root), demonstration: true };
  app = buildWeb(web, { secure: false, log: (message) => process.stderr.write(message) });
  await app.ready();
  const all = await Promise.all(stile.protocols.authorities.map(councilOf));
  councils = all.filter(({ people }) => people.length > 0);
});
after(async () => {
  await app.close();
  await stile.close();
});

async function councilOf(name: string): Promise<Council> {
  // The names under which protocols were published.
  const authority = name as AuthorityId;
  const people = await listDirectory(stile, { authority });
  const families = await stile.behindItsBack(
    'SELECT id, reference FROM family WHERE authority = $1 ORDER BY id',
    [authority],
  );
  return {
    authority,
    protocol: stile.protocols.current(authority),
    people,
    families: families.map(({ id, reference }) => ({
      id: String(id),
      reference: String(reference),
    })),
  };
}

describe('several councils in one Stile', () => {
  test('hold all policies, of one council an older version too', () => {
    assert.deepEqual(councils.map(({ authority }) => authority).sort(), [...demonstrated].sort());
    assert.equal(stile.protocols.current('cheshire-east').about.version, '2023');
    const older = stile.protocols.get('cheshire-east/2020' as ProtocolKey);
    assert.equal(older?.about.version, '2020');
  });

  test('are chosen between before a person is, and then show only their own', async () => {
    const choice = await open('/sign-in');
    assert.equal(choice.body.match(/app-sign-in__council/g)?.length, councils.length);
    assert.doesNotMatch(choice.body, /app-sign-in__person/);
    assert.match(choice.body, /<title>Sign in – Stile<\/title>/);
    for (const own of councils) {
      const page = await open(`/sign-in?council=${own.authority}&next=%2Fpolicy`);
      assert.equal(page.body.match(/app-sign-in__person/g)?.length, own.people.length);
      assert.match(page.body, /name="next" value="\/policy"/);
      assert.deepEqual(foreignIn(page.body, own), []);
    }
  });

  test('carry what was typed through the choice', async () => {
    const lost = await app.inject({
      method: 'POST',
      url: '/families/new',
      headers: { 'content-type': FORM, 'sec-fetch-site': 'same-origin' },
      payload: new URLSearchParams({ _csrf: 'old', reason: 'Long words' }).toString(),
    });
    assert.equal(lost.statusCode, 403);
    assert.match(lost.body, /<form method="post" action="\/sign-in">/);
    const hidden = (name: string): string =>
      unescaped(new RegExp(`name="${name}" value="([^"]*)"`).exec(lost.body)?.[1] ?? '');
    const visit = lost.cookies.find(({ name }) => name === 'stile_visit')?.value ?? '';
    const people = await app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { cookie: `stile_visit=${visit}`, 'content-type': FORM },
      payload: new URLSearchParams({
        _csrf: hidden('_csrf'),
        kept: hidden('kept'),
        council: 'halton',
      }).toString(),
    });
    assert.equal(people.statusCode, 200);
    assert.match(people.body, /app-sign-in__person/);
    assert.match(people.body, /name="kept" value="[^"]*Long words/);
  });

  test('give no session to the other council’s cookie, and end one when another begins', async () => {
    const [one, other] = councils;
    assert.ok(one !== undefined && other !== undefined);
    const secret = await secretOf(one, one.people[0]);
    const forged = await open('/work', `${other.authority}~${secret}`);
    assert.equal(forged.statusCode, 303);
    const cookie = `stile_session=${one.authority}~${secret}`;
    const choice = await app.inject({ url: '/sign-in?council=' });
    const csrf = /name="_csrf" value="([^"]+)"/.exec(
      (await open(`/sign-in?council=${other.authority}`, undefined, visitOf(choice))).body,
    )?.[1];
    const signed = await app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { cookie: `${cookie}; stile_visit=${visitOf(choice)}`, 'content-type': FORM },
      payload: new URLSearchParams({
        _csrf: csrf ?? '',
        person: `${other.authority}~${other.people[0]?.id}`,
      }).toString(),
    });
    assert.equal(signed.statusCode, 303);
    assert.equal(signed.headers.location, '/work');
    assert.equal((await open('/work', `${one.authority}~${secret}`)).statusCode, 303);
  });

  test('let somebody work under an earlier version, which is called so', async () => {
    const choice = await open('/sign-in');
    assert.match(wordsOf(choice.body), /Cheshire East Council \(policy of 2020\)/);
    const own = councils.find(({ authority }) => authority === 'cheshire-east-2020');
    assert.ok(own !== undefined);
    const session = `${own.authority}~${await secretOf(own, own.people[0])}`;
    const policy = await open('/policy', session);
    assert.match(wordsOf(policy.body), /Version 2020/);
    // Where its own authority is, it is a version among others, and this is not one of them.
    const current = councils.find(({ authority }) => authority === 'cheshire-east');
    assert.ok(current !== undefined);
    const versions = await open(
      '/policy/compare',
      `${current.authority}~${await secretOf(current, current.people[0])}`,
    );
    assert.match(wordsOf(versions.body), /2020/);
    assert.doesNotMatch(wordsOf(versions.body), /policy of 2020/);
  });

  for (const name of demonstrated)
    test(`show two people of ${name} nothing of the others, on a few dozen pages`, async () => {
      const own = councils.find(({ authority }) => authority === name);
      assert.ok(own !== undefined);
      const other = councils.find((each) => each !== own);
      for (const person of twoOf(own)) {
        const session = `${own.authority}~${await secretOf(own, person)}`;
        const seen = await crawl(session, (path, body) => {
          assert.deepEqual(foreignIn(body, own), [], `${person.name}, ${path}`);
          // The same look finds what is there to be found.
          if (other !== undefined) assert.notDeepEqual(foreignIn(body, other), [], path);
        });
        assert.ok(seen >= 24, `${person.name} saw ${seen} pages`);
      }
    });

  test('answer for a family of another council as for one that is not there', async () => {
    for (const own of councils) {
      const [person] = twoOf(own);
      const session = `${own.authority}~${await secretOf(own, person)}`;
      const strangers = councils.flatMap((other) =>
        other === own ? [] : other.families.slice(-2),
      );
      for (const { id, reference } of strangers) {
        for (const path of [`/families/${id}`, `/families/${id}/history`]) {
          const page = await open(path, session);
          assert.equal(page.statusCode, 404, path);
          assert.ok(!page.body.includes(reference), path);
        }
        const found = await find(session, { reference, name: reference });
        assert.ok(!found.body.includes(`/families/${id}`), `${reference} found`);
      }
    }
  });
});

/** Words that belong to the other councils and to no text of this one. */
function foreignIn(body: string, own: Council): readonly string[] {
  const words = wordsOf(body);
  return councils
    .filter((other) => other !== own)
    .flatMap(({ protocol, people, families }) => [
      protocol.about.authority.name,
      protocol.about.title,
      ...[...protocol.contacts.values()].flatMap(({ phone, email }) => [
        ...(phone === undefined ? [] : [phone, phone.replaceAll(' ', '')]),
        ...(email === undefined ? [] : [email]),
      ]),
      ...[...protocol.forums.values()].map(({ title }) => title),
      ...[...protocol.pathways.values(), ...protocol.evidence.values(), ...protocol.gates.values()]
        .map(({ title }) => title)
        // A single word, such as "Document", is one of Stile's own as well.
        .filter((title) => title.includes(' ')),
      ...people.map(({ name }) => name),
      ...families.flatMap(({ id, reference }) => [id, reference]),
    ])
    .filter((word) => words.includes(word) || body.includes(`"${word}"`))
    .filter((word) => !textOf(own).includes(word));
}

const texts = new Map<string, string>();

function textOf({ authority, protocol }: Council): string {
  const known = texts.get(authority);
  if (known !== undefined) return known;
  const text = JSON.stringify(protocol, (_, value) =>
    value instanceof Map ? [...value.entries()] : value,
  );
  texts.set(authority, text);
  return text;
}

/** Somebody of the council’s own staff, and somebody of a partner who leads a plan where there is one. */
function twoOf({ people }: Council): readonly [Worker, Worker] {
  const first = people.find(({ employer }) => employer === 'authority');
  const partner = people.find(({ employer }) => employer === 'partner');
  const other = partner ?? people.at(-1);
  assert.ok(first !== undefined && other !== undefined);
  return [first, other];
}

async function secretOf({ authority }: Council, person: Worker | undefined): Promise<string> {
  const session = await signInForDemonstration(stile, authority, (person?.id ?? '') as WorkerId);
  assert.ok(session !== undefined);
  return session.secret;
}

/** Follows links as they come; the number of pages looked at. */
async function crawl(session: string, look: (path: string, body: string) => void): Promise<number> {
  const queue = ['/work', '/families', '/meetings', '/policy', '/notices', '/front-door'];
  queue.push('/about', '/tell-us', '/concern', '/policy/clocks', '/policy/compare');
  const known = new Set(queue);
  let seen = 0;
  for (let path = queue.shift(); path !== undefined && seen < PAGES; path = queue.shift()) {
    const page = await (path === '/families' ? find(session, { name: 'a' }) : open(path, session));
    if (page.statusCode >= 300) continue;
    seen += 1;
    look(path, page.body);
    const links = [...page.body.matchAll(/href="(\/[^"#]*)/g)].map(([, to = '']) => unescaped(to));
    // Families and meetings first: of the pages of the policy there are very many.
    const fresh = [...new Set(links)].filter((to) => !known.has(to) && !to.startsWith('/assets/'));
    for (const to of fresh) known.add(to);
    queue.unshift(...fresh.filter((to) => !to.startsWith('/policy')).slice(0, 8));
    queue.push(...fresh.filter((to) => to.startsWith('/policy')).slice(0, 3));
  }
  return seen;
}

async function open(url: string, session?: string, visit?: string) {
  const cookie = [
    ...(session === undefined ? [] : [`stile_session=${session}`]),
    ...(visit === undefined ? [] : [`stile_visit=${visit}`]),
  ].join('; ');
  return app.inject({ method: 'GET', url, headers: cookie === '' ? {} : { cookie } });
}

/** Families by what is typed into the search. */
async function find(session: string, typed: Readonly<Record<string, string>>) {
  await app.inject({
    method: 'POST',
    url: '/families',
    headers: { cookie: `stile_session=${session}`, 'content-type': FORM },
    payload: new URLSearchParams({
      _csrf: keyOf(session.split('~')[1] ?? ''),
      ...typed,
    }).toString(),
  });
  return open('/families/found', session);
}

function visitOf(response: { readonly cookies: readonly unknown[] }): string {
  // What inject answers with under this name.
  const cookies = response.cookies as readonly { name: string; value: string }[];
  return cookies.find(({ name }) => name === 'stile_visit')?.value ?? '';
}

function wordsOf(html: string): string {
  return unescaped(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
}

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
