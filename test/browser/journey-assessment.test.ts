import assert from 'node:assert/strict';
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

  test(`a family goes from assessment through the allocation meeting to joint visit and closure (${how})`, async () => {
    const me = await walk(journey, way);
    await me.signInAs('Social Worker');
    const family = await registerFamily(me, `Wren${way.width}`);

    await me.go(`${family}/start`);
    await me.look('b1-start-chooser');
    await me.page
      .getByRole('link', { name: 'Step down from a Children and Families Assessment' })
      .click();
    await me.look('b1-start');
    await me.press('Start');
    await me.says('Started: Step down from a Children and Families Assessment.');

    await me.go(`${family}/evidence/new`);
    await me.look('b1-evidence-chooser');
    await me.go(`${family}/evidence/new/assessment`);
    await me.press('Save this record');
    await me.says('There is a problem');
    await me.look('b1-assessment-errors');
    await me.record(family, 'assessment', {
      'level=extra-help': true,
      'neglect=no': true,
      strengths: 'A warm home',
      'tasks-0-task': 'Parenting course',
      'tasks-0-who': 'School nurse',
      contingency: 'The school tells the Family Help Front Door',
    });
    await me.says('Recorded: Children and Families (C&F) Assessment.');

    // The Team Manager tries before authorising it: refused, and told why.
    await me.signInAs('Social Care Team Manager');
    await me.go(`${family}/transfers/t1/steps/agree-step-down`);
    await me.look('b1-step-before');
    await me.take(family, 'agree-step-down', {
      'agrees=yes': true,
      'service=education': true,
      'level=extra-help': true,
      reason: 'A social worker is no longer needed; school can lead',
    });
    await me.says('cannot be done yet');
    await me.says("Not on file: the Team Manager's authorisation of the assessment");
    await me.says('What you typed is kept below');
    await me.look('b1-step-refused');
    await me.page
      .locator('#refusal')
      .getByRole('link', { name: /authorised by the Team Manager/ })
      .click();
    await me.look('b1-authorise');
    await me.press('Save this record');
    // Back on the step, with everything that was typed.
    await me.says('We kept what you typed on');
    assert.equal(
      await me.page.locator('textarea[name=reason]').inputValue(),
      'A social worker is no longer needed; school can lead',
    );
    await me.look('b1-step-kept');
    await me.press('Agree to step down in final supervision');
    await me.says('Done: Agree to step down in final supervision.');

    await me.signInAs('Social Worker');
    await me.take(family, 'hold-meeting', {
      'how=meeting': true,
      'people-0-who': 'Carly',
      'family-answer=agrees': true,
      'who-leads': 'Nobody who is involved can lead',
    });
    await me.says('Done:');
    await me.record(family, 'home-visit', { 'child-seen=yes': true, 'seen-alone=yes': true });
    await me.record(family, 'screening-tool', {
      'tool=none-relevant': true,
      'why-none': 'No neglect, and progress is plain',
    });
    await me.go(`${family}/consent`);
    await me.look('b1-consent');
    await me.go(`${family}/consent/new/early-help`);
    await me.fill({
      'status=given': true,
      'given=a1': true,
      'leavesOut=no': true,
      'signed=yes': true,
      method: 'At home',
    });
    await me.look('b1-consent-new');
    await me.press('Save the answer');
    await me.says('Recorded: Support from Early Help services.');
    await me.record(family, 'step-down-summary', {
      reasons: 'Needs are lower',
      interventions: 'Assessment and two visits',
    });
    await me.record(family, 'contingency', { 'needed=yes': true, plan: 'Ring the Front Door' });

    await me.signInAs('Social Care Team Manager');
    await me.go(`${family}/transfers/t1/steps/send-to-front-door`);
    await me.says('Carried over from');
    await me.fill({
      'lead-identified=no': true,
      plan: 'Parenting course, reviewed after six weeks',
      'parents-aware=yes': true,
    });
    await me.look('b1-transfer-form');
    await me.press('Send the Transfer to EHM form to the Family Help Front Door');
    await me.says('Done: Send the Transfer to EHM form');

    await me.signInAs('Family Help Front Door Manager');
    await me.take(family, 'book-jam', {
      'level=extra-help': true,
      reason: 'No lead person is easily found',
    });
    await me.says('Done: Book onto the next Joint Allocation Meeting');

    await me.signInAs('Chair of the Joint Allocation Meeting');
    await me.go(`${family}/transfers/t1/steps/jam-decides`);
    await me.fill({
      'act__outcome=worker-named': true,
      'attended=both': true,
      'level=extra-help': true,
      'service=education': true,
      'lead=other': true,
      lead__name: 'Hana Idle',
      lead__agency: 'Hillside School',
      'lead__employer=partner': true,
      reason: 'The school knows the family',
    });
    await me.look('b1-jam');
    await me.press('Record the decision of the Joint Allocation Meeting');
    await me.says('Done: Record the decision of the Joint Allocation Meeting');

    await me.signInAs('Social Worker');
    await me.record(family, 'papers-shared', { 'shared-with': 'Hana Idle' });
    await me.take(family, 'make-joint-visit', { 'happened=yes': true });
    await me.says('Done: Record the joint visit');
    await me.take(family, 'close-social-care', {
      'destination=partner': true,
      interval: '6',
      'interval-unit': 'weeks',
    });
    await me.says("Done: Close to Children's Social Care. Hana Idle holds the family now.");
    await me.look('b1-closed');
    await me.go(`${family}/evidence`);
    await me.look('b1-evidence');
    await me.page.getByRole('link', { name: 'Transfer to EHM form' }).first().click();
    await me.look('b1-record');
  });
}
