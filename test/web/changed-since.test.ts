/** Two people change the same thing: the one who comes second sees both versions before theirs is recorded. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Day, dayOf } from '../../src/core/calendar/time.ts';
import { allEvidence } from '../../src/core/family/evolve.ts';
import { registration } from '../store/support.ts';
import { type Acts, type Answers, openActs, typedIn, unescaped } from './acts-support.ts';

let acts: Acts;
let made = 0;

before(async () => {
  acts = await openActs();
});
after(() => acts.close());

async function newFamily(): Promise<string> {
  made += 1;
  const id = `changed-${made}`;
  await acts.carry('sam', id, registration(id));
  return id;
}

const bornOn = (day: string): Answers => ({
  'born-day': day,
  reason: 'The hospital letter says so',
});

async function child(id: string) {
  return (await acts.family(id)).people.find((person) => person.id === 'c1');
}

/** The table of both versions, row by row. */
function versions(html: string): readonly (readonly string[])[] {
  const [table = ''] = /<table class="govuk-table app-stack.*?<\/table>/s.exec(html) ?? [];
  return [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => unescaped(cell)),
  );
}

/** The names of the questions that are answered in free words. */
function typedFields(html: string): readonly string[] {
  return [...html.matchAll(/<textarea[^>]*name="([^"]*)"/g)].map(([, name = '']) => name);
}

test('who changes a person from a page that was opened before a colleague’s correction sees both, and nothing is reverted unseen', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const opened = typedIn((await sam.get(path)).html);
  assert.equal((await mo.send(path, bornOn('21'))).status, 303);
  const words = { ...opened, note: 'Likes to be called Avie', reason: 'Her mother told me' };
  const refused = await sam.post(path, words);
  assert.equal(refused.status, 409);
  assert.match(refused.html, /Somebody has changed this since you opened it/);
  assert.match(refused.html, /Person mo changed it last, on 2 March/);
  assert.deepEqual(versions(refused.html), [
    ['Question', 'Recorded now', 'Your form'],
    ['Date of birth', '21 March 2017', '1 March 2017'],
    ['Anything to know about them', 'Not answered', 'Likes to be called Avie'],
  ]);
  assert.equal((await child(id))?.born, '2017-03-21');
  const again = typedIn(refused.html);
  assert.equal(again.note, 'Likes to be called Avie');
  assert.equal(again.reason, 'Her mother told me');
  assert.equal((await sam.post(path, { ...again, 'born-day': '21' })).status, 303);
  const { born, note } = (await child(id)) ?? {};
  assert.deepEqual([born, note], ['2017-03-21', 'Likes to be called Avie']);
});

test('what is sent again after both versions were shown is recorded as it stands', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const opened = typedIn((await sam.get(path)).html);
  await mo.send(path, bornOn('21'));
  const refused = await sam.post(path, { ...opened, ...bornOn('12') });
  assert.equal(refused.status, 409);
  assert.equal((await sam.post(path, typedIn(refused.html))).status, 303);
  assert.equal((await child(id))?.born, '2017-03-12');
});

test('a fault in the form, or a row more, does not let an old version through', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const opened = typedIn((await sam.get(path)).html);
  await mo.send(path, bornOn('21'));
  const faulty = await sam.post(path, { ...opened, note: 'Avie', reason: '' });
  assert.equal(faulty.status, 422);
  const mended = { ...typedIn(faulty.html), reason: 'Her mother told me' };
  assert.equal((await sam.post(path, mended)).status, 409);
  assert.equal((await child(id))?.born, '2017-03-21');
});

test('a draft of yesterday is kept with what it was written on', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const opened = typedIn((await sam.get(path)).html);
  const kept = { ...opened, draft: path, note: 'Avie', reason: 'Her mother told me' };
  assert.equal((await sam.post('/drafts', kept)).status, 204);
  await mo.send(path, bornOn('21'));
  const refused = await sam.send(path);
  assert.equal(refused.status, 409);
  assert.match(refused.html, /value="Avie"/);
  // Left there and come back to, it is as old as before.
  assert.match((await sam.get(path)).html, /We kept what you typed/);
  assert.equal((await sam.send(path)).status, 409);
  assert.equal((await sam.post(path, typedIn(refused.html))).status, 303);
});

test('a draft that was kept without its version is compared with everything that was changed', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const { seen: _, ...opened } = typedIn((await sam.get(path)).html);
  await sam.post('/drafts', { ...opened, draft: path, reason: 'Her mother told me' });
  await mo.send(path, bornOn('21'));
  assert.equal((await sam.send(path)).status, 409);
});

test('two corrections of one record are seen side by side, with their answers in words', async () => {
  const id = await newFamily();
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  await sam.send(`/families/${id}/evidence/new/home-visit`, {
    'child-seen': 'yes',
    notes: 'Monday',
  });
  const path = `/families/${id}/evidence/e1/correct`;
  const opened = typedIn((await sam.get(path)).html);
  const correction = { act__reason: 'I was there', 'child-seen': 'no' };
  assert.equal((await mo.send(path, correction)).status, 303);
  const refused = await sam.post(path, { ...opened, act__reason: 'Wrong day', notes: 'Tuesday' });
  assert.equal(refused.status, 409);
  assert.deepEqual(versions(refused.html).slice(1), [
    ['Was the child seen?', 'No', 'Yes'],
    ['Notes', 'Monday', 'Tuesday'],
  ]);
  const recorded = async () => allEvidence(await acts.family(id))[0]?.fields;
  assert.deepEqual(await recorded(), { 'child-seen': 'no', notes: 'Monday' });
  assert.equal(
    (await sam.post(path, { ...typedIn(refused.html), 'child-seen': 'no' })).status,
    303,
  );
  assert.deepEqual(await recorded(), { 'child-seen': 'no', notes: 'Tuesday' });
});

test('two corrections of the day from which a family is known are seen side by side', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/known-since`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const day = (year: string): Answers => ({
    ...{ 'day-day': '1', 'day-month': '5', 'day-year': year },
    reason: 'From the old file',
  });
  const opened = typedIn((await sam.get(path)).html);
  assert.equal((await mo.send(path, day('2021'))).status, 303);
  const refused = await sam.post(path, { ...opened, ...day('2022') });
  assert.equal(refused.status, 409);
  assert.deepEqual(versions(refused.html).slice(1), [
    ['From which day is the family known?', '1 May 2021', '1 May 2022'],
  ]);
  assert.equal((await sam.post(path, typedIn(refused.html))).status, 303);
  assert.equal((await acts.family(id)).knownSince, '2022-05-01');
});

test('details of a concern that others added meanwhile are not reverted; nothing else about it waits', async () => {
  const id = await newFamily();
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  await acts.carry('sam', id, { do: 'raise-concern', fields: {} });
  const path = `/families/${id}/concern/t1/details`;
  const [field] = typedFields((await sam.get(path)).html);
  assert.ok(field);
  const opened = typedIn((await sam.get(path)).html);
  assert.equal((await mo.send(path, { [field]: 'What Mo heard' })).status, 303);
  const refused = await sam.post(path, { ...opened, [field]: 'What Sam heard' });
  assert.equal(refused.status, 409);
  assert.deepEqual(versions(refused.html)[1]?.slice(1), ['What Mo heard', 'What Sam heard']);
  assert.equal((await sam.post(path, typedIn(refused.html))).status, 303);
  assert.equal(allEvidence(await acts.family(id))[0]?.fields[field], 'What Sam heard');
});

test('changes of different people and records, and of other things meanwhile, do not stand in each other’s way', async () => {
  const id = await newFamily();
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  for (const notes of ['One', 'Two'])
    await sam.send(`/families/${id}/evidence/new/home-visit`, { notes });
  const paths = ['people/a1/change', 'evidence/e2/correct', 'people/known-since'].map(
    (path) => `/families/${id}/${path}`,
  );
  const opened = [];
  for (const path of paths) opened.push(typedIn((await sam.get(path)).html));
  await mo.send(`/families/${id}/people/c1/change`, bornOn('21'));
  await mo.send(`/families/${id}/evidence/e1/correct`, { notes: 'First', act__reason: 'Typing' });
  const [year, month, today] = dayOf(acts.stile.now()).split('-') as [string, string, Day];
  const answers: Answers = {
    ...{ reason: 'Known', act__reason: 'Known' },
    ...{ 'day-day': today, 'day-month': month, 'day-year': String(Number(year) - 1) },
  };
  for (const [index, path] of paths.entries()) {
    const sent = await sam.post(path, { ...opened[index], ...answers });
    assert.equal(sent.status, 303, path);
  }
});

test('the same correction by both is no conflict', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const [sam, mo] = [await acts.as('sam'), await acts.as('mo')];
  const opened = typedIn((await sam.get(path)).html);
  await mo.send(path, bornOn('21'));
  assert.equal((await sam.post(path, { ...opened, ...bornOn('21') })).status, 303);
});

test('somebody’s own change in another window is theirs, and still shown first', async () => {
  const id = await newFamily();
  const path = `/families/${id}/people/c1/change`;
  const sam = await acts.as('sam');
  const opened = typedIn((await sam.get(path)).html);
  await sam.send(path, bornOn('21'));
  const refused = await sam.post(path, { ...opened, ...bornOn('12') });
  assert.equal(refused.status, 409);
  assert.match(refused.html, /You have changed this since you opened it/);
});
