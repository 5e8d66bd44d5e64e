import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Command } from '../../src/core/family/commands.ts';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { authority, moment } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
let made = 0;
before(async () => {
  overview = await openOverview('2026-03-02 09:00');
});
after(() => overview.close());

const thursday = '/meetings/jam/2026-03-05';
const tuesday = '/meetings/jam/2026-03-10';
const byChair = (step: ScenarioStep) => step.as?.text === 'jam-chair';

/** A family whose case is listed for Thursday 5 March. */
async function listed(): Promise<string> {
  made += 1;
  return overview.tell('assessment-jam-names-the-worker', `m${made}`, byChair);
}

function decide(outcome: string): Command {
  const lead = {
    name: 'Joan Okafor',
    agency: 'Oakfield Primary School',
    employer: 'partner' as const,
    contact: undefined,
    worker: undefined,
  };
  return {
    do: 'take-step',
    transfer: 't1' as never,
    step: 'jam-decides' as never,
    outcome,
    fields: {
      attended: 'social-worker',
      level: 'extra-help',
      service: 'education',
      reason: 'Best placed',
      lead,
    },
  };
}

/** The words of one case on the agenda. */
function caseOf(html: string, family: string): string {
  const start = html.indexOf(`id="case-${family}-t1"`);
  assert.notEqual(start, -1, `${family} is not on the agenda`);
  const end = html.indexOf('<section class="app-agenda__case"', start);
  return html
    .slice(start, end === -1 ? undefined : end)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the list of meetings', () => {
  it('has each forum with its next sittings and how many cases they have', async () => {
    const id = await listed();
    overview.stile.setClock(moment('2026-03-04 10:00'));
    const { text, html } = await (await overview.as('jam-chair')).get('/meetings');
    assert.match(text, /Joint Allocation Meeting \(JAM\) Every Tuesday and Thursday/);
    assert.match(text, /Thursday 5 March 2026, agenda of the JAM 1 case/);
    assert.match(text, /Tuesday 10 March 2026, agenda of the JAM None yet/);
    assert.match(html, new RegExp(`href="${thursday}"`));
    assert.ok(id);
  });

  it('names a sitting that a bank holiday takes away, and a year whose bank holidays are not known', async () => {
    overview.stile.setClock(moment('2025-12-29 10:00'));
    assert.match(
      (await (await overview.as('jam-chair')).get('/meetings')).text,
      /Thursday 1 January 2026 No meeting \(bank holiday: New Year’?'?s Day\)/,
    );
    overview.stile.setClock(moment('2028-12-01 10:00'));
    assert.match(
      (await (await overview.as('jam-chair')).get('/meetings')).text,
      /Bank holidays are known only to the end of 2028/,
    );
  });
});

describe('an agenda', () => {
  it('has a case one second after the cut-off on the next sitting, and says why', async () => {
    const id = await overview.tell('assessment-listed-one-second-after', 'late', byChair);
    const chair = await overview.as('jam-chair');
    const { html } = await chair.get('/meetings/jam/2026-03-12');
    assert.match(caseOf(html, id), /too late for the meeting on Tuesday 10 March 2026/);
    assert.doesNotMatch((await chair.get(tuesday)).html, /id="case-late-t1"/);
  });

  it('lets those who may take such a case late, with a reason', async () => {
    overview.stile.setClock(moment('2026-03-10 09:30'));
    const chair = await overview.as('jam-chair');
    const page = await chair.get(tuesday);
    assert.match(
      page.text,
      /Listed for the next sitting For Thursday 12 March 2026\. You may take one now/,
    );
    const form = { family: 'late', transfer: 't1' };
    const bare = await chair.post(`${tuesday}/accept-late`, { ...form, reason: ' ' });
    assert.equal(bare.status, 422);
    assert.match(bare.html, /href="#accept-late-case-late-t1">Enter why the case is accepted late/);
    const officer = await overview.as('front-door-officer');
    assert.doesNotMatch((await officer.get(tuesday)).text, /You may take one now/);
    assert.equal(
      (await officer.post(`${tuesday}/accept-late`, { ...form, reason: 'Now' })).status,
      409,
    );
    const taken = await chair.post(`${tuesday}/accept-late`, { ...form, reason: 'It cannot wait' });
    assert.equal(taken.status, 303);
    assert.match(
      caseOf((await chair.get(tuesday)).html, 'late'),
      /Accepted late for Tuesday 10 March 2026 by .*: It cannot wait/,
    );
  });

  it('shows what is needed, the tasks on file, and where the chair records the decision', async () => {
    const id = await listed();
    overview.stile.setClock(moment('2026-03-05 10:00'));
    const chair = await overview.as('jam-chair');
    const { html } = await chair.get(thursday);
    const words = caseOf(html, id);
    assert.match(words, /To decide/);
    assert.match(words, /Held by Sam Hughes, Social Worker/);
    assert.match(words, /Tasks and plan on file/);
    assert.match(words, /Morning routine and attendance/);
    assert.match(
      html,
      new RegExp(`href="/families/${id}/transfers/t1/steps/jam-decides\\?back=${thursday}"`),
    );
    const other = caseOf((await (await overview.as('front-door-manager')).get(thursday)).html, id);
    assert.match(other, /Chair of the Joint Allocation Meeting can do this/);
  });

  it('moves a decided case out of what is to decide, with the outcome and who recorded it', async () => {
    const id = await listed();
    overview.stile.setClock(moment('2026-03-05 10:04'));
    const before = await (await overview.as('jam-chair')).get(thursday);
    await overview.carry('jam-chair', id, decide('worker-named'));
    const { html, text } = await (await overview.as('jam-chair')).get(thursday);
    const [, all = ''] = /\d+ of (\d+) cases? decided/.exec(text) ?? [];
    assert.match(before.text, new RegExp(`0 of ${all} cases decided`));
    assert.match(text, new RegExp(`1 of ${all} cases decided`));
    const words = caseOf(html, id);
    assert.match(words, /Decided/);
    assert.match(
      words,
      /Allocated to a named worker , recorded 5 March 2026 at 10:04am by Chair of the Joint Allocation Meeting/,
    );
    assert.doesNotMatch(words, /Record the decision/);
    const sheet = await (await overview.as('jam-chair')).get(`${thursday}/decisions`);
    assert.match(
      sheet.text,
      /Allocated to a named worker 5 March 2026 at 10:04am, by Chair of the Joint Allocation Meeting/,
    );
  });

  it('keeps a case open for a child whom the decision left out', async () => {
    const second = (step: ScenarioStep) => step.at > moment('2026-03-05 10:00');
    const id = await overview.tell('assessment-siblings-with-different-decisions', 'two', second);
    const words = caseOf((await (await overview.as('jam-chair')).get(thursday)).html, id);
    assert.match(words, /To decide/);
    assert.match(words, /Still to decide for (Ava|Ben)\./);
  });

  it('rolls a case over with a reason and never by itself', async () => {
    const id = await listed();
    overview.stile.setClock(moment('2026-03-09 09:20'));
    const chair = await overview.as('jam-chair');
    const passed = await chair.get(thursday);
    assert.match(passed.text, /This sitting has passed with \d+ undecided cases?/);
    assert.match(
      (await chair.get('/meetings')).text,
      /A sitting has passed with undecided cases: Thursday 5 March 2026/,
    );
    const form = { family: id, transfer: 't1' };
    const bare = await chair.post(`${thursday}/roll-over`, { ...form, reason: '' });
    assert.equal(bare.status, 422);
    assert.match(bare.html, /Enter why the case is rolled over/);
    const officer = await overview.as('front-door-officer');
    const refused = await officer.post(`${thursday}/roll-over`, { ...form, reason: 'No time' });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /is for Chair of the Joint Allocation Meeting/);
    assert.match(refused.html, /is for/);
    const rolled = await chair.post(`${thursday}/roll-over`, { ...form, reason: 'No time' });
    assert.equal(rolled.status, 303);
    const next = await chair.get(tuesday);
    assert.match(caseOf(next.html, id), /Rolled over from Thursday 5 March 2026 by .*: No time/);
    assert.doesNotMatch((await chair.get(thursday)).html, new RegExp(`id="case-${id}-t1"`));
  });

  it('of two chairs who roll the same case over, moves it once', async () => {
    const id = await listed();
    overview.stile.setClock(moment('2026-03-09 09:20'));
    const [one, two] = [await overview.as('jam-chair'), await overview.as('second-chair')];
    const form = { family: id, transfer: 't1', reason: 'No time' };
    await one.post(`${thursday}/roll-over`, form);
    const second = await two.post(`${thursday}/roll-over`, form);
    assert.equal(second.status, 303);
    const family = (await overview.load(id))?.family;
    assert.deepEqual(
      family?.listings.map(({ sitting, rolledOver }) => [sitting, rolledOver]),
      [['2026-03-10', 1]],
    );
  });

  it('of two chairs who decide at once one wins, and the other sees the decision', async () => {
    const id = await listed();
    overview.stile.setClock(moment('2026-03-05 10:30'));
    const results = await Promise.allSettled([
      overview.carry('jam-chair', id, decide('worker-named')),
      overview.carry('jam-chair', id, decide('not-agreed')),
    ]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    const words = caseOf((await (await overview.as('second-chair')).get(thursday)).html, id);
    assert.match(words, /Decided/);
  });

  it('records who is here, also somebody whom the directory does not know, and when minutes went out', async () => {
    overview.stile.setClock(moment('2026-03-05 10:30'));
    const chair = await overview.as('jam-chair');
    const saved = await chair.post(`${thursday}/attendance`, {
      people: '2',
      'person-0-name': 'Jo Chair',
      'person-0-role': 'jam-chair',
      'person-0': 'present',
      'person-1-name': 'Max Member',
      'person-1-role': 'jam-member',
      'person-1': 'apologies',
      'other-0-name': 'Guest <b>Speaker</b>',
      'other-0-role': 'jam-member',
    });
    assert.equal(saved.status, 303);
    const { text } = await chair.get(thursday);
    assert.match(text, /Jo Chair Chair of the Joint Allocation Meeting Present/);
    assert.match(text, /Max Member Member of the Joint Allocation Meeting Apologies/);
    assert.match(text, /Guest <b>Speaker<\/b> Member of the Joint Allocation Meeting Present/);
    const nobody = await chair.post(`${thursday}/minutes`, { to: ' \n ' });
    assert.equal(nobody.status, 422);
    assert.match(nobody.text, /Enter who the minutes were sent to/);
    assert.equal((await chair.post(`${thursday}/minutes`, { to: 'All members' })).status, 303);
    assert.match((await chair.get(thursday)).text, /Minutes sent Thursday 5 March 2026 at 10:30am/);
    const sam = await overview.as('social-worker');
    assert.equal((await sam.post(`${thursday}/attendance`, { people: '0' })).status, 403);
  });

  it('is not there for a day on which the forum does not sit, and empty for a partner', async () => {
    const chair = await overview.as('jam-chair');
    assert.equal((await chair.get('/meetings/jam/2026-03-04')).status, 404);
    assert.equal((await chair.get('/meetings/jam/2026-02-31')).status, 404);
    assert.equal((await chair.get('/meetings/nothing/2026-03-05')).status, 404);
    const lead = await overview.as('lead');
    assert.doesNotMatch((await lead.get(thursday)).html, /Ava Reid/);
    assert.equal(overview.stile.protocols.current(authority).forums.size, 1);
  });
});
