import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Journey, openStile } from './support.ts';

let journey: Journey;
before(async () => {
  journey = await openStile();
});
after(() => journey.close());

for (const [number, way] of [{ width: 1200 }, { width: 390, script: false }].entries()) {
  const how = number === 0 ? 'on a desktop' : 'on a phone without script';
  test(`an administrator sees a person in, gives a role, arranges cover, and sees them out (${how})`, async () => {
    const me = await journey.visit(way);
    const look = async (name: string): Promise<void> => {
      await me.picture(`people-${name}`);
      // axe is a script itself.
      if (number === 0) assert.deepEqual(await me.axe(), [], name);
    };
    const press = (name: string | RegExp) => me.page.getByRole('button', { name }).first().click();
    await me.signInAs('Administrator of Stile');
    await me.go('/people');
    await look('list');
    const name = `Nia Newcomer ${number}`;
    await me.page.getByRole('button', { name: 'Add a person' }).click();
    await press('Add');
    await look('add-error');
    await me.page.getByLabel('Name', { exact: true }).fill(name);
    await me.page.getByLabel('Who do they work for?').selectOption({ index: 1 });
    await me.page.getByRole('button', { name: 'Add', exact: true }).last().click();
    await me.page.getByText(`${name} is added. Now give them a role.`).waitFor();
    await look('added');
    await me.page.getByRole('button', { name: 'Give a role' }).click();
    await me.page.getByLabel('Role', { exact: true }).selectOption('social-worker');
    await look('role');
    await me.page.getByRole('button', { name: 'Give the role' }).last().click();
    await me.page.getByText('Social Worker', { exact: true }).first().waitFor();
    const person = ['Sam Hughes', 'Nadia Rahman'][number] ?? '';
    await me.go('/people');
    await me.page.getByRole('link', { name: person }).click();
    await look('person');
    await me.page.getByRole('button', { name: 'Arrange cover' }).click();
    await me.page
      .getByLabel('Who covers?')
      .selectOption({ label: 'Grace Adeyemi, Cheshire East Council' });
    await look('cover');
    await me.page.getByRole('button', { name: 'Arrange cover' }).last().click();
    await me.page.getByText(`Grace Adeyemi covers for ${person}`).first().waitFor();
    await me.page.getByRole('button', { name: `${person} leaves` }).click();
    const option = await me.page
      .locator('#successor option', { hasText: name })
      .getAttribute('value');
    await me.page.locator('#successor').selectOption(option ?? '');
    await look('leave');
    await me.page.getByRole('button', { name: 'Show what would happen' }).click();
    await me.page.getByText('takes over').first().waitFor();
    await look('check');
    await press(/^Hand over/);
    await me.page.getByText('Has left.').waitFor();
    await look('left');
    await me.go('/people/teams');
    await look('teams');
    await me.go('/people/import');
    await look('import');
    await me.go('/people/log');
    await look('log');
    await me.context.close();
  });
}
