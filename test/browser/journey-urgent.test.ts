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

  test(`a restricted family, urgent access to it, and its review (${how})`, async () => {
    const me = await walk(journey, way);
    await me.signInAs('Social Worker', 'Sam Hughes');
    const name = way.script ? 'Heron' : 'Wagtail';
    const family = await registerFamily(me, name);

    await me.signInAs('Social Care Team Manager', 'Priya Nair');
    await me.go(`${family}/people`);
    await me.page.getByRole('link', { name: 'Who may see this family' }).click();
    await me.page.waitForURL('**/access');
    await me.look('g1-open-to-all');
    await me.page.getByRole('button', { name: 'Restrict to named people' }).click();
    await me.page.waitForURL('**/access/restrict');
    await me.fill({ reason: 'The mother works in this building' });
    await me.fill({
      'people-0-who': 'Martin Cole, Cheshire East Council',
      'never-0-who': 'Hugo Marsh, Cheshire East Council',
    });
    await me.look('g2-restrict');
    await me.press('Restrict the family');
    await me.says('Before you open this family');
    await me.fill({ 'purpose=duty': true });
    await me.look('g3-what-for');
    await me.press('Open the family');
    await me.says('Only named people.');
    await me.look('g4-restricted');

    await me.signInAs('Emergency Duty Team', 'Pat Doyle');
    await me.go('/families');
    await me.fill({ name: `Ava ${name}` });
    await me.press('Find');
    await me.says('Nobody found');
    await me.go(family);
    await me.says('Page not found');
    await me.look('g5-not-there');
    await me.page.getByRole('link', { name: 'urgent access' }).click();
    await me.page.waitForURL('**/urgent-access');
    await me.look('g6-urgent');
    await me.fill({ name: `Ava ${name}`, reason: 'The police have her at the station' });
    await me.fill({ 'born-day': '2', 'born-month': '3', 'born-year': '2017' });
    await me.press('Take urgent access');
    await me.says('No family was found that you can have access to');
    await me.look('g7-nothing');
    await me.fill({ 'born-day': '1' });
    await me.press('Take urgent access');
    await me.says('You have urgent access to this family until');
    await me.look('g8-sees');
    await me.go(`${family}/history`);
    await me.says('Urgent access taken by Pat Doyle');

    await me.signInAs('Social Care Team Manager', 'Priya Nair');
    await me.page.getByRole('link', { name: /^Urgent access to review/ }).click();
    await me.page.waitForURL('**/reviews');
    await me.says('The police have her at the station');
    await me.look('g9-to-review');
    await me.page
      .getByRole('link', { name: new RegExp(`^Review it.*Ava ${name}`) })
      .last()
      .click();
    await me.page.waitForURL('**/access/review/*');
    await me.fill({ 'finding=justified': true, note: 'Right to look' });
    await me.look('g10-review');
    await me.press('Record the review');
    await me.says('Justified');
    await me.page.getByRole('link', { name: 'Who has looked at this family' }).click();
    await me.page.waitForURL('**/looked');
    await me.says('Urgent access: reason and review');
    await me.look('g11-looked');
    await me.go('/urgent-access/reviews');
    await me.look('g12-reviewed');
  });

  test(`how far a role sees, with what would change (${how})`, async () => {
    const me = await walk(journey, way);
    await me.signInAs('Policy owner', 'Victoria Lane');
    await me.go('/access/roles');
    await me.look('g13-roles');
    await me.go('/access/roles/quality-assurance');
    await me.fill({ 'sees=named': true, 'asks=no': true, reason: 'They ask the manager' });
    await me.press('Show what would change');
    await me.says('What would change');
    await me.look('g14-preview');
    await me.press('Change it');
    await me.says('Only families they are named in');
    await me.look('g15-changed');
  });
}
