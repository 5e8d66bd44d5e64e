import { after, before, test } from 'node:test';
import { registerFamily, WAYS, walk } from './acts-support.ts';
import { type Journey, openStile } from './support.ts';

let journey: Journey;

before(async () => {
  journey = await openStile();
});
after(() => journey.close());

for (const way of WAYS) {
  const how = `${way.script ? 'with' : 'without'} script, ${way.width} px`;

  test(`a school raises an immediate concern and it reaches the area team (${how})`, async () => {
    const me = await walk(journey, way);
    await me.page.goto('/concern');
    await me.look('b3-number-signed-out');
    await me.signInAs('Lead Person');
    const family = await registerFamily(me, `Lark${way.width}`);
    // With it the school goes on seeing the family when social care takes it over.
    await me.go(`${family}/consent/new/early-help`);
    await me.fill({
      'status=given': true,
      'given=a1': true,
      'leavesOut=no': true,
      'signed=yes': true,
    });
    await me.press('Save the answer');
    await me.go(`${family}/visits/new`);
    await me.fill({
      what: 'Weekly visit',
      'date-day': '1',
      'date-month': '12',
      'date-year': '2099',
      'who=other': true,
      who__name: 'Vera Nurse',
      'who__employer=partner': true,
    });
    await me.look('b3-plan-visit');
    await me.press('Save the planned visit');

    await me.page.getByRole('link', { name: 'Report a safeguarding concern' }).click();
    await me.look('b3-concern');
    await me.press('I have rung, or I am ringing now: record it');
    await me.says('Concern recorded');
    await me.says('Vera Nurse');
    await me.look('b3-recorded');
    await me.page.getByRole('link', { name: /^Add details/ }).click();
    await me.fill({
      what: 'A bruise on the arm',
      'spoken-to': 'Adviser',
      'rang-at-day': '31',
      'rang-at-month': '2',
      'rang-at-year': '2026',
      'rang-at-time': '9:30am',
    });
    await me.press('Save the details');
    await me.says('must be a real date');
    await me.look('b3-details-errors');
    await me.fill({ 'rang-at-day': '2', 'rang-at-month': '3' });
    await me.press('Save the details');
    await me.says('The details are saved.');

    // Somebody of the school tries what is not theirs, and is told whose it is.
    await me.go(`${family}/transfers/t1/steps/pass-to-area-team`);
    await me.says('You cannot do this yourself');
    await me.look('b3-not-yours');

    await me.signInAs('ChECS adviser');
    await me.take(family, 'decide-threshold-met', { reason: 'Injury alleged' });
    await me.says('Done: Threshold met.');
    await me.take(family, 'pass-to-area-team', { 'team=cp': true });
    await me.says('Done: Create the referral');
    await me.signInAs('Child in Need/Child Protection team');
    await me.go(family);
    await me.says('With the Child in Need/Child Protection team');
    await me.look('b3-area-team');
  });

  test(`a concern about a child whom Stile does not know (${how})`, async () => {
    const me = await walk(journey, way);
    await me.signInAs('Lead Person');
    await me.go('/concern');
    await me.look('b3-unknown');
    await me.press('I have rung, or I am ringing now: record it');
    await me.says('Concern recorded');
    await me.look('b3-unknown-recorded');
  });
}
