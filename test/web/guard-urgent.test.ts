/** Urgent access, from nothing to its review, and what looking is for. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deliverOutbox, type OutgoingMail } from '../../src/cases/deliver-outbox.ts';
import { takeUrgentAccess } from '../../src/cases/take-urgent-access.ts';
import type { AuthorityId } from '../../src/core/family/people.ts';
import { actor, authority, done, employed, moment, registration } from '../store/support.ts';
import { type Answer, type Browser, type Overview, openOverview } from './overview-support.ts';

let world: Overview;
const restricted = '/families/hidden';
before(async () => {
  // A Friday, at night.
  world = await openOverview('2026-03-06 02:00');
  const chief = actor('team-manager', ['team-manager']);
  for (const id of ['hidden', 'barred', 'plain'])
    await done(world.stile, id, registration(id, id === 'plain' ? 'Bea' : 'Ava'), chief);
  for (const id of ['hidden', 'barred'])
    await done(
      world.stile,
      id,
      {
        ...{ do: 'restrict-access', reason: 'Adopted', people: [] },
        never: id === 'barred' ? [{ worker: 'edt' as never, name: 'EDT' }] : [],
      },
      chief,
    );
  await world.stile.behindItsBack(`UPDATE worker SET email = id || '@council.test'`);
});
after(() => world.close());

const ask = (browser: Browser, body: Record<string, string>): Promise<Answer> =>
  browser.post('/urgent-access', { reason: 'The police have the child here', ...body });

/** What the page says of a search, without what was typed into it. */
const answerOf = ({ text }: Answer): string | undefined =>
  /No family was found that you can have access to[^.]*/.exec(text)?.[0];

describe('urgent access', () => {
  test('is not for partners, and asks for a reason and for somebody exactly', async () => {
    const lead = await world.as('lead');
    assert.equal((await lead.get('/urgent-access')).status, 404);
    assert.equal((await ask(lead, { reference: 'F-hidden' })).status, 404);
    assert.doesNotMatch((await lead.get(restricted)).text, /urgent access/);
    const edt = await world.as('edt');
    assert.match((await edt.get(restricted)).text, /If you must see it now, take urgent access/);
    assert.equal((await ask(edt, { reference: 'F-hidden', reason: '' })).status, 422);
    assert.equal((await ask(edt, {})).status, 422);
    assert.equal((await edt.get(restricted)).status, 404);
  });

  test('answers the same for what is not there, what is only like it, and what is barred', async () => {
    const edt = await world.as('edt');
    const born = { 'born-day': '1', 'born-month': '3', 'born-year': '2017' };
    const answers = [
      await ask(edt, { reference: 'F-nowhere' }),
      await ask(edt, { reference: 'F-barred' }),
      await ask(edt, { name: 'Eva Price', ...born }),
      await ask(edt, { name: 'Ava Price', ...born, 'born-day': '2' }),
    ];
    assert.equal(new Set(answers.map(({ status }) => status)).size, 1);
    assert.equal(new Set(answers.map(answerOf)).size, 1);
    assert.ok(answerOf(answers[0] as Answer));
    assert.equal((await edt.get('/families/barred')).status, 404);
  });

  test('is ten searches an hour, also when they are sent at one moment', async () => {
    const who = await employed(world.stile, actor('quality-assurance', ['quality-assurance']));
    const search = () =>
      takeUrgentAccess(
        world.stile,
        { authority, actor: who },
        { which: { reference: 'F-nowhere' }, reason: 'Now' },
      );
    const outcomes = await Promise.all(Array.from({ length: 30 }, search));
    const answered = outcomes.filter(({ result }) => result === 'nothing');
    assert.ok(answered.length <= 10, `${answered.length} answered`);
  });

  test('opens the family at once, at 2 in the morning, by a child’s name and date of birth', async () => {
    const edt = await world.as('edt');
    const taken = await ask(edt, {
      ...{ name: 'ava price', 'born-day': '1', 'born-month': '3', 'born-year': '2017' },
    });
    assert.equal(taken.status, 303, taken.text);
    assert.equal(taken.location, restricted);
    for (const path of [
      '',
      '/history',
      '/evidence',
      '/people/add/child',
      '/visits/new',
      '/access',
    ]) {
      const page = await edt.get(`${restricted}${path}`);
      assert.equal(page.status, 200, path);
      assert.match(
        page.text,
        /You have urgent access to this family until 7 March 2026 at 2am/,
        path,
      );
    }
    // The family of which they are barred is in nobody’s way: the same child, and not a word of it.
    assert.doesNotMatch((await edt.get(restricted)).html, /F-barred/);
    const work = await edt.get('/work');
    assert.doesNotMatch(work.text, /until 7 March/);
  });

  test('is told to the holder, in Stile and by mail, and to the manager above', async () => {
    const sent: OutgoingMail[] = [];
    await deliverOutbox(world.stile, authority as AuthorityId, async (mail) => {
      sent.push(mail);
    });
    const told = new Set(sent.map(({ to }) => to));
    assert.ok(told.has('sam@council.test') && told.has('team-manager@council.test'));
    assert.match((await (await world.as('sam')).get('/notices')).text, /has taken urgent access/);
  });

  test('is reviewed by another manager, who sees what was looked at; never by oneself', async () => {
    let manager = await world.as('team-manager');
    await manager.post(`${restricted}/purpose`, { purpose: 'supervision' });
    assert.match((await manager.get('/work')).text, /Urgent access to review \(1\)/);
    const list = await manager.get('/urgent-access/reviews');
    assert.match(list.text, /The police have the child here/);
    assert.match(list.text, /Searches that found nothing.*Emergency Duty Team 6 March 2026 4/);
    assert.doesNotMatch(list.text, /Overdue/);
    const looked = await manager.get(`${restricted}/looked`);
    assert.match(
      looked.text,
      /6 March 2026, 2am Urgent access: reason and review [^.]*family page/i,
    );
    // The list is for those who review, and only of families that they see.
    assert.equal((await (await world.as('edt')).get('/urgent-access/reviews')).status, 404);
    const other = await (await world.as('family-help-manager')).get('/urgent-access/reviews');
    assert.doesNotMatch(other.text, /F-hidden|The police have/);

    world.stile.setClock(moment('2026-03-11 00:01'));
    manager = await world.as('team-manager');
    await manager.post(`${restricted}/purpose`, { purpose: 'supervision' });
    assert.match((await manager.get('/urgent-access/reviews')).text, /Overdue By 10 March 2026/);
    assert.match((await manager.get('/work')).text, /Urgent access to review \(1\), overdue/);
    const bare = await manager.post(`${restricted}/access/review/u1`, { finding: 'not-justified' });
    assert.equal(bare.status, 422);
    const reviewed = await manager.post(`${restricted}/access/review/u1`, {
      ...{ finding: 'not-justified', note: 'They could have rung the team' },
    });
    assert.equal(reviewed.status, 303, reviewed.text);
    assert.match((await manager.get('/urgent-access/reviews')).text, /Nothing waits for a review/);
    assert.match(
      (await manager.get(`${restricted}/history`)).text,
      /Urgent access reviewed: not justified/,
    );
  });

  test('ends by itself, also for who has a page of the family open', async () => {
    const edt = await world.as('edt');
    assert.equal((await edt.get(restricted)).status, 404);
    assert.equal((await edt.post(`${restricted}/visits/new`, { what: 'x' })).status, 404);
  });

  test('of a manager is reviewed by somebody else', async () => {
    const manager = await world.as('family-help-manager');
    assert.equal((await ask(manager, { reference: 'F-hidden' })).status, 303);
    const own = await manager.get('/urgent-access/reviews');
    assert.match(own.text, /Somebody else reviews it/);
    const refused = await manager.post(`${restricted}/access/review/u2`, {
      ...{ finding: 'justified', note: 'I was right' },
    });
    assert.equal(refused.status, 403);
    assert.match(refused.text, /Nobody reviews their own urgent access/);
  });

  test('of a family that one sees is not needed, and says so', async () => {
    const edt = await world.as('checs');
    const sees = await ask(edt, { reference: 'f-PLAIN' });
    assert.equal(sees.status, 303);
    assert.equal((await world.load('plain'))?.family.urgentAccesses.length, 0);
  });

  test('cannot be used to try out who is known', async () => {
    const checs = await world.as('quality-assurance');
    for (let tried = 0; tried < 10; tried++)
      assert.equal((await ask(checs, { reference: `F-${tried}` })).status, 422);
    const stopped = await ask(checs, { reference: 'F-hidden' });
    assert.equal(stopped.status, 429);
    assert.match(stopped.text, /searched 10 times in the last hour/);
    assert.equal((await checs.get(restricted)).status, 404);
    world.stile.pass({ minutes: 61 });
    const later = await world.as('quality-assurance');
    assert.equal((await ask(later, { reference: 'F-hidden' })).status, 303);
  });
});

describe('what a family is opened for', () => {
  const plain = '/families/plain';

  test('is asked of those on the list of a restricted family, once a day, and never before a concern', async () => {
    const manager = actor('team-manager', ['team-manager']);
    await done(
      world.stile,
      'hidden',
      {
        ...{ do: 'change-access-list', reason: 'The chair must decide' },
        ...{ people: [{ worker: 'jam-chair' as never, name: 'Chair' }], never: [] },
      },
      manager,
    );
    const chair = await world.as('jam-chair');
    const asked = await chair.get(`${restricted}/history?kind=people`);
    assert.equal(asked.status, 303);
    assert.ok(asked.location?.startsWith(`${restricted}/purpose?next=`));
    const question = await chair.get(asked.location ?? '');
    assert.doesNotMatch(question.html, /Ava|Price|F-hidden/);
    assert.equal((await chair.get(`${restricted}/concern`)).status, 200);
    assert.equal((await chair.post(`${restricted}/purpose`, {})).status, 422);
    const said = await chair.post(`${restricted}/purpose`, {
      ...{
        purpose: 'other',
        words: 'Reading before Thursday',
        next: `${restricted}/history?kind=people`,
      },
    });
    assert.equal(said.location, `${restricted}/history?kind=people`);
    assert.equal((await chair.get(said.location ?? '')).status, 200);
    assert.equal((await chair.get(restricted)).status, 200);
    const looked = await chair.get(`${restricted}/looked`);
    assert.match(
      looked.text,
      /On the list of this restricted family What for: Reading before Thursday/,
    );
    world.stile.pass({ days: 1 });
    const morning = await world.as('jam-chair');
    assert.match((await morning.get(restricted)).location ?? '', /\/purpose\?/);
    // And leads nowhere else.
    const away = await morning.post(`${restricted}/purpose`, {
      ...{ purpose: 'duty', next: 'https://evil.example/' },
    });
    assert.equal(away.location, restricted);
  });

  test('is asked of a role that sees all only where the authority asks it, and not of who works with it', async () => {
    const qa = await world.as('quality-assurance');
    assert.equal((await qa.get(plain)).status, 200);
    await world.stile.behindItsBack(
      `INSERT INTO role_sight (authority, role, sees, asks_purpose) VALUES ($1, 'quality-assurance', 'all', true),
         ($1, 'social-worker', 'all', true)`,
      [authority],
    );
    assert.equal((await qa.get(plain)).status, 303);
    assert.equal((await (await world.as('sam')).get(plain)).status, 200);
    await qa.post(`${plain}/purpose`, { purpose: 'supervision' });
    assert.equal((await qa.get(plain)).status, 200);
    const looked = await qa.get(`${plain}/looked`);
    assert.match(looked.text, /Their role sees every family What for: Supervision/);
    assert.match(looked.text, /Holds the family/);
  });

  test('cannot be said of a family that one does not see', async () => {
    const lead = await world.as('lead');
    assert.equal((await lead.post(`${plain}/purpose`, { purpose: 'duty' })).status, 404);
  });
});
