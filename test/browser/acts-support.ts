/** What people do in a journey: fill in the form that is open, press its button, and look at what comes. */
import assert from 'node:assert/strict';
import type { Journey, Visit, VisitorOptions } from './support.ts';

export type Answers = Readonly<Record<string, string | true>>;

export interface Walk extends Visit {
  /** Fills in what stands in `answers` by the names of the questions; `name=value` with `true` presses a choice. */
  readonly fill: (answers: Answers) => Promise<void>;
  readonly press: (button: string) => Promise<void>;
  readonly record: (family: string, kind: string, answers: Answers) => Promise<void>;
  readonly take: (family: string, step: string, answers: Answers) => Promise<void>;
  readonly says: (words: string | RegExp) => Promise<void>;
  /** Axe finds nothing, and a picture is taken. */
  readonly look: (name: string) => Promise<void>;
}

/** The four ways of going through each journey. */
export const WAYS: readonly VisitorOptions[] = [
  { script: true, width: 1200 },
  { script: false, width: 390, height: 844 },
];

export async function walk(journey: Journey, options: VisitorOptions): Promise<Walk> {
  const visit = await journey.visit(options);
  const { page } = visit;
  page.setDefaultTimeout(6000);
  const says = async (words: string | RegExp): Promise<void> => {
    const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
    if (typeof words === 'string') assert.ok(text.includes(words), `${words}\nnot in:\n${text}`);
    else assert.match(text, words);
  };
  const fill = async (answers: Answers): Promise<void> => {
    for (const [name, value] of Object.entries(answers)) {
      const [field = '', choice] = name.split('=');
      if (choice !== undefined) {
        await page.locator(`main [name="${field}"][value="${choice}"]`).check();
        continue;
      }
      const control = page.locator(`main [name="${field}"]:not([type=hidden])`).first();
      const tag = await control.evaluate((element) => element.tagName);
      if (tag === 'SELECT') await control.selectOption({ label: String(value) });
      else await control.fill(String(value));
    }
  };
  const press = async (button: string): Promise<void> => {
    await page.locator('main').getByRole('button', { name: button, exact: true }).last().click();
    await page.waitForLoadState();
  };
  const send = async (path: string, answers: Answers): Promise<void> => {
    await visit.go(path);
    await fill(answers);
    await page.locator('#form button.govuk-button').last().click();
    await page.waitForLoadState();
  };
  return {
    ...visit,
    fill,
    press,
    says,
    record: (family, kind, answers) => send(`${family}/evidence/new/${kind}`, answers),
    take: (family, step, answers) => send(`${family}/transfers/t1/steps/${step}`, answers),
    async look(name) {
      // Axe runs as script in the page; without script the markup is the same.
      if (options.script !== false) assert.deepEqual(await visit.axe(), [], name);
      // Of the page that has come: right after a press there may be none for a moment.
      const wide = await page.locator('html').evaluate((html) => html.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      await visit.picture(name);
    },
  };
}

/** Registers a family as whoever is signed in, and says where its page is. */
export async function registerFamily(walk: Walk, surname: string): Promise<string> {
  await walk.go('/families/new/child');
  await walk.fill({
    given: 'Ava',
    family: surname,
    'unborn=born': true,
    'born-day': '1',
    'born-month': '3',
    'born-year': '2017',
  });
  await walk.page.locator('main form button.govuk-button').last().click();
  await walk.go('/families/new/adult');
  await walk.fill({ given: 'Carly', family: surname, relation: 'mother', 'household=yes': true });
  await walk.page.locator('main form button.govuk-button').last().click();
  await walk.page.waitForLoadState();
  await walk.page.locator('main form[action="/families/new"] button.govuk-button').last().click();
  await walk.page.waitForLoadState();
  if (
    await walk.page.getByRole('button', { name: 'Register as a new family' }).last().isVisible()
  ) {
    await walk.fill({ different: 'Another family of the same name' });
    await walk.page.locator('main form[action="/families/new"] button.govuk-button').last().click();
    await walk.page.waitForLoadState();
  }
  const path = /^\/families\/[\w-]+/.exec(new URL(walk.page.url()).pathname)?.[0] ?? '';
  assert.notEqual(path, '/families/new', await walk.page.locator('main').innerText());
  return path;
}
