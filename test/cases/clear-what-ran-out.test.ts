import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { clearWhatRanOut } from '../../src/cases/clear-what-ran-out.ts';
import { findOwnDraft, listOwnDrafts, saveDraft } from '../../src/cases/save-draft.ts';
import { startSession, usualSessionLimits } from '../../src/cases/sessions.ts';
import { seenBy, seenByStile } from '../../src/cases/stile.ts';
import { takeUrgentAccess } from '../../src/cases/take-urgent-access.ts';
import { addDays } from '../../src/core/calendar/day-number.ts';
import { dayOf, type Instant, startOfDay } from '../../src/core/calendar/time.ts';
import { findWorker } from '../../src/store/people/people.ts';
import { askForLink } from '../../src/store/people/sign-in-links.ts';
import { clearDrafts, clearSignIns, clearVainTries } from '../../src/store/terms.ts';
import { addTry, listVainTries } from '../../src/store/urgent.ts';
import {
  actor,
  authority,
  employ,
  openTestStile,
  socialWorker,
  type TestStile,
} from '../store/support.ts';

// The database clears nothing sooner than its own clock has it, so these stories are of years ago.
const start = '2023-06-05 09:00';
const sam = { authority, actor: socialWorker };
const jo = { authority, actor: actor('jo', ['lead'], 'partner') };

describe('what belongs to no family', () => {
  let stile: TestStile;
  before(async () => {
    stile = await openTestStile(undefined, start);
    await employ(stile, socialWorker, jo.actor);
  });
  after(() => stile.close());

  const clear = () => clearWhatRanOut(stile, authority);
  const draft = (key: string) => ({ key, family: null, title: key, body: { child: 'Bo Lind' } });
  const keys = async (who: typeof sam) =>
    (await listOwnDrafts(stile, who)).map(({ key }) => key).toSorted();

  test('a form that nobody touches is kept for thirty days, also a concern, and goes then, also of somebody who left', async () => {
    await saveDraft(stile, sam, draft('/concern'));
    await saveDraft(stile, sam, draft('/families/new'));
    await saveDraft(stile, jo, draft('/kept/1'));
    stile.pass({ days: 20 });
    await saveDraft(stile, sam, draft('/families/new'));
    await stile.behindItsBack(`UPDATE worker SET active = false WHERE id = 'jo'`);
    // To the end of the last day.
    stile.pass({ days: 10, hours: 14 });
    await clear();
    assert.deepEqual(await keys(sam), ['/concern', '/families/new']);
    stile.pass({ hours: 2 });
    await clear();
    assert.deepEqual(await keys(sam), ['/families/new']);
    assert.deepEqual(await stile.behindItsBack(`SELECT FROM draft WHERE worker = 'jo'`), []);
    assert.ok(await findOwnDraft(stile, sam, '/families/new'));
  });

  test('what was searched for in vain is blanked after ninety days; who searched, and when, stays', async () => {
    const which = { name: 'Bo Lind', born: '2018-02-03' as never };
    await takeUrgentAccess(stile, sam, { which, reason: 'Seen alone at the station' });
    const { worker, name } = socialWorker;
    await addTry(seenBy(stile, sam), authority, {
      ...{ id: 'found', worker, name, at: stile.now(), asked: 'F-1', reason: 'Injured' },
      families: ['f1'],
    });
    const searched = dayOf(stile.now());
    stile.pass({ days: 90 });
    await clear();
    const words = () => stile.behindItsBack('SELECT asked, reason FROM urgent_try ORDER BY at, id');
    assert.match(JSON.stringify(await words()), /Bo Lind, born 2018-02-03.*Seen alone/);
    stile.pass({ days: 1 });
    await clear();
    assert.doesNotMatch(JSON.stringify(await words()), /Bo Lind|Seen alone/);
    assert.match(JSON.stringify(await words()), /F-1.*Injured/);
    const since = startOfDay(addDays(searched, -1));
    assert.deepEqual(await listVainTries(seenByStile(stile, authority), authority, since), [
      { name, day: searched, count: 1 },
    ]);
  });

  test('sessions go thirty days after their end, links the day after, and the log of sign-ins after two years', async () => {
    const found = await findWorker(seenByStile(stile, authority), authority, 'sam', stile.now());
    assert.ok(found);
    const how = { how: 'link', device: 'Firefox', limits: usualSessionLimits };
    await startSession(stile, authority, found, how);
    await stile.behindItsBack(
      `UPDATE worker SET active = true, email = 'jo@school.example' WHERE id = 'jo'`,
    );
    const expires = stile.now();
    await askForLink(seenByStile(stile, authority), authority, {
      ...{ id: 'l1', email: 'jo@school.example', browser: 'b', next: null, most: 3 },
      ...{ asked: stile.now(), expires },
    });
    const count = async (table: string) =>
      (await stile.behindItsBack(`SELECT count(*)::integer AS n FROM ${table}`))[0]?.n;
    await clear();
    assert.deepEqual([await count('session'), await count('sign_in_link')], [1, 1]);
    stile.pass({ days: 2 });
    await clear();
    assert.deepEqual([await count('session'), await count('sign_in_link')], [1, 0]);
    stile.pass({ days: 29 });
    await clear();
    assert.equal(await count('session'), 0);
    stile.pass({ days: 699 });
    await clear();
    assert.equal(await count('sign_in_log'), 1);
    stile.pass({ days: 1 });
    await clear();
    assert.equal(await count('sign_in_log'), 0);
  });

  test('however much there is, it goes, a part at a time', async () => {
    await stile.behindItsBack(`INSERT INTO draft (authority, worker, key, title, body, updated)
      SELECT 'cheshire-east', 'sam', '/old/' || n, 'Old', '{}', '2020-01-01' FROM generate_series(1, 1200) AS n`);
    const batch = { before: stile.now(), most: 500 };
    assert.equal(await clearDrafts(seenByStile(stile, authority), batch), 500);
    await clear();
    assert.deepEqual(await stile.behindItsBack(`SELECT FROM draft WHERE title = 'Old'`), []);
  });

  test('nothing goes before its time, even where Stile’s own clock is wrong', async () => {
    await stile.behindItsBack(`INSERT INTO draft (authority, worker, key, title, body, updated)
        VALUES ('cheshire-east', 'sam', '/now', 'Now', '{}', now() - interval '29 days');
      INSERT INTO urgent_try (authority, id, worker, name, at, asked, reason, families)
        VALUES ('cheshire-east', 'now', 'sam', 'sam', now() - interval '89 days', 'Ava', 'Hurt', '{}');
      INSERT INTO sign_in_log (authority, id, at, how, result, device)
        VALUES ('cheshire-east', 'now', now() - interval '729 days', 'link', 'left', '')`);
    const db = seenByStile(stile, authority);
    const batch = { before: '2120-01-01T00:00:00.000Z' as Instant, most: 500 };
    const cleared = [clearDrafts, clearVainTries, clearSignIns].map((each) => each(db, batch));
    await Promise.all(cleared);
    const left = await stile.behindItsBack(`SELECT FROM draft WHERE key = '/now'
      UNION ALL SELECT FROM urgent_try WHERE asked = 'Ava' UNION ALL SELECT FROM sign_in_log WHERE id = 'now'`);
    assert.equal(left.length, 3);
  });
});
