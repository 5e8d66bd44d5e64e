import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import type { WorkerId } from '../../src/core/family/people.ts';
import { done, moment, registration } from '../store/support.ts';
import { type Overview, openOverview } from '../web/overview-support.ts';
import { visit } from './support.ts';

const pictures = process.env.STILE_PICTURES ?? mkdtempSync(join(tmpdir(), 'stile-pictures-'));
let overview: Overview;
let browser: Browser;
let address: string;
before(async () => {
  overview = await openOverview('2026-03-02 09:00');
  for (let number = 1; number <= 6; number++)
    await done(overview.stile, `b${number}`, registration(`b${number}`));
  for (const id of ['z1', 'z2']) {
    await done(overview.stile, id, registration(id));
    const people =
      id === 'z1' ? ['team-manager', 'policy-owner'] : ['team-manager', 'duty-manager'];
    await overview.carry('team-manager', id, {
      do: 'restrict-access',
      reason: 'The mother works here',
      people: people.map((worker) => ({ worker: worker as WorkerId, name: worker })),
      never: [],
    });
  }
  await overview.stile.behindItsBack('UPDATE outbox SET done_at = created');
  overview.stile.setClock(moment('2032-04-01 09:00'));
  address = await overview.app.listen({ host: '127.0.0.1', port: 0 });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});
after(async () => {
  await browser.close();
  await overview.close();
});

test('two people dispose of families, on a wide screen and on a phone without script', async () => {
  const one = await visit(browser, address, pictures, {});
  await one.signInAs('Policy owner');
  await one.go('/policy/retention');
  assert.deepEqual(await one.axe(), []);
  await one.page.getByLabel('Reference of the family').fill('F-b1');
  await one.page.getByRole('button', { name: 'Place the hold' }).click();
  await one.page.getByRole('heading', { name: 'There is a problem' }).waitFor();
  assert.deepEqual(await one.axe(), []);
  await one.page.getByLabel('Why the records are held').fill('Inquiry 7');
  await one.page.getByLabel('Day').fill('1');
  await one.page.getByLabel('Month').fill('6');
  await one.page.getByLabel('Year').fill('2033');
  await one.page.getByRole('button', { name: 'Place the hold' }).click();
  await one.page.getByText('The records are held.').waitFor();
  await one.page.getByLabel('Reference of the family').fill('F-z2');
  await one.page.getByLabel('Why the records are held').fill('Claim 3');
  await one.page.getByLabel('Day').fill('1');
  await one.page.getByLabel('Month').fill('6');
  await one.page.getByLabel('Year').fill('2033');
  await one.page.getByRole('button', { name: 'Place the hold' }).click();
  await one.page.getByLabel('I have checked the reference').waitFor();
  assert.deepEqual(await one.axe(), []);
  await one.picture('retention-sight-unseen');
  await one.go('/policy/retention');
  await one.picture('retention');
  await one.page.getByLabel('I have read the list of 5 families above').check();
  await one.page.getByRole('button', { name: 'Propose to dispose of 5 families' }).click();
  await one.page.getByText('You proposed this list.').waitFor();
  await one.context.close();
  const other = await visit(browser, address, pictures, { width: 390, script: false });
  await other.signInAs('Social Care Team Manager');
  await other.go('/policy/retention');
  await other.page.getByRole('heading', { name: 'Waits for a second person' }).waitFor();
  await other.page.getByRole('button', { name: 'Propose F-z2' }).waitFor();
  await other.picture('retention-waits');
  const over = await other.page
    .locator('html')
    .evaluate((html) => html.scrollWidth - html.clientWidth);
  assert.ok(over <= 0);
  await other.page.getByLabel('I have read the list: 5 families will be gone for good').check();
  await other.page.getByRole('button', { name: 'Confirm, and dispose of 5 families' }).click();
  await other.page.getByText('5 families were disposed of.').waitFor();
  await other.picture('retention-gone');
  await other.context.close();
});

test('what is held about one person is gathered, reviewed and released, on a phone without script too', async () => {
  await done(overview.stile, 'x1', registration('x1', 'Ava', 'Malik'));
  await done(overview.stile, 'x1', {
    do: 'record-told',
    to: [{ role: 'family' }],
    what: 'A neighbour rang and said that Carly had shouted',
  });
  for (const [width, script] of [
    [1200, true],
    [390, false],
  ] as const) {
    const visitor = await visit(browser, address, pictures, { width, script });
    const { page } = visitor;
    await visitor.signInAs('Policy owner');
    await visitor.go('/families/x1/history');
    await page.getByRole('link', { name: 'gather what is held about one person' }).click();
    if (script) assert.deepEqual(await visitor.axe(), []);
    await page.getByLabel('Ava Malik').check();
    await page.getByLabel('Who asked?').fill('Ava Malik herself');
    await page.getByLabel('Day').fill('1');
    await page.getByLabel('Month').fill('3');
    await page.getByLabel('Year').fill('2032');
    await visitor.picture('export-asked');
    await page.getByRole('button', { name: 'Gather what is held' }).click();
    await page.getByText('marked for review').waitFor();
    if (script) assert.deepEqual(await visitor.axe(), []);
    await visitor.picture('export-review');
    const wide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    assert.ok(wide <= 0);
    for (let round = 0; round < 10; round++) {
      const keep = await page.getByLabel('Keep it').all();
      if (keep.length === 0) break;
      for (const each of keep) await each.check();
      await page.getByRole('button', { name: 'Keep these decisions' }).click();
      await page.getByText('marked for review').waitFor();
    }
    await page.getByRole('button', { name: 'Release it as decided' }).click();
    await page.getByRole('heading', { name: 'What is held about Ava Malik' }).waitFor();
    if (script) assert.deepEqual(await visitor.axe(), []);
    await visitor.picture('export-released');
    await visitor.context.close();
  }
});
