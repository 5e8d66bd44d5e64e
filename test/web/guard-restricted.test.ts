/** A restricted family: there for those who are named, and not there at all for everybody else. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deliverOutbox, type OutgoingMail } from '../../src/cases/deliver-outbox.ts';
import { lookBeforeRegistering } from '../../src/cases/look-before-registering.ts';
import { listFailedMessages } from '../../src/cases/queries/list-failed-messages.ts';
import { guardingRoles } from '../../src/core/family/guard/guard.ts';
import type { AuthorityId } from '../../src/core/family/people.ts';
import { protocolOf, type Shipped, shipped } from '../protocol/five-policies.ts';
import { actor, authority, employed, moment } from '../store/support.ts';
import { type Browser, find, type Overview, openOverview } from './overview-support.ts';

let world: Overview;
const id = 'secret-1';
const names = /Ava|Reid|F-secret-1|secret-1/;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  await world.tell('assessment-jam-names-the-worker', id, (step) => step.as?.text === 'jam-chair');
  world.stile.setClock(moment('2026-03-04 10:00'));
});
after(() => world.close());

const everywhere = [
  '/work',
  '/families',
  '/meetings',
  '/meetings/jam/2026-03-05',
  '/front-door',
  '/notices',
  '/messages/failed',
  '/unfinished',
  '/policy',
  `/families/${id}`,
  `/families/${id}/history`,
  `/families/${id}/looked`,
  `/families/${id}/access`,
  `/families/${id}/people`,
  `/families/${id}/evidence`,
  `/families/${id}/concern`,
];

/** What of everything that can be opened names the family or a child of it. */
async function namedOn(browser: Browser): Promise<readonly string[]> {
  const named: string[] = [];
  for (const path of everywhere) {
    const { html } = await (path === '/families'
      ? find(browser, { reference: 'F-secret-1' })
      : browser.get(path));
    // The address that was asked for may stand in the page; a name or a reference may not.
    const shown = html.replaceAll(`/families/${id}/concern`, '').replaceAll('F-secret-1" ', '" ');
    if (names.test(shown.replace(/value="F-secret-1"/g, ''))) named.push(path);
  }
  return named;
}

test('before it is restricted, those whose role sees all see it', async () => {
  const others = await namedOn(await world.as('jam-chair'));
  assert.ok(others.includes(`/families/${id}`) && others.includes('/meetings/jam/2026-03-05'));
  assert.ok(others.includes('/families'));
});

test('only a manager of the council restricts a family, and says why', async () => {
  const sam = await world.as('social-worker');
  const refused = await sam.post(`/families/${id}/access/restrict`, { reason: 'Because' });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /is for .*Team Manager/i);
  const manager = await world.as('team-manager');
  const silent = await manager.post(`/families/${id}/access/restrict`, { reason: '' });
  assert.equal(silent.status, 422);
  const done = await manager.post(`/families/${id}/access/restrict`, {
    reason: 'The mother works in this building',
    'people-rows': '1',
    'people-0-who': 'duty-manager',
    'never-rows': '1',
    'never-0-who': 'family-help-manager',
  });
  assert.equal(done.status, 303, done.text);
  // On the list, and no more: what they open it for is asked first.
  await manager.post(`/families/${id}/purpose`, { purpose: 'duty' });
  const page = await manager.get(`/families/${id}/access`);
  assert.match(
    page.text,
    /Only named people.* Restricted by Social Care Team Manager on 4 March 2026/i,
  );
  assert.match(page.text, /Must not see it Local Authority Family Help manager/);
});

test('for everybody else it is nowhere', async () => {
  for (const worker of [
    'jam-chair',
    'quality-assurance',
    'family-help-manager',
    'checs',
    'lead-supervisor',
  ])
    assert.deepEqual(await namedOn(await world.as(worker)), [], worker);
  const chair = await world.as('jam-chair');
  assert.equal((await chair.get(`/families/${id}`)).status, 404);
  assert.match((await chair.get('/meetings/jam/2026-03-05')).text, /no case|none|nothing/i);
  // Those on the list, and those named in it, go on seeing it.
  await (await world.as('duty-manager')).post(`/families/${id}/purpose`, { purpose: 'duty' });
  for (const worker of ['duty-manager', 'team-manager', 'social-worker'])
    assert.equal((await (await world.as(worker)).get(`/families/${id}`)).status, 200, worker);
});

test('that a child like this is known is said to nobody who does not see the family', async () => {
  const known = await world.load(id);
  const first = known?.family.people.find(({ kind }) => kind === 'child');
  assert.ok(first?.born);
  const same = [{ given: first.given, family: first.family, born: first.born }];
  const asked = async (worker: string, roles: string[]) => {
    const who = await employed(world.stile, actor(worker, roles));
    return lookBeforeRegistering(world.stile, { authority, actor: who }, same);
  };
  for (const worker of ['checs', 'family-help-manager'])
    assert.deepEqual(await asked(worker, [worker]), { candidates: [], answered: true });
});

test('mail and notices reach nobody who may not see it', async () => {
  await mailOf('checs');
  await mailOf('edt');
  const sent: OutgoingMail[] = [];
  await deliverOutbox(world.stile, authority as AuthorityId, async (mail) => {
    sent.push(mail);
  });
  await world.carry('social-worker', id, {
    ...{ do: 'record-told', to: [{ role: 'family' }], what: 'Something' },
  });
  await world.carry('duty-manager', id, { do: 'lift-restriction', reason: 'For the test' });
  await world.carry('duty-manager', id, {
    ...{ do: 'restrict-access', reason: 'Again', people: [] },
    never: [{ worker: 'edt' as never, name: 'EDT' }],
  });
  sent.length = 0;
  // Somebody who does not see the family raises a concern; it reaches those on duty, and not the one who is barred.
  const lead = await world.as('lead');
  const raised = await lead.post(`/families/${id}/concern`, {});
  assert.equal(raised.status, 200, raised.text);
  assert.doesNotMatch(raised.html, /Ava|Reid/);
  await deliverOutbox(world.stile, authority as AuthorityId, async (mail) => {
    sent.push(mail);
  });
  assert.deepEqual([...new Set(sent.map(({ to }) => to))], ['checs@council.test']);
  const failed = await listFailedMessages(world.stile, {
    authority,
    actor: actor('jam-chair', ['jam-chair']),
  });
  assert.deepEqual(
    failed.filter(({ family }) => family === id),
    [],
  );
});

test('a message for a role of which nobody sees it goes to the holder, and only those who see it find that', async () => {
  const payload = { to: { role: 'jam-chair' }, what: 'The agenda is out', transfer: null };
  const at = world.stile.now();
  await world.stile.behindItsBack(
    `INSERT INTO outbox (authority, id, kind, family, payload, created, next_try) VALUES ($1, 'for-the-chair', 'notice', $2, $3, $4, $4)`,
    [authority, id, JSON.stringify({ ...payload, at }), at],
  );
  await deliverOutbox(world.stile, authority as AuthorityId, undefined);
  const page = await (await world.as('duty-manager')).get('/messages/failed');
  assert.match(
    page.text,
    /The agenda is out F-secret-1 Nobody who is Chair of the Joint Allocation/,
  );
  assert.match(page.text, /Told instead: /);
  assert.doesNotMatch(
    (await (await world.as('quality-assurance')).get('/messages/failed')).text,
    /agenda is out|told instead/i,
  );
});

test('a concern opens it to those on duty, and closes it again when it has gone on', async () => {
  const checs = await world.as('checs');
  assert.equal((await checs.get(`/families/${id}`)).status, 200);
  assert.ok((await namedOn(checs)).includes('/work'));
  assert.match((await checs.get('/notices')).text, /A safeguarding concern has been raised/);
  assert.equal((await (await world.as('edt')).get(`/families/${id}`)).status, 404, 'barred');
  assert.equal((await (await world.as('checs-social-worker')).get(`/families/${id}`)).status, 200);
  for (const other of ['jam-chair', 'quality-assurance', 'partnership-officer'])
    assert.equal((await (await world.as(other)).get(`/families/${id}`)).status, 404, other);
  const transfer = (await world.load(id))?.family.transfers.at(-1)?.id ?? '';
  await world.carry('checs', id, {
    ...{ do: 'take-step', transfer: transfer as never, step: 'below-threshold' as never },
    fields: { 'given-to': 'The school', advice: 'Some advice', reason: 'Not met' },
  });
  assert.equal((await checs.get(`/families/${id}`)).status, 404);
});

test('nobody is given a part in a family that they must not see', async () => {
  const manager = await world.as('duty-manager');
  const refused = await manager.post(`/families/${id}/people/roles/duty-social-worker`, {
    practitioner: 'directory',
    practitioner__directory: 'w:edt',
    reason: '',
  });
  assert.notEqual(refused.status, 303);
  const barred = await manager.post(`/families/${id}/access/change`, {
    reason: 'The social worker is a friend',
    'never-rows': '1',
    'never-0-who': 'social-worker',
  });
  assert.equal(barred.status, 422);
  assert.match(barred.text, /holds the family, is named in it or visits it/);
});

test('every published policy has somebody who may restrict a family', () => {
  for (const policy of Object.keys(shipped) as Shipped[]) {
    const protocol = protocolOf(policy);
    for (const role of protocol.roles.values())
      assert.ok(
        guardingRoles(protocol, { holder: { role: role.id } }).length > 0,
        `${protocol.key}: ${role.id}`,
      );
  }
});

async function mailOf(worker: string): Promise<void> {
  await world.stile.behindItsBack('UPDATE worker SET email = $2 WHERE id = $1', [
    worker,
    `${worker}@council.test`,
  ]);
}
