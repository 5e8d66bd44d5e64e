/** The page of those who look after the records. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
