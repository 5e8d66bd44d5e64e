import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { raw } from '../../src/web/jsx/safe-html.ts';
import { GateList } from '../../src/web/kit/gate-list.tsx';
import { govuk, JS_ENABLED_HASH, jsEnabledScript, moj } from '../../src/web/kit/govuk.ts';
import type { GovukOptions } from '../../src/web/kit/govuk-options.ts';
import { Tag, type TagColour } from '../../src/web/kit/tag.tsx';

const components = path.join(
  path.dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')),
  'dist/govuk/components',
);

type Fixture = {
  readonly name: string;
  readonly options: Record<string, unknown>;
  readonly html: string;
};

function fixtures(component: string): readonly Fixture[] {
  // The package ships these files with this shape.
  const file = JSON.parse(
    readFileSync(path.join(components, component, 'fixtures.json'), 'utf8'),
  ) as { fixtures: readonly Fixture[] };
  return file.fixtures;
}

/** Layout between tags is of no meaning. */
function squeeze(html: string): string {
  return html.replace(/\s+/g, ' ').replace(/> /g, '>').replace(/ </g, '<').trim();
}

/** Fixtures hold markup as strings, which the bridge refuses from pages. */
function withMarkup(value: unknown, key = ''): unknown {
  if (/html$/i.test(key)) return typeof value === 'string' ? raw(value) : undefined;
  if (Array.isArray(value)) return value.map((entry) => withMarkup(entry, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, withMarkup(entry, name)]),
  );
}

const COMPARED = [
  'back-link',
  'breadcrumbs',
  'button',
  'checkboxes',
  'date-input',
  'details',
  'error-summary',
  'input',
  'inset-text',
  'notification-banner',
  'pagination',
  'panel',
  'radios',
  'select',
  'summary-list',
  'table',
  'tabs',
  'tag',
  'task-list',
  'textarea',
  'warning-text',
] as const satisfies readonly (keyof GovukOptions)[];

describe('the bridge to the official components', () => {
  for (const component of COMPARED) {
    it(`prints the fixtures of ${component} as they are shipped`, () => {
      let compared = 0;
      for (const fixture of fixtures(component)) {
        // Fixtures with deliberately odd attribute names are what the bridge is there to refuse.
        if (/attributes/.test(fixture.name)) continue;
        // Fixtures are untyped; their shape is what this test is about.
        const options = withMarkup(fixture.options) as GovukOptions[typeof component];
        assert.equal(
          squeeze(String(govuk(component, options))),
          squeeze(fixture.html),
          `${component}: ${fixture.name}`,
        );
        compared += 1;
      }
      assert.ok(compared > 0);
    });
  }

  it('escapes text and refuses markup where text belongs', () => {
    assert.match(String(govuk('tag', { text: '<script>' })), /&lt;script&gt;/);
    // What untyped data could try.
    const forged = [
      { html: '<b>' },
      { text: raw('<b>') },
      { text: 'a', attributes: { onclick: 'x()' } },
    ] as unknown as readonly GovukOptions['tag'][];
    for (const options of forged) assert.throws(() => govuk('tag', options), TypeError);
    assert.throws(() => govuk('back-link', { href: 'javascript:x()' }), TypeError);
  });

  it('prints the words of a date in a timeline and not its own', () => {
    const html = String(
      moj('timeline', {
        items: [
          {
            label: { text: 'Met' },
            datetime: { timestamp: '2026-03-05T10:15', words: '5 March 2026' },
            text: 'x',
          },
        ],
      }),
    );
    assert.match(html, /<time datetime="2026-03-05T10:15">5 March 2026<\/time>/);
  });

  it('knows the hash of the start-up script it allows', () => {
    assert.equal(
      `sha256-${createHash('sha256').update(String(jsEnabledScript)).digest('base64')}`,
      JS_ENABLED_HASH,
    );
  });
});

describe('own markup for what lists print often', () => {
  it('prints a tag as the official one does', () => {
    const colours: readonly TagColour[] = [
      'grey',
      'green',
      'teal',
      'yellow',
      'orange',
      'red',
      'purple',
      'pink',
    ];
    for (const colour of colours) {
      assert.equal(
        squeeze(String(<Tag colour={colour}>{'A & B'}</Tag>)),
        squeeze(String(govuk('tag', { text: 'A & B', classes: `govuk-tag--${colour}` }))),
      );
    }
  });

  it('prints gates as the official task list does', () => {
    const own = (
      <GateList
        id="task-list"
        gates={[
          { title: 'Summary', href: '/s', state: 'blocks', status: 'Due soon' },
          { title: 'Sign off', state: 'met', status: 'Completed' },
        ]}
      />
    );
    const official = govuk('task-list', {
      classes: 'app-gates',
      items: [
        {
          title: { text: 'Summary' },
          href: '/s',
          status: { tag: { text: 'Due soon', classes: 'govuk-tag--yellow' } },
        },
        { title: { text: 'Sign off' }, status: { text: 'Completed' } },
      ],
    });
    assert.equal(squeeze(String(own)), squeeze(String(official)));
  });
});

describe('what somebody typed', () => {
  it('never keeps the others waiting, be it 20,000 empty lines', () => {
    const began = performance.now();
    const typed = '\n'.repeat(20_000);
    const html = String(govuk('date-input', { id: 'x', items: [{ name: 'year', value: typed }] }));
    assert.ok(performance.now() - began < 5000);
    assert.ok(html.includes('\n'.repeat(3)));
  });
});
