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

  test(`a plan that is not progressing goes up through the front door (${how})`, async () => {
    const me = await walk(journey, way);
    await me.signInAs('Lead Person');
    const family = await registerFamily(me, `Rook${way.width}`);
    await me.go(`${family}/start`);
    await me.page
      .getByRole('link', { name: 'Step up: Early Help not progressing outcomes' })
      .click();
    await me.press('Start');
    await me.says('Started:');

    const reasons = {
      'not-progressing': 'Attendance falls',
      'specific-concerns': 'Missed appointments',
      why: 'Early Help has done what it can',
      impact: 'Tired and hungry in class',
      threshold: 'Three reviews, no change',
      'safeguarding-concerns=yes': true,
    } as const;
    await me.take(family, 'set-out-reasons', reasons);
    await me.says('cannot be done yet');
    await me.says('Early Help plan open');
    await me.says('Multi-agency reviews held');
    await me.look('b4-refused');

    await me.go(`${family}/evidence/new`);
    await me.says('Needed next for this family');
    await me.look('b4-chooser');
    await me.record(family, 'early-help-plan', {
      'began-day': '1',
      'began-month': '3',
      'began-year': '2026',
    });
    await me.record(family, 'screening-tool', { 'tool=gcp2': true, result: 'Neglect grows' });
    await me.record(family, 'multi-agency-review', { progress: 'None', 'tool-used=no': true });
    await me.record(family, 'group-supervision', { result: 'Step up' });
    await me.record(family, 'supervision-step-up', {
      'kind=planned': true,
      concerns: 'Neglect',
      oversight: 'Step up',
    });
    await me.record(family, 'chronology', { 'attempts=yes': true, where: 'School file' });
    await me.record(family, 'assessment-tool', { tool: 'GCP 2' });
    await me.record(family, 'family-advised', { 'how=letter': true });

    await me.go(`${family}/transfers/t1/steps/set-out-reasons`);
    await me.says('We kept what you typed on');
    await me.press('Set out why the case needs to be stepped up');
    await me.says('Done: Set out why the case needs to be stepped up');
    await me.take(family, 'send-portal-form', { 'immediate=yes': true });
    await me.says('cannot be done yet');
    await me.says('Ring ChECS now');
    await me.look('b4-immediate');
    await me.fill({ 'immediate=no': true });
    await me.press('Send the ChECS online portal form');
    await me.says('Done: Send the ChECS online portal form');

    await me.signInAs('ChECS Social Worker');
    await me.take(family, 'agree-threshold', { reason: 'Neglect' });
    await me.says('Done: Threshold agreed');
    await me.take(family, 'send-to-team', { 'team=cin': true });
    await me.says('Done: Send the referral to the team');
    await me.signInAs('Child in Need/Child Protection team');
    await me.go(`${family}/transfers/t1/steps/start-assessment`);
    await me.look('b4-start-assessment');
    await me.fill({
      'agreed-date-day': '31',
      'agreed-date-month': '12',
      'agreed-date-year': '2199',
      'supervision-reference': 'Supervision of today',
      'record-reference': 'Case note of today',
    });
    await me.press('Agree the time and start the C&F Assessment');
    await me.says('cannot be done yet');
    await me.look('b4-too-late');
  });
}
