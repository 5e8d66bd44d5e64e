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

  test(`a family goes from a Child in Need plan through the final meeting to handover (${how})`, async () => {
    const me = await walk(journey, way);
    await me.signInAs('Social Worker');
    const family = await registerFamily(me, `Finch${way.width}`);
    await me.go(`${family}/start/step-down-from-cin`);
    await me.press('Start');
    await me.says('Started:');
    await me.record(family, 'assessment', { 'level=extra-help': true, 'neglect=no': true });
    await me.record(family, 'cin-plan', { summary: 'Weekly visits' });
    await me.take(family, 'confirm-plan', { 'step-down-confirmed=yes': true });
    await me.says('Done:');
    await me.signInAs('Social Care Team Manager');
    await me.record(family, 'assessment-authorised', {});
    await me.take(family, 'confirm-in-supervision', {
      'agrees=yes': true,
      'service=education': true,
      'level=extra-help': true,
      reason: 'School can lead',
      'record-reference': 'Case note of today',
    });
    await me.says('Done: Confirm the step down in supervision');

    await me.signInAs('Social Worker');
    const lead = {
      'lead=other': true,
      lead__name: 'Hana Idle',
      lead__agency: 'Hillside School',
      'lead__employer=partner': true,
      'works-for=partner': true,
      'level=extra-help': true,
      'involved=yes': true,
      reason: 'Knows the children',
    } as const;
    await me.take(family, 'name-lead', lead);
    await me.says('cannot be done yet');
    await me.says('The family’s view'.replace('’', "'"));
    await me.look('b2-refused');
    await me.record(family, 'family-view-on-lead', { view: 'They trust the school' });
    await me.go(`${family}/transfers/t1/steps/name-lead`);
    await me.says('We kept what you typed on');
    await me.press('Name the Lead Person');
    await me.says('Done: Name the Lead Person');

    await me.record(family, 'home-visit', { 'child-seen=yes': true, 'seen-alone=no': true });
    await me.record(family, 'screening-tool', {
      'tool=none-relevant': true,
      'why-none': 'No neglect',
    });
    await me.go(`${family}/consent/new/early-help`);
    await me.fill({
      'status=given': true,
      'given=a1': true,
      'leavesOut=no': true,
      'signed=yes': true,
    });
    await me.press('Save the answer');
    await me.record(family, 'final-cin-date', {
      'meeting-on-day': '1',
      'meeting-on-month': 'March',
      'meeting-on-year': '2027',
      'shared-with': 'Everybody in the network',
    });

    await me.signInAs('Social Care Team Manager');
    await me.go(`${family}/transfers/t1/steps/transfer-to-lead`);
    await me.fill({
      'lead-identified=yes': true,
      reasons: 'Needs are lower',
      interventions: 'A year of visits',
      plan: 'Parenting course',
      'contingency-needed=no': true,
      'parents-aware=yes': true,
    });
    await me.says('Carried over from “A Lead Person has agreed to lead”');
    await me.look('b2-transfer-form');
    await me.press('Complete the Transfer to EHM form for the Lead Person');
    await me.says('Done: Complete the Transfer to EHM form');

    await me.signInAs('Social Worker');
    await me.go(`${family}/transfers/t1/steps/hold-final-meeting`);
    await me.fill({
      'act__outcome=steps-down': true,
      'agreement=yes': true,
      'family-consents=yes': true,
      'tasks-0-task': 'Parenting course',
      'tasks-0-who': 'School nurse',
    });
    // A row more is asked for, and nothing typed is lost.
    await me.page.getByRole('button', { name: 'Add another row to Clear tasks' }).click();
    await me.page.waitForLoadState();
    await me.fill({
      'tasks-1-task': 'Attendance',
      'tasks-1-who': 'Hana Idle',
      'lead-attended=yes': true,
    });
    await me.look('b2-final-meeting');
    await me.press('Record the final Child in Need meeting');
    await me.says('Done: Record the final Child in Need meeting');
    await me.take(family, 'make-handover-visit', {
      'social-worker-there=yes': true,
      'lead-there=yes': true,
    });
    await me.take(family, 'close-social-care', {
      'destination=partner': true,
      interval: '6',
      'interval-unit': 'weeks',
    });
    await me.says('Hana Idle holds the family now.');
    await me.look('b2-closed');
  });
}
