import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { registration } from '../store/support.ts';
import { type Acts, type Answers, openActs } from './acts-support.ts';

let acts: Acts;
let made = 0;

before(async () => {
  acts = await openActs();
});
after(() => acts.close());

async function newFamily(given = 'Ava', surname = 'Price'): Promise<string> {
  made += 1;
  const id = `f${made}`;
  await acts.carry('sam', id, registration(id, given, surname));
  return id;
}

async function started(): Promise<string> {
  const id = await newFamily();
  await acts.carry('sam', id, {
    do: 'start-transfer',
    pathway: 'step-down-from-assessment' as never,
  });
  return id;
}

const agree = '/transfers/t1/steps/agree-step-down';
const supervision = {
  agrees: 'yes',
  service: 'family-help',
  level: 'extra-help',
  reason: 'Needs are lower',
};

test('a refused step says which gate, which clause, what would meet it and who can, and keeps what was typed', async () => {
  const id = await started();
  const mo = await acts.as('mo');
  const answer = await mo.send(`/families/${id}${agree}`, {
    ...supervision,
    outline: 'Weekly <b>visits</b>',
  });
  assert.equal(answer.status, 409);
  assert.match(answer.html, /cannot be done yet/);
  assert.match(answer.html, /Nothing has been changed/);
  assert.match(answer.html, /Needed first/);
  assert.match(answer.html, /CE23-032/);
  assert.match(answer.html, /Not done yet/);
  assert.match(answer.html, /Who can: (you, or )?Social Worker/);
  assert.match(answer.html, /Weekly &lt;b&gt;visits&lt;\/b&gt;/);
  assert.equal((await acts.family(id)).transfers[0]?.steps.length, 0);
  const again = await mo.get(`/families/${id}${agree}`);
  assert.match(again.html, /We kept what you typed on/);
  assert.match(again.html, /Weekly &lt;b&gt;visits/);
});

test('a kept form can be thrown away', async () => {
  const id = await started();
  const mo = await acts.as('mo');
  await mo.post('/drafts', { draft: `/families/${id}${agree}`, reason: 'half a thought' });
  assert.match((await mo.get(`/families/${id}${agree}`)).html, /half a thought/);
  await mo.post('/drafts/discard', { draft: `/families/${id}${agree}` });
  assert.doesNotMatch((await mo.get(`/families/${id}${agree}`)).html, /half a thought/);
});

test('31 February is a fault beside its question, with what was typed', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const answer = await sam.send(`/families/${id}/evidence/new/home-visit`, {
    act__when: 'earlier',
    'act__when__date-day': '31',
    'act__when__date-month': '2',
    'act__when__date-year': '2026',
  });
  assert.equal(answer.status, 422);
  assert.match(answer.html, /<title>Error: /);
  assert.match(answer.html, /must be a real date/);
  assert.match(answer.html, /href="#act__when__date-day"/);
  assert.match(answer.html, /value="31"/);
});

test('a date before the family was known and one in the future are explained', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const dated = (year: string) => ({
    act__when: 'earlier',
    'act__when__date-day': '1',
    'act__when__date-month': '1',
    'act__when__date-year': year,
  });
  const early = await sam.send(`/families/${id}/evidence/new/home-visit`, dated('2020'));
  assert.match(early.html, /when the family became known/);
  const late = await sam.send(`/families/${id}/evidence/new/home-visit`, dated('2031'));
  assert.match(late.html, /must be today or in the past/);
});

test('markup in a name and in a field is text', async () => {
  const id = await newFamily('<script>alert(1)</script>', '"><img src=x>');
  const sam = await acts.as('sam');
  const sent = await sam.send(`/families/${id}/evidence/new/home-visit`, {
    notes: '<script>alert(2)</script>',
  });
  assert.equal(sent.status, 303);
  for (const path of [
    '/evidence',
    '/evidence/e1',
    '/evidence/new',
    '/consent',
    '/concern',
    '/start',
  ]) {
    const { html, status } = await sam.get(`/families/${id}${path}`);
    assert.equal(status, 200, path);
    assert.doesNotMatch(html, /<script>alert|<img src=x/, path);
  }
  assert.match((await sam.get(`/families/${id}/evidence/e1`)).html, /&lt;script&gt;alert\(2\)/);
});

test('the same form sent twice is one act; the same key with other words is another', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const path = `/families/${id}/evidence/new/home-visit`;
  const body: Answers = { request: 'a-request-key', act__when: 'now', notes: 'Seen at home' };
  const [one, two] = await Promise.all([sam.post(path, body), sam.post(path, body)]);
  assert.deepEqual([one.status, two.status], [303, 303]);
  assert.equal((await acts.family(id)).evidence.get('home-visit' as never)?.length, 1);
  await sam.post(path, { ...body, notes: 'Seen again' });
  assert.equal((await acts.family(id)).evidence.get('home-visit' as never)?.length, 2);
});

test('of two people who take the same step at once one wins, and the other is told who and keeps what they typed', async () => {
  const id = await ready();
  const [mo, sam] = [await acts.as('mo'), await acts.as('sam')];
  const path = `/families/${id}/transfers/t1/steps/hold-meeting`;
  const meeting = (who: string) => ({
    how: 'meeting',
    'people-0-who': who,
    'family-answer': 'agrees',
    'who-leads': `${who} thinks that the school`,
  });
  const opened = { act__when: 'now', seen: String((await acts.family(id)).version) };
  const [first, second] = await Promise.all([
    mo.post(path, { ...opened, ...meeting('Mo') }),
    sam.post(path, { ...opened, ...meeting('Sam') }),
  ]);
  const lost = first.status === 303 ? second : first;
  assert.deepEqual([first.status, second.status].toSorted(), [303, 409]);
  assert.match(lost.html, /cannot be done at the stage/);
  assert.match(lost.html, /Since you opened this page/);
  assert.match(lost.html, /thinks that the school/);
  assert.equal((await acts.family(id)).transfers[0]?.steps.length, 2);
});

test('somebody who may not take a step is told whose it is', async () => {
  const id = await started();
  const sam = await acts.as('sam');
  const { html } = await sam.get(`/families/${id}${agree}`);
  assert.match(html, /You cannot do this yourself\. Who can: Social Care Team Manager/);
  assert.doesNotMatch(html, /id="form"/);
});

test('a text of a megabyte is refused kindly and kept', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const answer = await sam.send(`/families/${id}/evidence/new/home-visit`, {
    notes: 'x'.repeat(1_000_000),
  });
  assert.equal(answer.status, 422);
  assert.match(answer.html, /must be 20,000 characters or/);
});

test('what an earlier record says is carried into the form with its date and author', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const done = await sam.send(`/families/${id}/evidence/new/assessment`, {
    level: 'extra-help',
    neglect: 'no',
    'tasks-0-task': 'Parenting course',
    'tasks-0-who': 'School nurse',
  });
  assert.equal(done.status, 303);
  const { html } = await sam.get(`/families/${id}/evidence/new/plan-of-intervention`);
  assert.match(html, /Parenting course, School nurse/);
  assert.match(html, /Carried over from “Children and Families[^”]*”, 2 March 2026, by Person sam/);
});

test('consent is recorded with who signed and in which household, and withdrawn in two presses', async () => {
  const id = await started();
  const sam = await acts.as('sam');
  const form = await sam.get(`/families/${id}/consent/new/early-help`);
  assert.match(form.html, /mother, lives in the household/);
  const given = await sam.send(`/families/${id}/consent/new/early-help`, {
    status: 'given',
    given: 'a1',
    signed: 'yes',
    method: 'At home',
    leavesOut: 'no',
  });
  assert.equal(given.status, 303);
  const before = await sam.get(`/families/${id}/consent/withdraw/early-help`);
  assert.match(before.html, /What this does/);
  assert.match(before.html, /is looked at again/);
  const gone = await sam.send(`/families/${id}/consent/withdraw/early-help`, {
    given: 'a1',
    signed: 'no',
  });
  assert.equal(gone.status, 303);
  assert.equal((await acts.family(id)).consents.at(-1)?.status, 'withdrawn');
});

test('a record is corrected and struck out with a reason, and without one it is not', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  await sam.send(`/families/${id}/evidence/new/home-visit`, { notes: 'Monday' });
  const bare = await sam.send(`/families/${id}/evidence/e1/correct`, { notes: 'Tuesday' });
  assert.equal(bare.status, 422);
  const corrected = await sam.send(`/families/${id}/evidence/e1/correct`, {
    notes: 'Tuesday',
    act__reason: 'Wrong day',
  });
  assert.equal(corrected.status, 303);
  assert.match((await sam.get(`/families/${id}/evidence/e1`)).html, /Tuesday/);
  const struck = await sam.send(`/families/${id}/evidence/e1/strike-out`, {
    act__reason: 'Another family',
  });
  assert.equal(struck.status, 303);
  assert.equal((await sam.get(`/families/${id}/evidence/e1`)).status, 404);
});

test('information shared is recorded with a name of the policy, or somebody else, and never with nobody', async () => {
  const id = await started();
  const sam = await acts.as('sam');
  const family = await acts.family(id);
  const protocol = acts.stile.protocols.current(family.authority);
  const [contact] = [...protocol.contacts.values()];
  const page = await sam.get(`/families/${id}/disclosures/new`);
  assert.match(page.html, new RegExp(`<option value="${contact?.id}"`));
  const shared = {
    ...{ what: 'The plan', basis: 'public-task', condition: 'not-special', opens: 'no' },
    act__when: 'now',
  };
  const nobody = await sam.send(`/families/${id}/disclosures/new`, shared);
  assert.equal(nobody.status, 422);
  assert.match(nobody.html, /Select or enter who it was shared with/);
  const listed = { ...shared, to: contact?.id ?? '' };
  assert.equal((await sam.send(`/families/${id}/disclosures/new`, listed)).status, 303);
  const other = { ...shared, toOther: 'The swimming club' };
  assert.equal((await sam.send(`/families/${id}/disclosures/new`, other)).status, 303);
  assert.deepEqual(
    (await acts.family(id)).disclosures.map(({ to }) => to),
    [contact?.id, 'The swimming club'],
  );
});

test('every form opens for a family, and an address that names nothing is not found', async () => {
  const id = await started();
  const mo = await acts.as('mo');
  const family = await acts.family(id);
  const protocol = acts.stile.protocols.current(family.authority);
  const paths = [
    ...[...protocol.evidence.keys()].map((kind) => `/evidence/new/${kind}`),
    ...[...protocol.pathways.keys()]
      .filter((pathway) => pathway !== protocol.interrupt.pathway)
      .map((pathway) => `/start/${pathway}`),
    ...[...(protocol.pathways.get('step-down-from-assessment' as never)?.steps.keys() ?? [])].map(
      (step) => `/transfers/t1/steps/${step}`,
    ),
    ...[...protocol.gates.keys()].map((gate) => `/transfers/t1/exceptions/${gate}`),
    '/transfers/t1/end',
    '/transfers/t1/resume',
    '/disclosures/new',
    '/visits/new',
    '/told/new',
  ];
  for (const path of paths)
    assert.equal((await mo.get(`/families/${id}${path}`)).status, 200, path);
  for (const path of [
    '/evidence/new/nothing',
    '/transfers/t9/end',
    '/start/nothing',
    '/evidence/e99',
    '/consent/new/nothing',
  ])
    assert.equal((await mo.get(`/families/${id}${path}`)).status, 404, path);
  assert.equal((await (await acts.as('dsl')).get(`/families/${id}/evidence`)).status, 404);
});

/** A family whose step down has been agreed. */
async function ready(): Promise<string> {
  const id = await started();
  const sam = await acts.as('sam');
  const mo = await acts.as('mo');
  const done = await sam.send(`/families/${id}/evidence/new/assessment`, {
    level: 'extra-help',
    neglect: 'no',
    'tasks-0-task': 'Parenting course',
    'tasks-rows': '1',
    contingency: 'Talk to the school',
  });
  assert.equal(done.status, 303);
  await mo.send(`/families/${id}/evidence/new/assessment-authorised`);
  const agreed = await mo.send(`/families/${id}${agree}`, supervision);
  assert.equal(agreed.status, 303);
  return id;
}
