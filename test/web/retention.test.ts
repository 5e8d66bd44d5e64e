/** The page of those who look after the records. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WorkerId } from '../../src/core/family/people.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { done, moment, registration } from '../store/support.ts';
import { type Browser, type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
let owner: Browser;
let manager: Browser;
before(async () => {
  overview = await openOverview('2026-03-02 09:00');
  for (const id of ['p1', 'p2']) await done(overview.stile, id, registration(id, 'Tamsin', 'Ure'));
  await overview.stile.behindItsBack('UPDATE outbox SET done_at = created');
  overview.stile.setClock(moment('2032-04-01 09:00'));
  owner = await overview.as('policy-owner');
  manager = await overview.as('team-manager');
});
after(() => overview.close());

const field = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('How long records are kept', () => {
  it('is for those who look after the records, and nobody else is led there', async () => {
    const worker = await overview.as('social-worker');
    assert.equal((await worker.get('/policy/retention')).status, 403);
    assert.equal((await worker.post('/policy/retention/holds', { reason: 'x' })).status, 403);
    assert.doesNotMatch((await worker.get('/policy')).html, /\/policy\/retention/);
    assert.match((await owner.get('/policy')).html, /\/policy\/retention/);
  });

  it('tells nobody else which references there are', async () => {
    const day = { 'review-day': '1', 'review-month': '6', 'review-year': '2032' };
    for (const who of ['social-worker', 'lead']) {
      const browser = await overview.as(who);
      const ask = async (reference: string) => {
        const form = { ...day, reason: 'Claim', reference };
        const { status, text } = await browser.post('/policy/retention/holds', form);
        return { status, text };
      };
      assert.deepEqual(await ask('F-p1'), await ask('F-none'), who);
    }
  });

  it('says whose the rules are, and shows families by their reference only', async () => {
    const { text, status } = await owner.get('/policy/retention');
    assert.equal(status, 200);
    assert.match(
      text,
      /made for the demonstration and are not the council's|not the council&#39;s/,
    );
    assert.match(text, /May go: 2 families/);
    assert.match(text, /F-p1 .*31 March 2032/);
    assert.doesNotMatch(text, /Tamsin|Ure/);
  });

  it('holds a family, with why and by when it is looked at again', async () => {
    const missing = await owner.post('/policy/retention/holds', { reference: 'F-p2', reason: '' });
    assert.equal(missing.status, 422);
    assert.match(missing.text, /Enter why the records are held/);
    assert.match(missing.html, /value="F-p2"/);
    const day = { 'review-day': '1', 'review-month': '6', 'review-year': '2032' };
    const held = await owner.post('/policy/retention/holds', {
      ...day,
      reference: 'F-p2',
      reason: 'Inquiry 7',
    });
    assert.equal(held.status, 303);
    const { text } = await owner.get('/policy/retention');
    assert.match(text, /May go: 1 family/);
    assert.match(text, /Held: 1 family/);
    assert.match(text, /A hold on this family: Inquiry 7/);
    const other = await manager.post('/policy/retention/holds', { ...day, reason: 'x' });
    assert.equal(other.status, 403);
  });

  it('takes two people and a tick of each; whoever proposed cannot confirm', async () => {
    const seen = field((await owner.get('/policy/retention')).html, 'seen');
    const unread = await owner.post('/policy/retention/propose', { seen });
    assert.equal(unread.status, 422);
    assert.match(unread.text, /Select that you have read the list/);
    await owner.post('/policy/retention/propose', { seen, confirm: 'yes' });
    const own = await owner.get('/policy/retention');
    assert.match(own.text, /You proposed this list. Somebody else has to confirm it/);
    const page = await manager.get('/policy/retention');
    assert.match(page.text, /Waits for a second person: 1 family/);
    const decision = {
      proposal: field(page.html, 'proposal'),
      seen: field(page.html, 'seen'),
      confirm: 'yes',
    };
    await owner.post('/policy/retention/confirm', decision);
    assert.match((await manager.get('/policy/retention')).text, /Nothing has been disposed of/);
    await manager.post('/policy/retention/confirm', decision);
    const { text } = await manager.get('/policy/retention');
    assert.match(text, /1 family, the latest first/);
    assert.match(text, /F-p1 .*Policy.*, and .*Manager/);
    assert.equal((await owner.get('/families/p1')).status, 404);
    assert.equal((await owner.get('/families/p2')).status, 200);
    assert.deepEqual((await verifyHistory(overview.stile.db)).breaks, []);
  });
});

describe('Restricted families', () => {
  const person = (worker: string) => ({ worker: worker as WorkerId, name: worker });
  before(async () => {
    overview.stile.setClock(moment('2026-03-03 09:00'));
    for (const id of ['q1', 'q2']) {
      await done(overview.stile, id, registration(id, 'Tamsin', 'Ure'));
      await overview.carry('team-manager', id, {
        do: 'restrict-access',
        reason: 'The mother works here',
        people: [person('team-manager'), ...(id === 'q1' ? [person('policy-owner')] : [])],
        never: [],
      });
    }
    await overview.stile.behindItsBack('UPDATE outbox SET done_at = created');
    overview.stile.setClock(moment('2032-04-02 09:00'));
    owner = await overview.as('policy-owner');
    manager = await overview.as('team-manager');
  });

  it('are named to those who see them; to a keeper who does not, as a number, with whom to ask', async () => {
    const { text } = await owner.get('/policy/retention');
    assert.match(text, /Restricted, may go: 1 family/);
    assert.match(text, /F-q1/);
    assert.doesNotMatch(text, /F-q2/);
    assert.match(text, /time of 1 restricted family that you may not see has run out/);
    assert.match(text, /Ask the managers to look/);
  });

  it('are found by a manager where too few see them, who is shown nothing else of the records', async () => {
    const duty = await overview.as('duty-manager');
    const { status, text } = await duty.get('/policy/retention');
    assert.equal(status, 200);
    assert.match(text, /F-q2/);
    assert.doesNotMatch(text, /F-q1|F-p2|Holds|Place a hold/);
    assert.match((await duty.get('/policy')).html, /\/policy\/retention/);
    assert.equal((await duty.get('/families/q2')).status, 404);
    const form = { reference: 'F-q2', reason: 'x' };
    assert.equal((await duty.post('/policy/retention/holds', form)).status, 403);
  });

  it('are held sight unseen, in the same words as a reference that nobody has', async () => {
    const day = { 'review-day': '1', 'review-month': '6', 'review-year': '2033' };
    const ask = async (reference: string) => {
      const form = { ...day, reference, reason: 'Claim' };
      const { status, text } = await owner.post('/policy/retention/holds', form);
      return { status, text: text.replaceAll(reference, 'REFERENCE') };
    };
    const answer = await ask('F-q2');
    assert.deepEqual(answer, await ask('F-no'));
    assert.equal(answer.status, 422);
    assert.match(answer.text, /You see no family with the reference “REFERENCE”/);
    assert.match(answer.text, /I have checked the reference: hold whatever has it/);
    const sure = { ...day, reference: 'F-q2', reason: 'Claim', 'sight-unseen': 'yes' };
    assert.equal((await owner.post('/policy/retention/holds', sure)).status, 303);
    const page = await owner.get('/policy/retention');
    assert.match(page.text, /Whatever has the reference F-q2/);
    assert.match(page.text, /time of 1 restricted family that you may not see has run out/);
    assert.match((await manager.get('/policy/retention')).text, /Restricted, held: 1 family/);
  });

  it('are proposed by themselves and confirmed by another who may know of them', async () => {
    const { html } = await owner.get('/policy/retention');
    const form = /<form[^>]*propose"(?:(?!<\/form>)[\s\S])*Propose F-q1/.exec(html)?.[0] ?? '';
    const body = { seen: field(form, 'seen'), family: field(form, 'family'), confirm: 'yes' };
    assert.equal((await owner.post('/policy/retention/propose', body)).status, 303);
    const duty = await overview.as('duty-manager');
    assert.doesNotMatch((await duty.get('/policy/retention')).text, /F-q1|Waits for a second/);
    const page = await manager.get('/policy/retention');
    assert.match(page.text, /Waits for a second person: 1 family/);
    const decision = { proposal: field(page.html, 'proposal'), seen: body.seen, confirm: 'yes' };
    await manager.post('/policy/retention/confirm', decision);
    assert.match((await manager.get('/policy/retention')).text, /F-q1 .*Policy.*, and .*Manager/);
    assert.deepEqual((await verifyHistory(overview.stile.db)).breaks, []);
  });
});

describe('More families than one list holds', () => {
  it('are shown a page at a time, and the page that was read is what is proposed', async () => {
    const many = await openOverview('2026-03-02 09:00');
    for (let number = 0; number < 101; number++) {
      const id = `m${String(number).padStart(3, '0')}`;
      await done(many.stile, id, registration(id));
    }
    await many.stile.behindItsBack('UPDATE outbox SET done_at = created');
    many.stile.setClock(moment('2032-04-01 09:00'));
    const keeper = await many.as('policy-owner');
    const first = await keeper.get('/policy/retention');
    assert.match(first.text, /May go: 101 families, 100 are shown/);
    assert.match(first.html, /href="\/policy\/retention\?due=2"/);
    assert.doesNotMatch(first.text, /F-m100/);
    const next = await keeper.get('/policy/retention?due=2');
    assert.match(next.text, /F-m100/);
    assert.doesNotMatch(next.text, /F-m099/);
    assert.match(next.html, /href="\/policy\/retention\?due=1"/);
    const body = { seen: field(next.html, 'seen'), page: field(next.html, 'page'), confirm: 'yes' };
    assert.equal((await keeper.post('/policy/retention/propose', body)).status, 303);
    const after = await keeper.get('/policy/retention');
    assert.match(after.text, /Waits for a second person: 1 family/);
    for (const strange of ['0', '-1', 'x', '99999999', '7'])
      assert.equal((await keeper.get(`/policy/retention?due=${strange}`)).status, 200, strange);
    await many.close();
  });
});
