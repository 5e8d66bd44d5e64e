/** A partner walks through every page of a family of which they see parts, and reads nothing that is not theirs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Command } from '../../src/core/family/commands.ts';
import { allEvidence } from '../../src/core/family/evolve.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { authority } from '../store/support.ts';
import { type Answer, type Browser, type Overview, openOverview } from './overview-support.ts';

const id = 'parts-1';
const home = `/families/${id}`;

/** What stands in the family and is not for a partner who visits it. Staff read each of them somewhere. */
const notTheirs: Readonly<Record<string, RegExp>> = {
  'what was written about a concern': /Bruises-seen/,
  'a concern that they were not told of': /Safeguarding concern open|concern raised/,
  'why a transfer stands still': /because of a safeguarding concern/,
  'why it could go on after a concern': /Checs-has-advised/,
  'why the family is restricted': /Adopters-live-next-door/,
  'that it is restricted': /Restricted|[Oo]nly named people/,
  'why the list was changed': /List-changed-because/,
  'who must not see it': /Chair-of-the-meeting|[Mm]ust not see/,
  'why somebody took urgent access': /Police-at-the-door/,
  'who else has looked': /taken urgent access|Urgent access taken/,
  'what the review found': /Review-note-of-a-manager/,
  'which agency the family leaves out': /Quillfeather/,
  'which kind of record it leaves out': /Not shared: /,
  'in which words': /Not-to-my-sister|Note-beside-consent/,
  'what is in a record that is left out': /Notes-of-the-visit/,
  'why it was corrected': /Correction-of-the-visit|Visit to the family (?:was )?corrected/,
  'what a gate found in it': /visit to the family dated/i,
  'why an exception was agreed': /Exception-because/,
  'what was shared with others': /Shared-with-the-police|Borough Police/,
  'why sharing ended': /Sharing-ended-because/,
};

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  const staleVisit = 'assessment-visit-too-old-at-the-front-door-warns';
  await world.tell(staleVisit, id);
  await saveWorker(itself(world.stile.db, authority), authority, {
    ...{ id: 'kim', name: 'Kim Lee', email: null, agency: 'Valley Health', employer: 'partner' },
    ...{ roles: ['team-manager'], team: null, active: true },
  });
});
after(() => world.close());

/** Each a while after the other: what is recorded at one moment by one person is one act. */
async function carry(worker: string, words: object): Promise<void> {
  world.stile.pass({ minutes: 5 });
  // Names that the policy knows.
  await world.carry(worker, id, words as Command);
}

const transferForm = {
  ...{ 'lead-identified': 'no', reasons: 'Safe at home', interventions: 'Parenting work' },
  ...{ plan: 'Weekly work', 'contingency-needed': 'no', 'parents-aware': 'yes' },
  ...{ 'last-plan-selected': 'yes', forms: 'e1', 'case-notes': 'e3', act__when: 'now' },
  ...{ 'transfer-date-day': '1', 'transfer-date-month': '4', 'transfer-date-year': '2026' },
};
const send = `${home}/transfers/t2/steps/send-to-front-door`;

/** All that the partner may not read, but for the concerns. */
async function fillFamily(): Promise<void> {
  const known = (await world.load(id))?.family;
  assert.ok(known);
  const visit = allEvidence(known).find(({ kind }) => String(kind) === 'home-visit');
  await carry('social-worker', {
    ...{ do: 'record-consent', scope: 'early-help', status: 'given', given: 'a1', signed: false },
    ...{ method: 'At home', exclusions: 'Not-to-my-sister', note: 'Note-beside-consent' },
    excludes: { agencies: ['Quillfeather Trust'], kinds: ['home-visit'] },
  });
  await carry('social-worker', {
    ...{ do: 'plan-visit', what: 'See Ava', for: world.stile.now() },
    who: { name: 'Kim Lee', agency: 'Valley Health', employer: 'partner', worker: 'kim' },
  });
  await carry('social-worker', {
    ...{ do: 'correct-evidence', evidence: visit?.id, at: visit?.at },
    ...{ fields: { notes: 'Notes-of-the-visit' }, reason: 'Correction-of-the-visit' },
  });
  await carry('social-worker', { do: 'end-transfer', transfer: 't1', reason: 'Begun again' });
  await carry('social-worker', { do: 'start-transfer', pathway: 'step-down-from-assessment' });
  await carry('team-manager', {
    ...{ do: 'grant-exception', transfer: 't2', gate: 'tasks-recommended' },
    reason: 'Exception-because',
  });
  await carry('team-manager', {
    ...{ do: 'take-step', transfer: 't2', step: 'agree-step-down' },
    fields: { agrees: 'yes', service: 'education', level: 'extra-help', reason: 'Safe at home' },
  });
  await carry('social-worker', {
    ...{ do: 'take-step', transfer: 't2', step: 'hold-meeting' },
    fields: {
      ...{ how: 'meeting', people: [{ who: 'Carly', agency: 'mother' }] },
      ...{ 'family-answer': 'agrees', 'who-leads': 'Joan of the school' },
    },
  });
  for (const [agency, opens] of [
    ['Borough Police', false],
    ['Quillfeather Trust', true],
  ] as const)
    await carry('social-worker', {
      ...{ do: 'record-disclosure', to: agency, what: 'Shared-with-the-police', opens },
      ...{ basis: 'A public task', recipient: { agency }, why: 'would-prejudice' },
      ...{ lawful: { basis: 'public-task', condition: 'safeguarding' }, decidedBy: 'Mo' },
    });
  const ended = { disclosure: 'd2', reason: 'Sharing-ended-because' };
  await carry('social-worker', { do: 'end-disclosure', ...ended });
  const never = [{ worker: 'jam-chair', name: 'Chair-of-the-meeting' }];
  await carry('team-manager', {
    ...{ do: 'restrict-access', reason: 'Adopters-live-next-door', people: [], never },
  });
  await carry('edt', { do: 'take-urgent-access', reason: 'Police-at-the-door' });
  await carry('team-manager', {
    ...{ do: 'review-urgent-access', urgent: 'u1', finding: 'justified' },
    note: 'Review-note-of-a-manager',
  });
  await carry('team-manager', {
    ...{ do: 'change-access-list', reason: 'List-changed-because', people: [], never },
  });
}

/** One concern that has gone on, and one that stands open: the transfer is suspended by it. */
async function raiseConcerns(): Promise<void> {
  // The day of their visit is past, so nobody tells them.
  world.stile.pass({ days: 2 });
  const concern = { do: 'raise-concern', fields: { 'what-happened': 'Bruises-seen' } };
  await carry('social-worker', concern);
  await carry('checs', {
    ...{ do: 'take-step', transfer: 't3', step: 'below-threshold' },
    fields: { 'given-to': 'Sam', advice: 'Go on', reason: 'Bruises-seen' },
  });
  const resumed = { transfer: 't2', reason: 'Checs-has-advised' };
  await carry('social-worker', { do: 'resume-transfer', ...resumed });
  await carry('social-worker', concern);
}

/** The pages of the family that are linked from what somebody reads of it, and those that a list names. */
async function walk(browser: Browser, also: readonly string[]): Promise<Map<string, Answer>> {
  const pages = new Map<string, Answer>();
  const waiting = [home, ...also];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (pages.has(path)) continue;
    const answer = await browser.get(path);
    pages.set(path, answer);
    for (const [, href = ''] of answer.html.matchAll(/href="([^"#?]*)[^"]*"/g))
      if (href.startsWith(`${home}/`)) waiting.push(href);
  }
  return pages;
}

/** Pages that nothing links to, or only somebody’s own act. */
const routed = [
  ...['/history', '/people', '/consent', '/evidence', '/access', '/looked', '/shared', '/share'],
  ...['/access/restrict', '/access/change', '/access/lift', '/access/review/u1'],
  ...['/shared/d1', '/basis/kim', '/disclosures/d2/end', '/concern', '/concern/t3', '/concern/t4'],
  ...['/transfers/t1/map', '/transfers/t2/map', '/visits/v1/cancel', '/purpose', '/alike/other'],
  ...['/exports', '/exports/x1', '/exports/x1/released', '/exports/x1/released.json'],
  ...['/obligations/t2/early-help/end', '/why/t2/minutes'],
  ...['/transfers/t3/map', '/transfers/t4/map', '/transfers/t4/steps/below-threshold'],
  ...['/transfers/t2/steps/send-to-front-door', '/transfers/t2/resume', '/transfers/t2/end'],
  ...['/as-of?on=1+4+2026', '/as-of?on=2+4+2026', '/history?kind=safeguarding', '/told/new'],
  ...['/transfers/t2/exceptions/visit-recent', '/transfers/t2/exceptions/tasks-recommended'],
].map((path) => `${home}${path}`);

test('a refused act says what was found to staff, and not to a partner from whom it is withheld', async () => {
  await fillFamily();
  const [partner, staff] = [await world.as('kim'), await world.as('team-manager')];
  const [theirs, whole] = [
    await partner.post(send, transferForm),
    await staff.post(send, transferForm),
  ];
  for (const { status, text } of [theirs, whole]) {
    assert.equal(status, 409, text);
    assert.match(text, /Visit to the family in the last 4 weeks/);
  }
  assert.match(whole.text, /visit to the family dated/i);
  assert.match(theirs.text, /What is recorded about this is not shared with you/);
  assert.deepEqual(readIn(new Map([[send, theirs]])), []);
});

test('no page of a family says to a partner what only staff may read in it', async () => {
  await raiseConcerns();
  const [partner, staff] = [await world.as('kim'), await world.as('social-worker')];
  const all = await walk(staff, routed);
  const missing = Object.keys(notTheirs).filter((what) => !readIn(all).includes(what));
  assert.deepEqual(missing, [], 'staff read it somewhere');
  const theirs = await walk(partner, [...all.keys()]);
  for (const part of ['', '/history', '/people', '/consent', '/evidence/e1', '/transfers/t2/map'])
    assert.equal(theirs.get(`${home}${part}`)?.status, 200, part);
  assert.deepEqual(readIn(theirs), []);
  const asked = [...theirs.keys()].map((path) => path.replace(/\?.*/, ''));
  const unasked = world.routes.filter(
    (route) =>
      route.startsWith('/families/:') && !asked.some((path) => patternOf(route).test(path)),
  );
  assert.deepEqual(unasked, [], 'every page of a family was asked for');
  assert.equal(theirs.get(`${home}/access`)?.status, 404);
  assert.doesNotMatch(theirs.get(`${home}/people`)?.html ?? '', /\/access"/);
  assert.match(theirs.get(send)?.text ?? '', /is suspended\. Ask whoever holds the family why/);
  const refused = await partner.post(send, transferForm);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /Ask whoever holds the family why/);
  const visit = await partner.post(`${home}/visits/new`, {
    ...{ what: 'See Ava', 'date-day': '1', 'date-month': '5', 'date-year': '2026' },
    ...{ who: 'directory', who__directory: 'worker:jam-chair' },
  });
  assert.equal(visit.status, 409, visit.text);
  assert.match(visit.text, /cannot be given a part in this family/);
  const answers = new Map(Object.entries({ refused, visit }));
  assert.deepEqual(readIn(answers), []);
});

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/:\w+/g, '[^/]+').replace('*', '.+')}$`);
}

function readIn(pages: ReadonlyMap<string, Answer>): readonly string[] {
  return Object.entries(notTheirs).flatMap(([what, words]) => {
    const [where] = [...pages].find(([, { text }]) => words.test(text)) ?? [];
    return where === undefined ? [] : what;
  });
}
