import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Journey, openStile, type Visit } from './support.ts';

let stile: Journey;
before(async () => {
  stile = await openStile();
});
after(() => stile.close());

/** Pages of nobody in particular, and of the first family on somebody's list. */
const PAGES = ['/work', '/families', '/families/new', '/families/new/adult', '/notices'];
const FAMILY_PAGES = ['', '/history', '/people', '/people/add/adult', '/people/roles/lead'];

async function firstFamily({ page }: Visit): Promise<string> {
  await page.goto('/work');
  const href = await page.locator('.app-work__link').first().getAttribute('href');
  return (href ?? '').replace(/#.*$/, '');
}

async function stays(visit: Visit): Promise<void> {
  const over = await visit.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${visit.page.url()} is ${over} pixels too wide`);
}

describe('pages of work and families', () => {
  for (const width of [1200, 320]) {
    test(`hold at ${width} pixels, and axe finds nothing in them`, async () => {
      const visit = await stile.visit({ width });
      const faults: string[] = [];
      visit.page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`${visit.page.url()}: ${message.text()}`);
      });
      await visit.signInAs('Social Worker');
      const family = await firstFamily(visit);
      for (const path of [...PAGES, ...FAMILY_PAGES.map((part) => family + part)]) {
        await visit.go(path);
        await stays(visit);
        assert.deepEqual(await visit.axe(), [], path);
      }
      await visit.picture('family-pages');
      assert.deepEqual(faults, []);
      await visit.context.close();
    });
  }

  test('register a family without script, and it is on the list of its holder', async () => {
    const visit = await stile.visit({ script: false, width: 390 });
    const { page } = visit;
    await visit.signInAs('Social Worker');
    await page.goto('/families/new');
    await page.getByRole('button', { name: 'Add a child' }).click();
    await page.getByLabel('First name').fill('Wren');
    await page.getByLabel('Family name').fill('Quill');
    await page.getByLabel('Yes').check();
    await page.getByLabel('Day').first().fill('31');
    await page.getByLabel('Month').first().fill('2');
    await page.getByLabel('Year').first().fill('2019');
    await page.getByRole('button', { name: 'Add this child' }).last().click();
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    assert.equal(await page.getByLabel('First name').inputValue(), 'Wren');
    await page.getByLabel('Month').first().fill('March');
    await page.getByRole('button', { name: 'Add this child' }).last().click();
    await page.getByText('Child, born 31 March 2019').waitFor();
    await page.getByRole('button', { name: 'Register the family' }).last().click();
    await page.getByText('The family is registered as').waitFor();
    await page.getByText('Held now by').waitFor();
    await page.goto('/families');
    await page.getByLabel('Name of a child or an adult').fill('Ren Quill');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'Wren Quill' }).first().waitFor();
    await visit.context.close();
  });

  test('bring somebody back to the page they asked for, and end when they sign out', async () => {
    const visit = await stile.visit();
    const { page } = visit;
    await page.goto('/policy');
    assert.match(page.url(), /sign-in\?next=%2Fpolicy/);
    await page.locator('.app-sign-in__council').first().click();
    await page.locator('.app-sign-in__person').first().click();
    await page.waitForURL('**/policy');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out.').waitFor();
    await page.goto('/work');
    assert.match(page.url(), /sign-in/);
    await visit.context.close();
  });
});
