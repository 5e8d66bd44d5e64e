/** A real Stile and a real browser, for journeys: `openStile()` once a file, then pages of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Instant } from '../../src/core/calendar/time.ts';
import { readEnvironment } from '../../src/main/environment.ts';
import { type Serving, serve } from '../../src/main/serve.ts';
import { withDemonstrations } from '../store/demonstrations.ts';

export interface Journey {
  readonly address: string;
  /** Where screenshots go: STILE_PICTURES, or a folder that is gone at the end of the run. */
  readonly pictures: string;
  readonly browser: Browser;
  /** A visitor with cookies of their own. */
  readonly visit: (as?: VisitorOptions) => Promise<Visit>;
  readonly close: () => Promise<void>;
}

export interface VisitorOptions {
  readonly script?: boolean;
  readonly width?: number;
  readonly height?: number;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Signs in as the first person whose main role has this title in the policy, or as somebody of that name. */
  readonly signInAs: (role: string, name?: string) => Promise<void>;
  readonly go: (path: string) => Promise<void>;
  /** What axe finds, in a line each; nothing is what a page should have. */
  readonly axe: () => Promise<readonly string[]>;
  readonly picture: (name: string) => Promise<string>;
}

/** Starts the server on a database of its own, with the demonstrations of all councils as of today, and Chromium. */
export async function openStile(): Promise<Journey> {
  const folder = mkdtempSync(join(tmpdir(), 'stile-browser-'));
  const pictures = process.env.STILE_PICTURES ?? mkdtempSync(join(tmpdir(), 'stile-pictures-'));
  let serving: Serving | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await serving?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { connectionString } = await withDemonstrations(new Date().toISOString() as Instant);
    const read = readEnvironment({
      PORT: '0',
      STILE_DATA: join(folder, 'data'),
      DATABASE_URL: connectionString,
    });
    if ('errors' in read) throw new Error(read.errors.join(' '));
    serving = await serve(read.value, (message) => console.error(message));
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      // As root in a container there is no sandbox to be had; every page is ours.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const { address } = serving;
    const launched = browser;
    return {
      address,
      pictures,
      browser,
      visit: (as = {}) => visit(launched, address, pictures, as),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export async function visit(
  browser: Browser,
  address: string,
  pictures: string,
  { script = true, width = 1200, height = 900 }: VisitorOptions,
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: script,
    viewport: { width, height },
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return {
    page,
    context,
    async signInAs(role, name) {
      // As somebody else: whoever was signed in is signed out first.
      await context.clearCookies();
      await page.goto('/sign-in?council=cheshire-east');
      const section = page.locator('section.app-sign-in', {
        has: page.getByRole('heading', { name: role, exact: true }),
      });
      const buttons =
        name === undefined ? section.getByRole('button') : page.getByRole('button', { name });
      await buttons.first().click();
      await page.waitForURL('**/work');
    },
    async go(path) {
      await page.goto(path);
    },
    async axe() {
      // No page has frames, which need a second page to put the findings together; and what passes is not described.
      const found = await new AxeBuilder({ page })
        .options({ runOnly: { type: 'tag', values: axeTags }, resultTypes: ['violations'] })
        .setLegacyMode(true)
        .analyze();
      return found.violations.flatMap((violation) =>
        violation.nodes
          .filter((node) => !isRadioExemption(violation.id, node.html))
          .map((node) => `${violation.id}: ${node.html.slice(0, 200)}`),
      );
    },
    async picture(name) {
      const path = join(pictures, `${name}-${width}${script ? '' : '-no-script'}.png`);
      await page.screenshot({ path, fullPage: true });
      return path;
    },
  };
}

const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** GOV.UK's own conditional radios carry `aria-expanded`, which the standard does not allow on them. */
function isRadioExemption(rule: string, html: string): boolean {
  return rule === 'aria-allowed-attr' && html.includes('govuk-radios__input');
}
