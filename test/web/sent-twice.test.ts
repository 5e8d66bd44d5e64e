/** What is sent twice, at the same moment and again later, is recorded once and answered alike. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { authority, done, registration } from '../store/support.ts';
import { type Browser, type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
before(async () => {
  overview = await openOverview('2026-03-05 09:00');
  await done(overview.stile, 'e1', registration('e1'));
  for (const [id, roles] of Object.entries({ ada: [administrator], kim: [], pip: [] }))
    await saveWorker(itself(overview.stile.db, authority), authority, {
      ...{ id, name: `Person ${id}`, email: null, agency: 'The council', employer: 'authority' },
      ...{ roles, team: null, active: true },
    });
});
after(() => overview.close());

const sitting = '/meetings/jam/2026-03-05';
const dates = { 'from-day': '9', 'from-month': '3', 'from-year': '2026' };

interface Sent {
  readonly what: string;
  readonly as: string;
  /** Where it is sent, and where its form is, if that is another page. */
  readonly path: string;
  readonly page?: string;
  readonly answers: Readonly<Record<string, string>>;
  /** What is known by its name needs no key. */
  readonly named?: true;
  /** Shown first with what it would do, and then confirmed with this. */
  readonly confirms?: Readonly<Record<string, string>>;
  /** What there is of it afterwards. */
  readonly rows: string;
}

const records = (type: string) =>
  `SELECT FROM event WHERE body::jsonb #>> '{event,type}' = '${type}'`;

const forms: readonly Sent[] = [
  {
    ...{ what: 'a request for what is held about one person', as: 'policy-owner' },
    path: '/families/e1/exports',
    answers: {
      ...{ person: 'c1', 'asked-by': 'Her solicitor' },
      ...{ 'asked-day': '1', 'asked-month': '3', 'asked-year': '2026' },
    },
    rows: 'SELECT FROM export',
  },
  {
    ...{ what: 'a hold', as: 'policy-owner', path: '/policy/retention/holds' },
    page: '/policy/retention',
    answers: {
      ...{ reference: 'F-e1', reason: 'Inquiry 7' },
      ...{ 'review-day': '1', 'review-month': '6', 'review-year': '2027' },
    },
    rows: records('HoldPlaced'),
  },
  {
    ...{ what: 'who is at a meeting', as: 'jam-chair', path: `${sitting}/attendance` },
    page: sitting,
    answers: { people: '0', 'other-0-name': 'Joan Okafor', 'other-0-role': 'lead' },
    rows: records('AttendanceRecorded'),
  },
  {
    ...{ what: 'that minutes were sent', as: 'jam-chair', path: `${sitting}/minutes` },
    page: sitting,
    answers: { to: 'Everybody' },
    rows: records('MinutesSent'),
  },
  {
    ...{ what: 'a person without an e-mail address', as: 'ada', path: '/people/add' },
    answers: { name: 'Nell Ash', email: '', agency: 'The council', team: '' },
    rows: "SELECT FROM worker WHERE name = 'Nell Ash'",
  },
  {
    ...{ what: 'a role', as: 'ada', path: '/people/kim/roles' },
    answers: { role: 'social-worker', ...dates },
    rows: "SELECT FROM role_holding WHERE worker = 'kim' AND role = 'social-worker'",
  },
  {
    ...{ what: 'cover', as: 'ada', path: '/people/kim/cover' },
    answers: { worker: 'pip', ...dates },
    rows: "SELECT FROM cover WHERE covers = 'kim'",
  },
  {
    ...{ what: 'a team', as: 'ada', path: '/people/teams/team', answers: { team: 'North' } },
    ...{ page: '/people/teams', named: true },
    rows: "SELECT FROM people_log WHERE what = 'Team added: North'",
  },
  {
    ...{ what: 'an agency', as: 'ada', path: '/people/teams/agency' },
    ...{ page: '/people/teams', named: true },
    answers: { agency: 'Hill House', employer: 'partner' },
    rows: "SELECT FROM people_log WHERE what = 'Agency added: Hill House'",
  },
  {
    ...{ what: 'signing somebody out', as: 'ada', path: '/people/pip/sign-out', answers: {} },
    page: '/people/pip',
    rows: "SELECT FROM people_log WHERE worker = 'pip' AND what LIKE 'Signed out%'",
  },
  {
    ...{ what: 'how far a role sees', as: 'policy-owner', path: '/access/roles/lead' },
    answers: { sees: 'team', asks: 'no', reason: 'As agreed' },
    confirms: { confirmed: 'yes' },
    rows: 'SELECT FROM role_sight_change',
  },
];

/** The key that the form on a page carries. */
function keyIn(html: string, path: string): string {
  const own = html.split('<form ').filter((each) => each.includes(`action="${path}"`));
  const [key] = own.flatMap((form) => /name="request" value="([^"]+)"/.exec(form)?.[1] ?? []);
  assert.ok(key !== undefined, `no form for ${path} has a key`);
  return key;
}

async function opened(browser: Browser, sent: Sent): Promise<Readonly<Record<string, string>>> {
  const { path, page = path, answers, confirms } = sent;
  const { html } = await (confirms === undefined ? browser.get(page) : browser.post(path, answers));
  const request = sent.named === true ? '' : keyIn(html, path);
  return { ...answers, ...confirms, request };
}

async function count(rows: string): Promise<number> {
  return (await overview.stile.behindItsBack(rows)).length;
}

describe('Sent twice from one form, it is recorded once', () => {
  for (const sent of forms)
    it(sent.what, async () => {
      const browser = await overview.as(sent.as);
      const body = await opened(browser, sent);
      const before = await count(sent.rows);
      const send = () => browser.post(sent.path, body);
      const [first, second] = await Promise.all([send(), send()]);
      assert.equal(first.status, 303, first.text);
      const third = await send();
      for (const { status, location, text } of [second, third])
        assert.deepEqual({ status, location }, { status: 303, location: first.location }, text);
      assert.equal((await count(sent.rows)) - before, 1);
    });

  it('a move to another team', async () => {
    const ada = await overview.as('ada');
    const path = '/people/kim/move';
    const { html } = await ada.post(path, { team: 'North' });
    const confirm = /name="confirm" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const body = { team: 'North', confirm, request: keyIn(html, path) };
    for (const _ of ['once', 'twice'])
      assert.equal((await ada.post(path, body)).location, '/people/kim');
    assert.equal(await count("SELECT FROM hand_over WHERE worker = 'kim'"), 1);
    assert.equal(await count("SELECT FROM people_log WHERE what LIKE 'Moves to another team%'"), 1);
  });

  it('and from another form it is another: minutes can go out again, and somebody can ask again', async () => {
    const again = forms.filter(({ rows }) => /MinutesSent|FROM export/.test(rows));
    for (const sent of again) {
      const before = await count(sent.rows);
      const browser = await overview.as(sent.as);
      assert.equal((await browser.post(sent.path, await opened(browser, sent))).status, 303);
      assert.equal((await count(sent.rows)) - before, 1, sent.what);
    }
  });

  it('and nobody is given what somebody else has made by sending their key', async () => {
    const key = { request: randomUUID() };
    const [first, other] = await Promise.all(['ada', 'ida'].map(administratorNamed));
    const answers = { name: 'Una Reed', email: '', agency: 'The council', team: '', ...key };
    const one = await first?.post('/people/add', answers);
    const two = await other?.post('/people/add', answers);
    assert.notEqual(one?.location, two?.location);
    assert.equal(await count("SELECT FROM worker WHERE name = 'Una Reed'"), 2);
  });
});

async function administratorNamed(id: string): Promise<Browser> {
  await saveWorker(itself(overview.stile.db, authority), authority, {
    ...{ id, name: `Person ${id}`, email: null, agency: 'The council', employer: 'authority' },
    ...{ roles: [administrator], team: null, active: true },
  });
  return overview.as(id);
}
