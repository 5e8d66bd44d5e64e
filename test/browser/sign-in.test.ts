import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { usualSessionLimits } from '../../src/cases/sessions.ts';
import { itself } from '../../src/store/database/connect.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { openProvider } from '../../src/web/sign-in/provider.ts';
import { client, type RunningProvider, secret, startProvider } from '../provider.ts';
import { authority, openTestStile, root, type TestStile } from '../store/support.ts';
import { type Visit, type VisitorOptions, visit } from './support.ts';

const pictures = process.env.STILE_PICTURES ?? mkdtempSync(join(tmpdir(), 'stile-pictures-'));
const ways: readonly VisitorOptions[] = [
  { script: true, width: 1200 },
  { script: true, width: 390 },
  { script: false, width: 390 },
];

let stile: TestStile;
let provider: RunningProvider;
let browser: Browser;
let address: string;
const ends: (() => Promise<unknown>)[] = [];

before(async () => {
  stile = await openTestStile();
  ends.push(() => stile.close());
  await saveWorker(itself(stile.db, authority), authority, {
    ...{ id: 'ava', name: 'Ava Price', email: 'ava@council.example', agency: 'The council' },
    ...{ employer: 'authority', roles: ['team-manager'], team: null, active: true },
  });
  const port = await freePort();
  address = `http://localhost:${port}`;
  provider = await startProvider({
    back: ['council', 'school'].map((id) => `${address}/sign-in/with/${id}/back`),
    afterSignOut: [`${address}/sign-in`],
  });
  ends.push(provider.close);
  provider.person = 'ava-1';
  provider.accounts.set('ava-1', { email: 'ava@council.example', email_verified: true });
  const council = {
    ...{ id: 'council', authority, name: 'your council account', issuer: provider.issuer },
    ...{ client, secret, for: 'staff' as const, agency: undefined, roles: undefined },
    ...{ create: false, scope: 'openid email profile' },
    claims: { email: 'email', verified: 'email_verified', name: 'name', roles: 'groups' },
  };
  const school = {
    ...{ id: 'school', name: 'your Hillside School account' },
    ...{ for: 'partner' as const, agency: 'Hillside School' },
  };
  const signIn = {
    providers: [openProvider(council), openProvider({ ...council, ...school })],
    links: [authority],
    address,
    sessions: usualSessionLimits,
    log: () => undefined,
  };
  const web = { stile, assets: readAssets(root), demonstration: false, signIn };
  const app = buildWeb(web, { secure: false, log: (message) => process.stderr.write(message) });
  await app.listen({ port, host: 'localhost' });
  ends.push(() => app.close());
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  ends.push(() => browser.close());
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

/** A port that was free a moment ago: the provider must know Stile's address, and Stile the provider's. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, 'localhost', () => {
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function readsWell(me: Visit, name: string, { script = true }: VisitorOptions = {}) {
  await me.picture(name);
  if (script) assert.deepEqual(await me.axe(), [], name);
  const wide = await me.page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.ok(Number(wide) <= 0, `${name} is ${wide} px too wide`);
}

async function signIn(me: Visit): Promise<void> {
  await me.go('/sign-in');
  await me.page.getByRole('button', { name: 'Sign in with your council account' }).click();
  await me.page.waitForURL('**/work');
}

for (const way of ways) {
  const how = `${way.script ? 'with' : 'without'} script, ${way.width} px`;

  test(`somebody signs in with their account, sees where, and signs out there too (${how})`, async () => {
    const me = await visit(browser, address, pictures, way);
    await me.go('/families');
    await readsWell(me, 'i-sign-in', way);
    await me.page.getByRole('button', { name: 'Sign in with your council account' }).click();
    await me.page.waitForURL('**/families');
    await me.page.getByRole('link', { name: 'Where you are signed in' }).click();
    await me.page.getByText('This browser').waitFor();
    await readsWell(me, 'i-sessions', way);
    await me.page.getByRole('button', { name: 'Sign out' }).first().click();
    await me.page.getByText('You have signed out.').waitFor();
    await readsWell(me, 'i-signed-out', way);
    await me.page.getByRole('link', { name: 'sign out of your council account too' }).click();
    await me.page.waitForURL(`${provider.issuer}/**`);
    await me.context.close();
  });

  test(`a link is asked for, and a wrong address is said (${how})`, async () => {
    const me = await visit(browser, address, pictures, way);
    await me.go('/sign-in');
    await me.page.getByLabel('Your e-mail address at work').fill('jo at school');
    await me.page.getByRole('button', { name: 'Send me a link' }).click();
    await me.page.getByRole('link', { name: /^Enter an e-mail address/ }).waitFor();
    await readsWell(me, 'i-link-error', way);
    await me.page.getByLabel('Your e-mail address at work').fill('jo@school.example');
    await me.page.getByRole('button', { name: 'Send me a link' }).click();
    await me.page.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
    await readsWell(me, 'i-link-sent', way);
    await me.context.close();
  });

  test(`a form that is sent after the session ended is there again after signing in (${how})`, async () => {
    const me = await visit(browser, address, pictures, way);
    await signIn(me);
    await me.go('/families/new/child');
    await me.page.getByLabel('First name', { exact: false }).first().fill('Typed for a long time');
    stile.pass({ hours: 2 });
    await me.page.locator('main form button.govuk-button').last().click();
    await me.page.getByText('You had been signed out, so nothing was sent.').waitFor();
    await readsWell(me, 'i-kept-sign-in', way);
    await me.page.getByRole('button', { name: 'Sign in with your council account' }).click();
    await me.page
      .getByRole('heading', { name: /^You are signed in, and what you typed/ })
      .waitFor();
    await me.page.getByText('Typed for a long time').waitFor();
    await readsWell(me, 'i-kept', way);
    await me.page.getByRole('button', { name: 'Send it now' }).click();
    // The form is there with its questions, as if it had been sent in time.
    await me.page.waitForURL('**/families/new**');
    assert.ok((await me.page.content()).includes('Typed for a long time'));
    await me.context.close();
  });
}

test('somebody who is refused is told what to do', async () => {
  provider.person = 'stranger';
  provider.accounts.set('stranger', { email: 'x@council.example', email_verified: true });
  const me = await visit(browser, address, pictures, { width: 390 });
  await me.go('/sign-in/with/council');
  await me.page.getByRole('heading', { name: /^You cannot sign in to Stile/ }).waitFor();
  await readsWell(me, 'i-refused');
  provider.person = 'ava-1';
  await me.context.close();
});

test('a warning comes before the end, and staying is one press', async () => {
  const me = await visit(browser, address, pictures, { width: 390 });
  await me.page.clock.install();
  await signIn(me);
  const warning = me.page.getByRole('dialog', { name: 'You will be signed out soon' });
  const wait = async (minutes: number) => {
    stile.pass({ minutes });
    for (let each = 0; each < minutes; each++) await me.page.clock.runFor(60_000);
  };
  await wait(50);
  assert.equal(await warning.isVisible(), false);
  await wait(6);
  await warning.waitFor();
  await warning.getByText('You will be signed out in 4 minutes.').waitFor();
  await readsWell(me, 'i-warning');
  await warning.getByRole('button', { name: 'Stay signed in' }).click();
  await warning.waitFor({ state: 'hidden' });
  await wait(50);
  assert.equal(await warning.isVisible(), false);
  await wait(6);
  await warning.waitFor();
  // Another tab was used meanwhile: nothing to warn of.
  const other = await me.context.newPage();
  await other.goto('/work');
  await me.page.clock.runFor(61_000);
  await warning.waitFor({ state: 'hidden' });
  await other.close();
  await me.context.close();
});

test('when the session ends the page goes, and comes back after signing in', async () => {
  const me = await visit(browser, address, pictures, { width: 1200 });
  await me.page.clock.install();
  await signIn(me);
  await me.go('/meetings');
  stile.pass({ minutes: 61 });
  for (let each = 0; each < 62; each++) await me.page.clock.runFor(60_000);
  await me.page.getByText('You were signed out because').waitFor();
  await readsWell(me, 'i-ended');
  await me.page.getByRole('button', { name: 'Sign in with your council account' }).click();
  await me.page.waitForURL('**/meetings');
  await me.context.close();
});

test('words that are kept nowhere else stay, covered, until somebody has signed in again', async () => {
  const me = await visit(browser, address, pictures, { width: 1200 });
  await me.page.clock.install();
  await signIn(me);
  await me.go('/families/new/child');
  // This form keeps no draft by itself.
  await me.page.evaluate(
    "document.querySelector('form[data-draft]')?.removeAttribute('data-draft')",
  );
  await me.page.getByLabel('First name', { exact: false }).first().fill('Typed');
  stile.pass({ minutes: 61 });
  for (let each = 0; each < 62; each++) await me.page.clock.runFor(60_000);
  const over = me.page.getByRole('dialog', { name: 'You have been signed out' });
  await over.waitFor();
  await readsWell(me, 'i-over');
  const [tab] = await Promise.all([
    me.context.waitForEvent('page'),
    over.getByRole('link', { name: /^Sign in again/ }).click(),
  ]);
  await tab.getByRole('button', { name: 'Sign in with your council account' }).click();
  await tab.waitForURL('**/work');
  await tab.close();
  await me.page.evaluate("dispatchEvent(new Event('focus'))");
  await over.waitFor({ state: 'hidden' });
  assert.equal(
    await me.page.getByLabel('First name', { exact: false }).first().inputValue(),
    'Typed',
  );
  await me.page.locator('main form button.govuk-button').last().click();
  await me.page.getByText('You have signed in again since you opened this form.').waitFor();
  await me.context.close();
});
