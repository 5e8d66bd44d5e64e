/** What somebody types is kept before they send it: on every form, for them alone, until it is sent. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { type Form, formsOf, linksOf } from '../fuzz/page-parts.ts';
import { authority, done, moment, registration } from '../store/support.ts';
import { type Browser, type Overview, openOverview } from './overview-support.ts';

/** Forms in which there is text and no draft, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  '/sign-in/link': 'nobody is signed in, so there is nobody whose draft it could be',
  '/families': 'a search: what is typed is kept with the answer, for going back to it',
  '/people': 'a search',
  '/people/import/confirm': 'what it holds was read from a file; nobody typed it',
};

const byChair = (step: ScenarioStep) => step.as?.text === 'jam-chair';
const WORDS = 'Half a thought';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  await done(world.stile, 'old', registration('old', 'Tamsin', 'Ure'));
  await world.tell('assessment-jam-names-the-worker', 'd1', byChair);
  await world.tell('assessment-listed-one-second-after', 'late', byChair);
  world.stile.setClock(moment('2026-03-10 09:30'));
  await saveWorker(itself(world.stile.db, authority), authority, {
    ...{ id: 'ada', name: 'Ada', email: null, agency: 'The council', employer: 'authority' },
    ...{ roles: [administrator], team: null, active: true },
  });
});
after(() => world.close());

interface Found {
  readonly form: Form;
  readonly page: string;
  readonly browser: Browser;
}

/** Everything that is led to from here, each kind of page once. */
async function walk(browser: Browser, starts: readonly string[]): Promise<readonly Found[]> {
  const waiting = [...starts];
  const known = new Set<string>();
  const found: Found[] = [];
  for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
    const kind = kindOf(page);
    if (known.has(page) || (known.has(kind) && !starts.includes(page))) continue;
    known.add(page).add(kind);
    const { html, location } = await browser.get(page);
    waiting.push(...(location === undefined ? linksOf(html) : [location]));
    for (const form of formsOf(html, page))
      if (form.method === 'POST' && textsOf(form).length > 0) found.push({ form, page, browser });
  }
  return found;
}

/** Pages that differ only in whom or what they are about are one kind. */
function kindOf(page: string): string {
  const [path = ''] = page.split(/[?#]/, 1);
  return path
    .replace(
      /^\/(families|people|policy\/(?!retention)\w+|sessions\/of)\/(?!new|add|teams|import|log|alike)[^/]+/,
      '/$1/:id',
    )
    .replace(/\/[^/]*\d[^/]*/g, '/:id');
}

const NO_TEXT = /^(?:hidden|checkbox|radio|button|submit|file|select)$/;

function textsOf(form: Form): readonly string[] {
  return form.fields.filter(({ kind }) => !NO_TEXT.test(kind)).map(({ name }) => name);
}

/** What the page's script sends at a pause, with words in the first place where there can be some. */
function typedInto(form: Form): Record<string, string> {
  const body: Record<string, string> = {};
  for (const { name, kind, value, chosen } of form.fields)
    if (chosen || (kind === 'radio' && !(name in body))) body[name] = value;
  const [text] = textsOf(form);
  return text === undefined ? body : { ...body, [text]: WORDS };
}

function keyOf({ form }: Found): string {
  return form.fields.find(({ name }) => name === 'draft')?.value ?? '';
}

/** Types into a form, leaves, and comes back by the list of unfinished work. */
async function comesBack(found: Found): Promise<void> {
  const { browser, form } = found;
  const key = keyOf(found);
  const saved = await browser.post(form.draftUrl ?? '', typedInto(form));
  assert.equal(saved.status, 204, `${key} is not taken`);
  const unfinished = await browser.get('/unfinished');
  assert.ok(unfinished.html.includes(`href="${key}"`), `${key} is not listed`);
  const [path = '', place] = key.split('#');
  const { html, status } = await browser.get(path);
  assert.equal(status, 200, key);
  if (place !== undefined) assert.ok(html.includes(` id="${place}"`), `${key} leads nowhere`);
  const again = formsOf(html, path).find(
    (each) => each.action === form.action && keyOf({ ...found, form: each }) === key,
  );
  const shown = again?.fields.some(({ value }) => value === WORDS);
  assert.ok(shown, `${key} does not show what was typed`);
  await browser.post('/unfinished', { draft: key });
}

/** Some forms that there are: where the walk misses one of these, it is the walk that is to be mended. */
const MET = [
  '/access/roles/social-worker',
  '/concern',
  '/families/:id/exports',
  '/families/:id/exports/:id/decide',
  '/families/:id/purpose',
  '/families/:id/share',
  '/families/:id/visits/new',
  '/families/new',
  '/families/new/adult',
  '/families/new/child',
  '/meetings/jam/:id/accept-late',
  '/meetings/jam/:id/attendance',
  '/meetings/jam/:id/minutes',
  '/meetings/jam/:id/roll-over',
  '/people/:id/change',
  '/people/:id/cover',
  '/people/:id/leave',
  '/people/:id/roles',
  '/people/:id/roles/:id/end',
  '/people/add',
  '/people/teams/agency',
  '/people/teams/team',
  '/policy/retention/holds',
  '/policy/retention/holds/end',
  '/urgent-access',
];

describe('every form in which somebody types', () => {
  const all: Found[] = [];
  before(async () => {
    for (const who of ['social-worker', 'team-manager', 'jam-chair', 'policy-owner', 'lead', 'ada'])
      all.push(...(await walk(await world.as(who), await startsFor(who))));
  });

  it('has a draft, or it is said why not', () => {
    assert.deepEqual(withoutDraft(all), []);
    const met = new Set(all.map(({ form }) => kindOf(form.action)));
    assert.deepEqual(
      MET.filter((form) => !met.has(form)),
      [],
    );
  });

  it('shows what was typed when it is opened again from the list of unfinished work', async () => {
    const keeping = all.filter(({ form }) => form.draftUrl !== undefined);
    const once = new Map(keeping.map((each) => [kindOf(keyOf(each)), each]));
    for (const each of once.values()) await comesBack(each);
  });

  it('has one also where a list of records to dispose of is refused', async () => {
    await world.stile.behindItsBack('UPDATE outbox SET done_at = created');
    world.stile.setClock(moment('2032-04-01 09:00'));
    const owner = await world.as('policy-owner');
    const { html } = await owner.get('/policy/retention');
    const seen = /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const proposed = await owner.post('/policy/retention/propose', { seen, confirm: 'yes' });
    assert.equal(proposed.status, 303);
    const found = await walk(owner, ['/policy/retention']);
    assert.deepEqual(withoutDraft(found), []);
    const refuse = found.find(({ form }) => form.action === '/policy/retention/refuse');
    assert.ok(refuse);
    await comesBack(refuse);
  });
});

/** Where somebody begins; with what makes forms stand there that are not always there. */
async function startsFor(who: string): Promise<readonly string[]> {
  const browser = await world.as(who);
  await browser.post('/families/new/child', { given: 'Ava', family: 'Lind', unborn: 'born' });
  const starts = ['/work', '/families/new', '/families/new/adult', '/urgent-access', '/concern'];
  const sittings = ['/meetings/jam/2026-03-05', '/meetings/jam/2026-03-10'];
  if (who === 'social-worker') return [...starts, '/families/d1/purpose'];
  if (who === 'jam-chair') return [...starts, ...sittings];
  if (who === 'ada') return [...starts, '/people/social-worker', '/people/social-worker/leave'];
  if (who !== 'policy-owner') return starts;
  const asked = { person: 'c1', 'asked-by': 'Her', 'asked-day': '1', 'asked-month': '3' };
  const made = await browser.post('/families/d1/exports', { ...asked, 'asked-year': '2026' });
  const until = { 'review-day': '1', 'review-month': '6', 'review-year': '2033' };
  const hold = { reference: 'F-none', 'sight-unseen': 'yes', reason: 'A claim', ...until };
  assert.equal((await browser.post('/policy/retention/holds', hold)).status, 303);
  return [...starts, made.location ?? '', '/access/roles'];
}

function withoutDraft(found: readonly Found[]): readonly string[] {
  return found
    .filter(({ form }) => form.draftUrl !== '/drafts' && !Object.hasOwn(WITHOUT, form.action))
    .map(({ form, page }) => `${form.action} on ${page}`);
}

interface Sent {
  readonly status: number;
  readonly html: string;
  /** Whether it is still listed under unfinished work. */
  readonly unfinished: boolean;
}

describe('what somebody types', () => {
  /** Types, goes home, comes back, and sends it. */
  async function overNight(
    who: string,
    { page, action, typed }: { page: string; action: string; typed: Record<string, string> },
  ): Promise<Sent> {
    const before = await world.as(who);
    const form = formsOf((await before.get(page)).html, page).find(
      (each) => each.action === action && each.fields.some(({ name }) => name === 'draft'),
    );
    assert.ok(form, `${action} on ${page}`);
    const { _csrf, ...filled } = { ...typedInto(form), ...typed };
    assert.equal((await before.post('/drafts', filled)).status, 204);
    assert.equal((await before.post('/sign-out', {})).status, 303);
    assert.equal((await before.get(page)).status, 303);
    world.stile.pass({ hours: 20 });
    const after = await world.as(who);
    const shown = await after.get(page);
    for (const words of Object.values(typed)) assert.match(shown.html, new RegExp(words));
    assert.match(shown.text, /We kept what you typed/);
    const isListed = async () => (await after.get('/unfinished')).html.includes(`href="${page}`);
    assert.ok(await isListed());
    const sent = await after.post(action, filled);
    return { ...sent, unfinished: await isListed() };
  }

  it('about somebody new is there after a night, until they are added', async () => {
    const action = '/people/add';
    const typed = { name: 'Quentin Abara', agency: 'The council' };
    const sent = await overNight('ada', { page: action, action, typed });
    assert.deepEqual([sent.status, sent.unfinished], [303, false]);
  });

  it('about who got the minutes is there after a night, until it is recorded', async () => {
    const page = '/meetings/jam/2026-03-05';
    const typed = { to: 'Everybody who sat there' };
    const sent = await overNight('jam-chair', { page, action: `${page}/minutes`, typed });
    assert.deepEqual([sent.status, sent.unfinished], [303, false]);
  });

  it('of a summary to share is there after a night, and until it is shared', async () => {
    const page = '/families/d1/share';
    const typed = { agency: 'Hillside School', title: 'For the review', words: 'Aunt Zelda' };
    const sent = await overNight('social-worker', { page, action: page, typed });
    assert.deepEqual([sent.status, sent.unfinished], [200, true]);
    const [share] = formsOf(sent.html, page).filter(({ fields }) =>
      fields.some(({ name }) => name === 'hash'),
    );
    assert.ok(share);
    const worker = await world.as('social-worker');
    const { _csrf, ...body } = typedInto(share);
    assert.equal((await worker.post(page, body)).status, 303);
    assert.doesNotMatch((await worker.get('/unfinished')).html, /d1\/share/);
  });

  it('about passages of a record stays where others are decided, and goes with its own', async () => {
    const owner = await world.as('policy-owner');
    const [page = ''] = linksOf((await owner.get('/families/d1/exports')).html).filter((link) =>
      /exports\/[\w-]+$/.test(link),
    );
    const form = formsOf((await owner.get(page)).html, page).find(({ action }) =>
      action.endsWith('/decide'),
    );
    assert.ok(form);
    const { _csrf, ...body } = typedInto(form);
    const [one = '', other = ''] = (body.passages ?? '').split(' ');
    const begun = { ...undecided(body), [`does-${one}`]: 'keep', [`does-${other}`]: 'redact' };
    await owner.post('/drafts', { ...begun, [`words-${other}`]: 'Aunt Zelda' });
    const decide = { passages: one, [`does-${one}`]: 'keep' };
    assert.equal((await owner.post(form.action, decide)).status, 303);
    assert.match((await owner.get(page)).html, />Aunt Zelda</);
    assert.match((await owner.get('/unfinished')).html, new RegExp(`${page}#`));
    const rest = { passages: other, [`does-${other}`]: 'keep' };
    assert.equal((await owner.post(form.action, rest)).status, 303);
    assert.doesNotMatch((await owner.get(page)).html, /Aunt Zelda/);
    assert.doesNotMatch((await owner.get('/unfinished')).html, new RegExp(`${page}#`));
  });

  it('about a family that they do not see is not told by its title', async () => {
    const partner = await world.as('lead');
    const draft = '/meetings/jam/2026-03-05#roll-over-case-elsewhere-t1';
    const typed = { draft, 'draft-title': 'Roll over, Lind', reason: 'Not reached' };
    assert.equal((await partner.post('/drafts', typed)).status, 204);
    const { text } = await partner.get('/unfinished');
    assert.match(text, /A form about a family that you do not see/);
    assert.doesNotMatch(text, /Roll over, Lind/);
  });

  it('is kept only for places where there is a form', async () => {
    const worker = await world.as('social-worker');
    for (const draft of [
      '/families/new',
      '/meetings/jam/2026-03-05/minutes',
      '/people/ada/sign-out',
      '/policy/retention',
      '/policy/retention#elsewhere',
      '/access/roles/lead/x',
      '/sign-out',
      '//elsewhere.example/people/add',
      '/people/add?next=/sign-out',
    ])
      assert.equal((await worker.post('/drafts', { draft, name: 'x' })).status, 400, draft);
  });
});

function undecided(body: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('does-')));
}
