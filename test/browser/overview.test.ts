import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { moment } from '../store/support.ts';
import { type Overview, openOverview } from '../web/overview-support.ts';
import { WAYS, type Walk, walk } from './acts-support.ts';
import { type VisitorOptions, visit } from './support.ts';

// At a fixed minute, because an agenda is about one day: the journeys' own server keeps the real time.
const thursday = '/meetings/jam/2026-03-05';
const easter = 'assessment-minutes-two-working-days-over-easter';
const byChair = (step: ScenarioStep) => step.as?.text === 'jam-chair';
const from = (text: string) => (step: ScenarioStep) => step.at >= moment(text);

let overview: Overview;
let browser: Browser;
let address: string;
const pictures = process.env.STILE_PICTURES ?? mkdtempSync(join(tmpdir(), 'stile-pictures-'));

before(async () => {
  overview = await openOverview('2026-03-02 09:00');
  for (const { width } of WAYS) {
    await overview.tell('assessment-jam-names-the-worker', `decide-${width}`, byChair);
    await overview.tell('assessment-not-reached-and-rolled-over', `roll-${width}`, byChair);
  }
  await overview.tell('concern-same-day-is-until-midnight', 'concern', from('2026-03-02 22:00'));
  await overview.tell(easter, 'easter', from('2026-04-02 15:00'));
  overview.stile.setClock(moment('2026-03-05 10:00'));
  address = await overview.app.listen({ port: 0, host: 'localhost' });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});
after(async () => {
  await browser?.close();
  await overview.close();
});

function come(options: VisitorOptions): Promise<Walk> {
  const journey = {
    address,
    pictures,
    browser,
    visit: (as?: VisitorOptions) => visit(browser, address, pictures, as ?? {}),
    close: async () => undefined,
  };
  return walk(journey, options);
}

for (const way of WAYS) {
  const how = `${way.script ? 'with' : 'without'} script, ${way.width} px`;

  test(`a chair decides one case, rolls another over and records who is here (${how})`, async () => {
    overview.stile.setClock(moment('2026-03-05 10:00'));
    const me = await come(way);
    await me.signInAs('Chair of the Joint Allocation Meeting');
    await me.go('/meetings');
    await me.look('c-meetings');
    await me.page.getByRole('link', { name: /^Thursday 5 March 2026/ }).click();
    await me.look('c-agenda');
    const decide = me.page.locator(`#case-decide-${way.width}-t1`);
    await decide.getByRole('button', { name: /^Record the decision/ }).click();
    await me.fill({
      'act__outcome=not-agreed': true,
      'attended=social-worker': true,
      'level=extra-help': true,
      reason: 'No service fits yet',
    });
    await me.page.locator('#form button.govuk-button').last().click();
    await me.page.waitForURL(`**${thursday}`);
    await me.says('Done: Record the decision of the Joint Allocation Meeting.');
    assert.match(await decide.innerText(), /Decided[\s\S]*Not allocated/);
    const roll = me.page.locator(`#case-roll-${way.width}-t1`);
    await roll.getByText('Not reached: roll over to the next sitting').click();
    await roll.getByRole('button', { name: /^Roll the case over/ }).click();
    await me.says('Enter why the case is rolled over');
    await me.look('c-agenda-error');
    await roll.locator('textarea').fill('There was no time');
    await roll.getByRole('button', { name: /^Roll the case over/ }).click();
    await me.says('Rolled over to Tuesday 10 March 2026');
    await me.page.getByText(/(Record|Change) who is here/).click();
    await me.page.locator('input[name="person-0"][value="present"]').check();
    await me.look('c-attendance');
    await me.press('Save who is here');
    await me.says('Recorded who is here');
    await me.go(`${thursday}/decisions`);
    await me.says('Not allocated');
    await me.look('c-decisions');
  });

  test(`the front door, a date and the policy read well (${how})`, async () => {
    overview.stile.setClock(moment('2026-03-02 21:30'));
    const me = await come(way);
    await me.signInAs('ChECS adviser');
    await me.go('/front-door');
    await me.look('c-front-door');
    await me.page.getByRole('link', { name: /^Threshold met/ }).click();
    await me.says('Threshold met');
    overview.stile.setClock(moment('2026-04-02 16:00'));
    await me.signInAs('Social Worker');
    await me.go('/families/easter/why/t1/minutes@2026-04-02T13:00:00.000Z');
    await me.says('Friday 3 April');
    await me.look('c-why');
    await me.page.getByRole('link', { name: 'CE23-042' }).click();
    await me.says('Clause CE23-042');
    await me.look('c-clause');
    for (const part of ['pathways', 'gates', 'clocks', 'records', 'clauses', 'coverage']) {
      await me.go(`/policy/${part}`);
      await readsWell(me, way, part);
    }
    await me.go('/policy');
    await readsWell(me, way, 'policy');
    await me.go('/policy/pathways/step-down-from-assessment');
    await readsWell(me, way, 'pathway');
    await me.go('/calendar');
    await me.look('c-calendar');
  });
}

/** As `look`, without the picture: these pages are dozens of screens long. */
async function readsWell(me: Walk, way: VisitorOptions, name: string): Promise<void> {
  if (way.script !== false) assert.deepEqual(await me.axe(), [], name);
  const wide = await me.page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.ok(Number(wide) <= 0, `${name} is ${wide} px too wide`);
}
