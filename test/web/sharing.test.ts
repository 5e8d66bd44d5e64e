/** Consent, disclosures and what partners see, through the pages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDays } from '../../src/core/calendar/day-number.ts';
import { type Day, dayOf } from '../../src/core/calendar/time.ts';
import { dayInWords } from '../../src/core/calendar/words.ts';
import type { Command } from '../../src/core/family/commands.ts';
import { registration } from '../store/support.ts';
import { type Acts, openActs } from './acts-support.ts';

let acts: Acts;
let number = 0;
before(async () => {
  acts = await openActs();
});
after(() => acts.close());

// Names that the policy knows.
const command = (words: object): Command => words as Command;
const CONSENT = '/consent/new/early-help';
const agreed = { status: 'given', given: 'a1', signed: 'no', method: 'At home', leavesOut: 'no' };

/** A family in which Lea of Hillside School is the lead. */
async function newFamily(): Promise<string> {
  number += 1;
  const id = `shared-${number}`;
  await acts.carry('sam', id, registration(id));
  const practitioner = {
    ...{ name: 'Person lea', agency: 'Hillside School', employer: 'partner', worker: 'lea' },
    contact: undefined,
  };
  await acts.carry('sam', id, command({ do: 'assign-person', role: 'lead', practitioner }));
  return `/families/${id}`;
}

test('consent has a last day, and leaves out agencies and kinds of record', async () => {
  const family = await newFamily();
  const sam = await acts.as('sam');
  const answers = {
    ...agreed,
    ...{ leavesOut: 'yes', agencies: ['Hillside School'], agencyOther: 'The club' },
    ...{ kinds: ['home-visit'], exclusions: 'Not my sister' },
    ...{ 'until-day': '30', 'until-month': '6', 'until-year': '2026' },
  };
  const sent = await sam.send(`${family}${CONSENT}`, answers);
  assert.equal(sent.status, 303, sent.html.slice(0, 2000));
  const { html } = await sam.get(`${family}/consent`);
  assert.match(html, /Not for Hillside School and The club/);
  assert.match(html, /The end of 30 June 2026/);
  assert.match(html, /Not my sister/);
  const [, , id = ''] = family.split('/');
  const [consent] = (await acts.family(id)).consents;
  assert.deepEqual(consent?.terms.excludes, {
    agencies: ['Hillside School', 'The club'],
    kinds: ['home-visit'],
  });
  const early = await sam.send(`${family}${CONSENT}`, { ...answers, 'until-year': '2020' });
  assert.equal(early.status, 422);
  assert.match(early.html, /The last day must be the day of the answer or after it/);
});

test('whoever holds the family reads in My work which partner soon sees it no more', async () => {
  const family = await newFamily();
  const sam = await acts.as('sam');
  const until = (day: Day) => {
    const [year = '', month = '', date = ''] = day.split('-');
    return { ...agreed, 'until-day': date, 'until-month': month, 'until-year': year };
  };
  const lastDay = addDays(dayOf(acts.stile.now()), 10);
  assert.equal((await sam.send(`${family}${CONSENT}`, until(lastDay))).status, 303);
  const { html } = await sam.get('/work');
  const said = `sees it until the end of ${dayInWords(lastDay)}`;
  assert.match(html, new RegExp(`href="${family}/shared"[^]*Person lea, Hillside School: ${said}`));
  assert.doesNotMatch((await (await acts.as('lea')).get('/work')).html, /sees it until/);
  const later = addDays(lastDay, 100);
  assert.equal((await sam.send(`${family}${CONSENT}`, until(later))).status, 303);
  assert.doesNotMatch((await sam.get('/work')).html, /sees it until/);
});

test('a young person’s own answer says why it counts', async () => {
  const family = await newFamily();
  const sam = await acts.as('sam');
  const own = { ...agreed, given: 'c1' };
  assert.equal((await sam.send(`${family}${CONSENT}`, own)).status, 422);
  const able = { ...own, competence: 'judged-able' };
  assert.equal((await sam.send(`${family}${CONSENT}`, able)).status, 422);
  const judged = { ...able, judgedBy: 'Sam, after two talks' };
  assert.equal((await sam.send(`${family}${CONSENT}`, judged)).status, 303);
  const { html } = await sam.get(`${family}/consent`);
  assert.match(html, /judged able to decide this/);
  assert.match(html, /Sam, after two talks/);
});

test('a partner with the family’s page open sees nothing more the moment consent is withdrawn', async () => {
  const family = await newFamily();
  const [sam, lea] = [await acts.as('sam'), await acts.as('lea')];
  const before = await lea.get(`${family}/consent`);
  assert.equal(before.status, 403);
  assert.match(before.html, /is not shared with you/);
  assert.match(before.html, /Sam/);
  assert.doesNotMatch(before.html, /Price/);
  assert.equal((await sam.send(`${family}${CONSENT}`, agreed)).status, 303);
  const open = await lea.get(`${family}/consent`);
  assert.equal(open.status, 200);
  const sent = await lea.send(`${family}/evidence/new/risk-assessment`, {
    ...{ risks: 'Lea was there', action: 'Ring' },
  });
  assert.equal(sent.status, 303);
  const said = await sam.get(`${family}/consent/withdraw/early-help`);
  assert.match(said.html, /Person lea \(Hillside School\) no longer\s+sees/);
  const gone = await sam.send(`${family}/consent/withdraw/early-help`, {
    given: 'a1',
    signed: 'no',
  });
  assert.equal(gone.status, 303);
  const after = await lea.get(`${family}/consent`);
  assert.equal(after.status, 403);
  assert.doesNotMatch(after.html, /Price/);
  assert.match(after.html, /Lea was there/);
  assert.equal((await lea.get(`${family}/concern`)).status, 200);
  const raised = await lea.send(`${family}/concern`);
  const [, , id = ''] = family.split('/');
  assert.equal((await acts.family(id)).transfers.length, 1);
  assert.match(raised.html, /Concern recorded/);
});

test('naming a partner whom nothing lets see the family asks on which basis they do', async () => {
  const family = await newFamily();
  const sam = await acts.as('sam');
  const named = await sam.send(`${family}/visits/new`, {
    ...{ what: 'See Ava', 'date-day': '1', 'date-month': '5', 'date-year': '2026' },
    ...{ who: 'directory', who__directory: 'worker:dsl' },
  });
  assert.equal(named.location, `${family}/basis/dsl`);
  const asked = await sam.get(named.location ?? '');
  assert.match(asked.html, /On which basis does Person dsl see the family\?/);
  assert.match(asked.html, /Share nothing yet/);
  const [, href = ''] = /href="([^"]*disclosures\/new\?for=[^"]*)"/.exec(asked.html) ?? [];
  const form = await sam.get(href.replaceAll('&amp;', '&'));
  assert.match(form.html, /value="worker:dsl" checked/);
  const opened = await sam.send(`${family}/disclosures/new`, {
    ...{ what: 'The plan', basis: 'public-task', condition: 'safeguarding', act__when: 'now' },
    ...{ why: 'would-prejudice', opens: 'yes', opensTo: 'worker:dsl', decidedBy: 'Mo' },
  });
  assert.equal(opened.status, 303, opened.html.slice(0, 3000));
  const dsl = await acts.as('dsl');
  assert.equal((await dsl.get(`${family}/consent`)).status, 200);
  const page = await sam.get(`${family}/shared`);
  assert.match(page.html, /Person dsl/);
  assert.match(page.html, /Still sees it/);
  assert.match(page.html, /Asking would put the protection/);
  const ended = await sam.send(`${family}/disclosures/d1/end`, { act__reason: 'Visit is over' });
  assert.equal(ended.status, 303);
  assert.equal((await dsl.get(`${family}/consent`)).status, 403);
  assert.doesNotMatch((await sam.get(`${family}/shared`)).html, /Still sees it/);
  assert.match(
    (await sam.get(`${family}/shared`)).html,
    /Who looked from outside[\s\S]*Person dsl/,
  );
});

test('what was shared is not for a partner who does not hold the family', async () => {
  const family = await newFamily();
  const [sam, lea] = [await acts.as('sam'), await acts.as('lea')];
  await sam.send(`${family}${CONSENT}`, agreed);
  assert.equal((await lea.get(`${family}/shared`)).status, 404);
});

test('what a partner recorded of whom the family leaves out stays theirs, and a summary on consent keeps to it unsaid', async () => {
  const family = await newFamily();
  const [sam, lea] = [await acts.as('sam'), await acts.as('lea')];
  await sam.send(`${family}${CONSENT}`, agreed);
  await lea.send(`${family}/evidence/new/risk-assessment`, {
    risks: 'Lea was there',
    action: 'Ring',
  });
  const answers = { ...agreed, leavesOut: 'yes', kinds: ['risk-assessment'] };
  await sam.send(`${family}${CONSENT}`, { ...answers, agencyOther: 'The gym' });
  const read = await lea.get(`${family}/consent`);
  assert.doesNotMatch(read.html, /The gym|Not shared:/);
  assert.match((await lea.get(`${family}/evidence`)).html, /risk/i);
  const form = await lea.get(`${family}/share`);
  assert.doesNotMatch(form.html, /left this kind of record out/);
  const shown = await lea.post(`${family}/share`, {
    ...{ agency: 'Valley Health', title: 'For the review', basis: 'consent' },
    ...{ consent: 'early-help', decidedBy: 'Lea' },
  });
  assert.match(shown.html, /Check what will be shared/);
  assert.doesNotMatch(shown.html, /Lea was there|that the family has left out/);
  await lea.send(`${family}${CONSENT}`, { ...answers, agencyOther: 'The club' });
  assert.match((await lea.get(`${family}/consent`)).html, /Not for The club/);
});

test('a summary is shown exactly as it will be, recorded as it was shown, and has no trace of what was left out', async () => {
  const family = await newFamily();
  const sam = await acts.as('sam');
  await sam.send(`${family}/evidence/new/home-visit`, {
    notes: 'Spoke of HIDDENUNCLE and of school',
  });
  await sam.send(`${family}/evidence/new/home-visit`, { notes: 'ONLYHERE' });
  const answers = {
    ...{ agency: 'Valley Health', name: 'Dr Lee', title: 'For the review' },
    ...{ basis: 'public-task', condition: 'health-or-social-care', decidedBy: 'Sam' },
    ...{ leave__records: ['records:e2'], words: 'hiddenuncle' },
  };
  const shown = await sam.post(`${family}/share`, answers);
  assert.equal(shown.status, 200);
  assert.match(shown.html, /Check what will be shared/);
  const summary = /id="summary">([\s\S]*?)<form/.exec(shown.html)?.[1] ?? '';
  assert.match(summary, /Spoke of \[left out\] and of school/);
  assert.doesNotMatch(summary, /HIDDENUNCLE|ONLYHERE/i);
  const [, , id = ''] = family.split('/');
  assert.equal((await acts.family(id)).disclosures.length, 0, 'nothing is recorded by looking');
  const [, hash = ''] = /name="hash" value="([0-9a-f]+)"/.exec(shown.html) ?? [];
  // The family changes before it is sent: it is shown again.
  await sam.send(`${family}/evidence/new/home-visit`, { notes: 'Newer' });
  const late = await sam.post(`${family}/share`, { ...answers, do: 'share', hash });
  assert.match(late.html, /The family has changed since you looked/);
  const [, newer = ''] = /name="hash" value="([0-9a-f]+)"/.exec(late.html) ?? [];
  const sent = await sam.post(`${family}/share`, { ...answers, do: 'share', hash: newer });
  assert.equal(sent.location, `${family}/shared/d1`);
  const kept = (await acts.family(id)).disclosures[0]?.terms.summary;
  assert.equal(kept?.hash, newer);
  assert.equal(kept.leftOut, 2);
  const printed = await sam.get(`${family}/shared/d1`);
  assert.match(printed.html, /word for word what was shared/);
  assert.match(printed.html, /Newer/);
  assert.doesNotMatch(printed.html, /HIDDENUNCLE|ONLYHERE/i);
  // What happens to the family later does not change what was shared.
  await sam.send(`${family}/evidence/e1/strike-out`, { act__reason: 'Another family' });
  assert.match((await sam.get(`${family}/shared/d1`)).html, /Spoke of \[left out\]/);
});

test('a summary that rests on consent has no record that the family left out, and goes to no agency that it left out', async () => {
  const family = await newFamily();
  const sam = await acts.as('sam');
  await sam.send(`${family}/evidence/new/home-visit`, { notes: 'LEFTOUT' });
  await sam.send(`${family}${CONSENT}`, {
    ...{ ...agreed, leavesOut: 'yes', kinds: ['home-visit'], agencyOther: 'The club' },
  });
  const answers = {
    title: 'For the review',
    basis: 'consent',
    consent: 'early-help',
    decidedBy: 'Sam',
  };
  const shown = await sam.post(`${family}/share`, { ...answers, agency: 'Valley Health' });
  assert.match(shown.html, /Check what will be shared/);
  assert.doesNotMatch(shown.html, /LEFTOUT/);
  const hashOf = (html: string) => /name="hash" value="([0-9a-f]+)"/.exec(html)?.[1] ?? '';
  const sent = await sam.post(`${family}/share`, {
    ...{ ...answers, agency: 'the  CLUB', do: 'share', hash: hashOf(shown.html) },
  });
  assert.equal(sent.status, 422);
  assert.match(sent.html, /left the {2}CLUB out|The family has left/);
});
