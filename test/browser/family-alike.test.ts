/** A partner registers a child whom Stile knows; the front door compares and decides. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Journey, openStile } from './support.ts';

let journey: Journey;
before(async () => {
  journey = await openStile();
});
after(() => journey.close());

async function addChild(
  page: Page,
  child: { given: string; family: string; born: readonly string[] },
): Promise<void> {
  await page.goto('/families/new/child');
  await page.getByLabel('First name').fill(child.given);
  await page.getByLabel('Family name').fill(child.family);
  const [day = '', month = '', year = ''] = child.born;
  await page.getByRole('radio', { name: 'Yes' }).check();
  await page.locator('#born-day').fill(day);
  await page.locator('#born-month').fill(month);
  await page.locator('#born-year').fill(year);
  await page.getByRole('button', { name: 'Add this child' }).first().click();
  await page.waitForURL('**/families/new');
}

test('registered by a partner, told to the front door, compared side by side, on a phone too', async () => {
  const staff = await journey.visit();
  const child = { given: 'Rosalind', family: 'Quayle', born: ['4', '5', '2018'] };
  await staff.signInAs('Social Care Team Manager');
  await addChild(staff.page, child);
  await staff.page.getByRole('radio').first().check();
  await staff.page.getByRole('button', { name: 'Register the family' }).click();
  await staff.page.waitForURL(/\/families\/(?!new)/);

  const partner = await journey.visit();
  await partner.signInAs('Lead Person');
  await addChild(partner.page, child);
  await partner.page.getByRole('radio').first().check();
  await partner.page.getByRole('button', { name: 'Register the family' }).click();
  await partner.page.waitForURL(/\/families\/(?!new)/);
  assert.doesNotMatch(
    await partner.page.locator('main').innerText(),
    /may be the same|looks? alike/,
  );

  const desk = await journey.visit();
  await desk.signInAs('ChECS adviser');
  const link = desk.page.getByRole('link', { name: /Families that may be the same \(/ });
  for (let tries = 0; tries < 60 && (await link.count()) === 0; tries++) {
    await desk.page.waitForTimeout(1000);
    await desk.go('/work');
  }
  await link.click();
  await desk.picture('families-alike');
  assert.deepEqual(await desk.axe(), []);
  await desk.page
    .getByRole('link', { name: /Compare them/ })
    .first()
    .click();
  await desk.picture('compare-families');
  assert.deepEqual(await desk.axe(), []);
  const address = desk.page.url();

  const phone = await journey.visit({ width: 375, height: 800 });
  await phone.signInAs('ChECS adviser');
  await phone.go('/families/alike');
  await phone.picture('families-alike');
  await phone.go(address);
  await phone.picture('compare-families');
  assert.deepEqual(await phone.axe(), []);
  assert.ok(await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await phone.page.getByRole('button', { name: 'Record what you found' }).last().click();
  await phone.picture('compare-families-errors');
  await phone.page.getByRole('radio', { name: 'The same family' }).check();
  await phone.page
    .getByLabel('How do you know, and what is done now?')
    .fill('One mother, one address. Work goes on in the older family.');
  await phone.page.getByRole('button', { name: 'Record what you found' }).last().click();
  await phone.page.waitForURL('**/families/alike');
  await phone.picture('families-alike-done');
  await desk.go('/families/alike');
  await desk.picture('families-alike-done');
  await desk.page
    .getByRole('link', { name: /Rosalind Quayle/ })
    .first()
    .click();
  await desk.picture('family-alike');
  assert.match(await desk.page.locator('main').innerText(), /The same family: .*Work goes on/s);
});
