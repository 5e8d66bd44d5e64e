import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addDays } from '../../src/core/calendar/day-number.ts';
import { dayOf } from '../../src/core/calendar/time.ts';
import { dayInWords } from '../../src/core/calendar/words.ts';
import type { EventType, FamilyEvent } from '../../src/core/family/events.ts';
import { itself } from '../../src/store/database/connect.ts';
import { listHistory } from '../../src/store/history/history.ts';
import { kindOfEvent } from '../../src/web/family/history-kinds.ts';
import { tellHistory } from '../../src/web/family/tell-history.tsx';
import { foldWork } from '../../src/web/work/fold-work.ts';
import { authority, moment } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
});
after(() => world.close());

const STORIES = [
  'assessment-siblings-with-different-decisions',
  'assessment-not-reached-and-rolled-over',
  'assessment-a-correction-is-news',
  'assessment-consent-withdrawn-after-allocation',
  'assessment-struck-out',
  'assessment-nobody-presents-and-the-chair-excepts',
  'concern-while-on-the-agenda',
  'concern-lead-stays-and-nothing-closes-by-itself',
];

async function eventsOf(family: string): Promise<readonly FamilyEvent[]> {
  const entries = await listHistory(itself(world.stile.db, authority), authority, family);
  return entries.map((entry) => entry.event);
}

describe('the history', () => {
  test('tells every event of many stories in words, and never in the names of the program', async () => {
    const seen = new Set<EventType>();
    for (const [index, story] of STORIES.entries()) {
      const id = await world.tell(story, `h${index}`);
      const events = await eventsOf(id);
      for (const event of events) seen.add(event.type);
      const told = tellHistory(world.stile.protocols, authority, events);
      assert.equal(told.length, events.length, story);
      for (const { title, body } of told) {
        const words = `${title} ${String(body).replace(/<[^>]+>/g, ' ')}`;
        assert.doesNotMatch(words, /undefined|\[object|[A-Z][a-z]+[A-Z][a-z]+(?:ed|ing)\b/, words);
      }
      const moments = told.map(({ at }) => at);
      assert.deepEqual(moments, moments.toSorted().toReversed(), story);
    }
    // Who may see a family is no part of these stories.
    const known = Object.entries(kindOfEvent).filter(([, kind]) => kind !== 'access');
    assert.ok(seen.size > known.length / 2, `only ${[...seen].join(', ')}`);
  });

  test('never shows an hour where only the day is known', async () => {
    const events = await eventsOf('h0');
    const day = events.find((event) => event.dayOnly);
    const told = tellHistory(world.stile.protocols, authority, events);
    for (const { when, at } of told) {
      const dayOnly = events.some((event) => event.at === at && event.dayOnly);
      if (dayOnly) assert.doesNotMatch(when, / at /);
    }
    assert.ok(day !== undefined || events.length > 0);
  });

  test('shows what a correction changed, before and now', async () => {
    world.stile.setClock(moment('2026-06-01 09:00'));
    const sam = await world.as('social-worker');
    const page = await sam.get('/families/h2/history');
    assert.equal(page.status, 200);
    assert.match(page.text, /corrected/);
    assert.match(page.text, /Before/);
  });

  test('can be narrowed to a kind', async () => {
    const sam = await world.as('social-worker');
    const all = await sam.get('/families/h2/history');
    const some = await sam.get('/families/h2/history?kind=evidence');
    assert.ok(some.html.length < all.html.length);
    assert.match(some.text, /Evidence and visits/);
  });
});

describe('the family page', () => {
  test('says who holds the family, the stage, what is next and by whom, and why not yet', async () => {
    const id = await world.tell(
      'assessment-lead-known-straight-to-handover',
      'p1',
      (step) => step.act?.is !== 'start',
    );
    const sam = await world.as('social-worker');
    const page = await sam.get(`/families/${id}`);
    assert.equal(page.status, 200);
    assert.match(page.text, /Held now by/);
    assert.match(page.text, /Stage:/);
    assert.match(page.text, /What is needed next/);
    assert.match(page.text, /For: Social Care Team Manager/);
    assert.match(page.html, /href="\/policy\/clauses\//);
    assert.match(page.html, new RegExp(`/families/${id}/evidence/new/`));
    const mo = await world.as('team-manager');
    const managers = await mo.get(`/families/${id}`);
    assert.match(managers.text, /You can do this/);
    assert.match(managers.html, new RegExp(`/families/${id}/transfers/[^/]+/steps/`));
  });

  test('offers the form that a step still needs to whoever may record it, though the step is somebody else’s', async () => {
    const sam = await world.as('social-worker');
    const page = await sam.get('/families/p1');
    assert.match(page.text, /Not done yet/);
    assert.match(page.text, /Needed first/);
    assert.match(
      page.html,
      /app-gates__action" href="\/families\/p1\/evidence\/new\/[^"]+">Record /,
    );
  });

  test('says who has looked, reached from the history', async () => {
    const sam = await world.as('social-worker');
    assert.match((await sam.get('/families/p1/history')).html, /href="\/families\/p1\/looked"/);
    const page = await sam.get('/families/p1/looked');
    assert.equal(page.status, 200);
    assert.match(page.text, /family page/i);
  });

  test('shows a safeguarding concern on all its pages, and what it has suspended', async () => {
    await world.tell('concern-while-on-the-agenda', 'p2');
    const sam = await world.as('team-manager');
    for (const part of ['', '/history', '/people']) {
      const page = await sam.get(`/families/p2${part}`);
      assert.match(page.html, /\/families\/p2\/concern/);
    }
  });

  test('records that it was looked at', async () => {
    const rows = await world.stile.behindItsBack(
      `SELECT purpose FROM view_log WHERE family = 'p1' AND worker = 'social-worker'`,
    );
    assert.deepEqual(rows.at(0), { purpose: 'family page' });
  });

  test('takes people to be added, changed with a reason, and named in a role', async () => {
    const sam = await world.as('social-worker');
    const added = await sam.post('/families/p1/people/add/adult', {
      given: 'Gwen',
      family: 'Shaw',
      relation: 'grandmother',
      household: 'no',
    });
    assert.equal(added.status, 303, added.text);
    const page = await sam.get('/families/p1/people');
    assert.match(page.text, /Gwen Shaw/);
    const change = /\/families\/p1\/people\/a\d+\/change/.exec(page.html)?.[0] ?? '';
    const unexplained = await sam.post(change, {
      given: 'Gwen',
      family: 'Shaw',
      relation: 'grandmother',
      household: 'yes',
    });
    assert.equal(unexplained.status, 422);
    assert.match(unexplained.text, /Enter why it is changed/);
    const named = await sam.post('/families/p1/people/roles/lead', {
      who: 'other',
      who__name: 'Pat <i>Low</i>',
      who__employer: 'partner',
      reason: 'Agreed at the meeting',
    });
    assert.equal(named.status, 303, named.text);
    const after = await sam.get('/families/p1/people');
    assert.match(after.html, /Pat &lt;i&gt;Low&lt;\/i&gt;/);
  });
});

describe('my work', () => {
  test('is grouped by urgency, with the family, the clock in words and who is waited for', async () => {
    await world.tell('assessment-jam-names-the-worker', 'w1', (step) =>
      String(step.act?.is === 'step' ? JSON.stringify(step.act) : '').includes('minutes'),
    );
    world.stile.setClock(moment('2027-03-01 09:00'));
    const mo = await world.as('team-manager');
    const sam = await world.as('social-worker');
    const pages = [await mo.get('/work'), await sam.get('/work')];
    for (const page of pages) assert.equal(page.status, 200);
    const words = pages.map((page) => page.text).join(' ');
    assert.match(words, /Overdue/);
    assert.match(words, /F-/);
    assert.match(words, /Monday 1 March 2027/);
  });

  test('shows one thing of one transfer once: the dated line takes in the stage and what has no date', () => {
    const protocol = world.stile.protocols.current(authority);
    const [pathway] = [...protocol.pathways.values()].filter((each) => each.clocks.size > 0);
    assert.ok(pathway);
    const [stage] = [...pathway.stages.values()];
    const base = {
      family: 'f',
      reference: 'F-1',
      familyName: 'Ava Jones',
      role: 'social-worker',
      worker: 'sam',
      name: 'Sam',
      transfer: 't1',
      transferTitle: pathway.title,
      since: moment('2026-03-02 09:00'),
      overdue: false,
      holderRole: 'social-worker',
      holderName: null,
      holderTeam: null,
    };
    const clock = { ...base, kind: 'clock', stage: null, strength: 'must' } as const;
    const items = [
      { ...clock, key: 'c1', title: 'Review', due: moment('2026-03-09 09:00') },
      { ...clock, key: 'c2', title: 'Going on', due: null },
      {
        ...base,
        key: 's',
        kind: 'stage',
        title: stage?.title ?? '',
        stage: stage?.id ?? null,
        strength: null,
        due: null,
      } as const,
    ];
    const [line, ...others] = foldWork(protocol, items);
    assert.equal(others.length, 0);
    assert.equal(line?.item.title, 'Review');
    assert.equal(line?.stage?.key, 's');
    assert.deepEqual(line?.also, ['Going on']);
  });

  test('says what to do when there is nothing', async () => {
    const owner = await world.as('policy-owner');
    const page = await owner.get('/work');
    assert.match(page.text, /Nothing waits for you/);
    assert.match(page.html, /href="\/families\/new"/);
  });
});

describe('notices and unfinished work', () => {
  test('are empty with words, and a draft can be thrown away', async () => {
    const jo = await world.as('policy-owner');
    assert.match((await jo.get('/notices')).text, /You have read everything/);
    assert.match((await jo.get('/messages/failed')).text, /Nothing waits for you to see to it/);
    await jo.post('/families/new/child', { given: 'Bo', family: 'Lind', unborn: 'born' });
    const unfinished = (await jo.get('/unfinished')).text;
    assert.match(unfinished, /Register a family/);
    assert.match(unfinished, /for 30 days after you last changed it/);
    const last = dayInWords(addDays(dayOf(world.stile.now()), 30));
    assert.match(unfinished, new RegExp(`Kept until.*Register a family.* at 9am ${last}`));
    await jo.post('/unfinished', { draft: '/families/new' });
    assert.match((await jo.get('/unfinished')).text, /You have sent everything/);
  });
});
