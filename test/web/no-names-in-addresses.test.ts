/** Browsers, proxies and mails keep addresses: nothing that is typed about a person comes into one. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { authority, done, registration } from '../store/support.ts';
import { type Browser, find, type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  await world.tell('concern-while-on-the-agenda', 'p1');
  await done(world.stile, 'f1', registration('f1', 'Siobhan', 'Price'));
  await saveWorker(itself(world.stile.db, authority), authority, {
    ...{ id: 'ada', name: 'Ada Admin', email: null, agency: 'The council', team: null },
    ...{ employer: 'authority', roles: [administrator], active: true },
  });
});
after(() => world.close());

const typed = { name: 'Shivaun Price', 'born-day': '1', 'born-month': '3', 'born-year': '2017' };

/** What may be asked for in an address, by the page that it leads to: moments, words of the policy, and versions of it. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  '/families/:family/as-of': ['on', 'time'],
  '/policy/clauses': ['version', 'q', 'treatment'],
  '/policy/compare': ['from', 'to'],
  '/policy/move': ['to'],
  '/sign-in': ['council', 'next'],
};

const MOST_PAGES = 150;

/** Pages as they are linked, one of each kind. */
async function walk(browser: Browser, look: (path: string, html: string) => void): Promise<number> {
  const queue = ['/work', '/families', '/people', '/families/f1', '/families/p1'];
  queue.push('/families/f1/as-of', '/families/p1/history', '/policy/clauses', '/meetings');
  const known = new Set(queue.map(kindOf));
  let pages = 0;
  for (let path = queue.shift(); path && pages < MOST_PAGES; path = queue.shift()) {
    const { status, html } = await browser.get(path);
    if (status !== 200) continue;
    pages += 1;
    look(path, html);
    for (const [, link = ''] of html.matchAll(/href="(\/[^"#]*)/g)) {
      const to = link.replaceAll('&amp;', '&');
      if (to.startsWith('/assets/') || known.has(kindOf(to))) continue;
      known.add(kindOf(to));
      queue.push(to);
    }
  }
  return pages;
}

function kindOf(path: string): string {
  const [where = ''] = path.split('?');
  return where
    .replace(/^\/families\/(?!new|alike)[^/]+/, '/families/:family')
    .replace(/(?<=\/policy\/[\w-]+\/).+/, '*');
}

/** The fields of every form of a page that puts them into an address. */
function askedIn(html: string): readonly { readonly action: string; readonly names: string[] }[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(
    ([, tag, inside = '']) => {
      if (/method="post"/i.test(tag ?? '') || /method="dialog"/i.test(tag ?? '')) return [];
      const action = kindOf(/action="([^"]*)"/.exec(tag ?? '')?.[1] ?? '');
      const names = [...inside.matchAll(/<(?:input|select|textarea|button)[^>]* name="([^"]*)"/g)];
      return [{ action, names: names.map(([, name = '']) => name) }];
    },
  );
}

describe('an address', () => {
  for (const who of ['social-worker', 'team-manager', 'policy-owner', 'jam-chair', 'lead', 'ada'])
    test(`takes nothing about a person from any form that ${who} is shown`, async () => {
      const forms: string[] = [];
      const pages = await walk(await world.as(who), (path, html) => {
        for (const { action, names } of askedIn(html)) {
          forms.push(action);
          const others = names.filter((name) => ASKED[action]?.includes(name) !== true);
          assert.deepEqual(others, [], `${path}, a form to ${action}`);
        }
      });
      assert.ok(pages >= 20, `only ${pages} pages`);
      assert.ok(forms.includes('/policy/clauses'), forms.join());
    });

  test('takes nothing about a person from a form before anybody has signed in', async () => {
    const { body } = await world.app.inject({ method: 'GET', url: '/sign-in?next=%2Fpolicy' });
    for (const { action, names } of askedIn(body))
      assert.deepEqual(
        names.filter((name) => ASKED[action]?.includes(name) !== true),
        [],
      );
  });

  test('of what was found has nothing that was typed, nor has any address on that page', async () => {
    const sam = await world.as('social-worker');
    const found = await find(sam, typed);
    assert.equal(found.status, 200);
    assert.match(found.text, /Siobhan Price .*Name s(?:ounds|pelt) alike and same date of birth/);
    assert.match(found.html, /value="Shivaun Price"/);
    for (const [address] of found.html.matchAll(/(?:href|action|src)="[^"]*"/g))
      assert.doesNotMatch(address, /Shivaun|Price|2017|born/);
    // Whoever goes back from a family finds it again; nobody else does, and it is no unfinished work.
    assert.match((await sam.get('/families/found')).text, /Siobhan Price/);
    assert.doesNotMatch((await sam.get('/unfinished')).html, /Find a family<|families\/found/);
    const other = await world.as('team-manager');
    assert.equal((await other.get('/families/found')).location, '/families');
  });

  test('of somebody of the directory has no name', async () => {
    const ada = await world.as('ada');
    const found = await ada.post('/people', { q: 'second', which: 'all' });
    assert.match(found.text, /1 person People .*Second Chair/);
    assert.match(found.html, /name="q" [^>]*value="second"|value="second"[^>]* name="q"/);
  });

  test('that was kept from before, with a name in it, opens the search without it', async () => {
    const sam = await world.as('social-worker');
    const page = await sam.get('/families?name=Shivaun+Price&reference=F-f1');
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.html, /Shivaun Price|F-f1|id="results"/);
  });
});

describe('a search that was sent after the session had ended', () => {
  test('is in no address either, and is sent once more after signing in', async () => {
    const post = (url: string, body: Record<string, string>, cookie = '') =>
      world.app.inject({
        ...{ method: 'POST', url, payload: new URLSearchParams(body).toString() },
        headers: {
          ...{ 'content-type': 'application/x-www-form-urlencoded', cookie },
          'sec-fetch-site': 'same-origin',
        },
      });
    const hidden = (html: string, name: string) =>
      (new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '').replaceAll(
        '&quot;',
        '"',
      );
    const asked = await post('/families', { _csrf: 'old', ...typed });
    assert.equal(asked.statusCode, 403);
    for (const [address] of asked.body.matchAll(/(?:href|action)="[^"]*"/g))
      assert.doesNotMatch(address, /Shivaun|2017/);
    const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? '';
    const signed = await post(
      '/sign-in',
      {
        ...{ _csrf: hidden(asked.body, '_csrf'), kept: hidden(asked.body, 'kept') },
        person: `${authority}~social-worker`,
      },
      cookie,
    );
    assert.match(signed.body, /Shivaun Price/);
    assert.doesNotMatch(String(signed.headers.location ?? ''), /Shivaun/);
    const session = /stile_session=[^;]*/.exec(String(signed.headers['set-cookie']))?.[0] ?? '';
    const again = { ...typed, _csrf: hidden(signed.body, '_csrf') };
    const sent = await post('/families', again, session);
    assert.equal(sent.headers.location, '/families/found');
    const found = await world.app.inject({
      ...{ method: 'GET', url: '/families/found', headers: { cookie: session } },
    });
    assert.equal(found.statusCode, 200);
    assert.match(found.body, /Siobhan Price/);
    assert.equal(found.headers['cache-control'], 'no-store');
  });

  test('is not answered to a form without its key', async () => {
    const sam = await world.as('social-worker');
    const forged = await find(sam, { ...typed, _csrf: 'guessed' });
    assert.equal(forged.status, 403);
    assert.doesNotMatch(forged.html, /Siobhan/);
  });
});
