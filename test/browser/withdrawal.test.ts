/** A partner has the family open in a browser of their own while the family withdraws its consent. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Journey, openStile, type Visit } from './support.ts';

let journey: Journey;
before(async () => {
  journey = await openStile();
});
after(() => journey.close());

describe('an open session of a partner', () => {
  for (const way of [
    { script: true, width: 1200 },
    { script: false, width: 390 },
  ])
    test(`shows nothing more from the moment of withdrawal (${way.width} wide, ${way.script ? 'with' : 'without'} script)`, async () => {
      // axe is script itself.
      const check = async (who: Visit): Promise<void> =>
        assert.deepEqual(way.script ? await who.axe() : [], []);
      const [staff, partner] = [await journey.visit(way), await journey.visit(way)];
      await partner.signInAs('Lead Person');
      // A family that is shared with them by consent, and that they do not hold.
      const family = await sharedFamily(partner);
      await partner.go(family);
      const name = (await partner.page.locator('h1').textContent()) ?? '';
      await partner.page.getByText('that are shared with you').first().waitFor();
      await partner.picture('partner-parts');
      await check(partner);

      await staff.signInAs('Social Worker');
      await staff.go(`${family}/consent`);
      await check(staff);
      await staff.picture('consent-list');
      await staff.go(`${family}/consent/withdraw/early-help`);
      await staff.page.getByText('From this moment').waitFor();
      await staff.picture('withdraw');
      await staff.page.locator('input[name=given]').last().check();
      await staff.page.locator('input[name=signed][value=no]').check();
      const competence = staff.page.locator('input[name=competence]').first();
      if (await competence.isVisible()) await competence.check();
      await staff.page.getByRole('button', { name: 'Record that it is withdrawn' }).last().click();
      await staff.page.getByText('Recorded as withdrawn:').waitFor();
      await staff.page
        .getByText(/was withdrawn on \d/)
        .first()
        .waitFor();
      await check(staff);
      await staff.picture('withdrawn');

      // The page that was open still has its links; each of them finds nothing of the family.
      await partner.page.getByRole('link', { name: 'History', exact: true }).first().click();
      await partner.page.getByRole('heading', { name: /is not shared with you/ }).waitFor();
      assert.ok(!((await partner.page.textContent('body')) ?? '').includes(name.trim()));
      await check(partner);
      await partner.picture('partner-not-shared');
      await partner.go('/work');
      await partner.page.getByRole('heading', { name: 'Not shared with you' }).waitFor();

      await staff.go(`${family}/shared`);
      await check(staff);
      await staff.picture('shared');
      await staff.go(`${family}/consent/new/early-help`);
      await staff.picture('consent-new');
      await check(staff);
      await questionsComeWithAnswers(staff, way);
      await staff.go(`${family}/disclosures/new`);
      await staff.picture('disclosure-new');
      await check(staff);
      await staff.go(`${family}/share`);
      await staff.picture('share');
      await check(staff);
      await staff.page.locator('input[name=agency]').fill('Valley Health');
      await staff.page.locator('input[name=title]').fill('For the review');
      await staff.page.locator('input[name=basis][value=public-task]').check();
      await staff.page.locator('input[name=condition][value=health-or-social-care]').check();
      await staff.page.getByRole('button', { name: 'Show what will be shared' }).last().click();
      await staff.page.getByRole('heading', { name: 'Check what will be shared' }).waitFor();
      await staff.picture('share-preview');
      await check(staff);
      await staff.page.getByRole('button', { name: 'Share exactly this' }).click();
      await staff.page.getByText('word for word').waitFor();
      await staff.picture('shared-summary');
      await check(staff);
    });
});

/** What is asked of an agreement only is asked once there is one; without script all is asked, and says of what. */
async function questionsComeWithAnswers(
  { page }: Visit,
  { script }: { readonly script: boolean },
): Promise<void> {
  const who = page.getByRole('group', { name: 'Who answered?' });
  const status = (value: string) => page.locator(`input[name=status][value=${value}]`);
  const why = page.getByRole('group', { name: 'Why can this young person answer for themselves?' });
  const when = page.getByText('Answer if you chose “Agreed” or “Did not agree”').first();
  assert.equal(await who.isVisible(), !script);
  assert.equal(await when.isVisible(), !script);
  await status('given').check();
  assert.ok(await who.isVisible());
  assert.equal(await why.isVisible(), !script);
  await who.getByRole('radio').last().check();
  assert.ok(await why.isVisible());
  // What hangs on an answer goes with the question that it answers.
  await status('not-sought').check();
  assert.equal(await who.isVisible(), !script);
  assert.equal(await why.isVisible(), !script);
  await status('refused').check();
  assert.ok((await who.isVisible()) && (await why.isVisible()));
}

/** The first family of the partner's work that is shared with them by consent, and that others hold. */
async function sharedFamily(partner: Visit): Promise<string> {
  const links = await partner.page.locator('main a[href^="/families/"]').all();
  const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')));
  const families = hrefs.flatMap((href) => /^\/families\/demo[\w-]+/.exec(href ?? '')?.[0] ?? []);
  for (const href of new Set(families)) {
    // Whoever holds a family may read what was shared of it.
    await partner.go(`${href}/shared`);
    if (!(await partner.page.title()).startsWith('Page not found')) continue;
    await partner.go(`${href}/consent`);
    if ((await partner.page.textContent('main'))?.includes('Agreed')) return href;
  }
  throw new Error('No family is shared with this partner');
}
