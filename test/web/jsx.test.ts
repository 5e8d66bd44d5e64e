import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Child, Fragment, jsx, jsxs } from '../../src/web/jsx/jsx-runtime.ts';
import { raw } from '../../src/web/jsx/safe-html.ts';

const seed = 20260309;
const root = path.resolve(import.meta.dirname, '../../..');

/** Undoes the five escapes, so that a property can compare what goes in with what comes out. */
function plain(html: string): string {
  return html.replace(
    /&(lt|gt|quot|#39|amp);/g,
    (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
  );
}

describe('markup', () => {
  it('prints elements, attributes and children', () => {
    const html = jsxs('p', {
      class: 'a',
      id: 3,
      hidden: true,
      title: undefined,
      children: ['One ', jsx('b', { children: 2 }), null, false, [' and ', 'more']],
    });
    assert.equal(String(html), '<p class="a" id="3" hidden>One <b>2</b> and more</p>');
  });

  it('closes no void element', () => {
    assert.equal(String(jsx('input', { name: 'a', disabled: false })), '<input name="a">');
  });

  it('prints aria states as words and other booleans by their presence', () => {
    assert.equal(
      String(jsx('a', { 'aria-expanded': false, 'aria-hidden': true, hidden: false })),
      '<a aria-expanded="false" aria-hidden="true"></a>',
    );
  });

  it('lets no text break out of its element', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('</p><script>x()</script>', '"><img src=x onerror=y>', '&lt;'),
        ),
        (text) => {
          const html = String(jsx('p', { children: text }));
          const inner = html.slice('<p>'.length, -'</p>'.length);
          assert.ok(!/[<>"']/.test(inner));
          assert.equal(plain(inner), text);
        },
      ),
      { seed },
    );
  });

  it('lets no value break out of its attribute', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('" onclick="x()', "' autofocus '", '></p>'),
        ),
        (value) => {
          const html = String(jsx('p', { title: value }));
          const inner = html.slice('<p title="'.length, -'"></p>'.length);
          assert.ok(!/[<>"']/.test(inner));
          assert.equal(plain(inner), value);
        },
      ),
      { seed },
    );
  });

  it('refuses names that are no names', () => {
    fc.assert(
      fc.property(
        fc.string().filter((name) => /[\s"'<>/=]/.test(name)),
        (name) => {
          assert.throws(() => jsx('p', { [name]: 'x' }), TypeError);
          assert.throws(() => jsx(name, {}), TypeError);
        },
      ),
      { seed },
    );
  });

  it('refuses handlers, styles and nested documents', () => {
    for (const name of [
      'onclick',
      'onClick',
      'ONLOAD',
      'style',
      'srcdoc',
      'dangerouslySetInnerHTML',
    ]) {
      assert.throws(() => jsx('p', { [name]: 'x' }), TypeError, name);
    }
  });

  it('refuses addresses that run a script, however they are written', () => {
    for (const href of [
      'javascript:x()',
      ' JavaScript:x()',
      'java\nscript:x()',
      '\u0001javascript:x()',
      'data:text/html,x',
      'vbscript:x',
    ]) {
      assert.throws(() => jsx('a', { href }), TypeError, href);
    }
    assert.equal(String(jsx('a', { href: '/javascript:' })), '<a href="/javascript:"></a>');
  });

  it('refuses dates and objects as children, and text inside a script', () => {
    // Types forbid these; data that arrives untyped may still hold them.
    const notChildren = [new Date(0), { toString: () => '<b>' }] as unknown as readonly Child[];
    for (const child of notChildren) assert.throws(() => Fragment({ children: child }), TypeError);
    assert.throws(() => jsx('script', { children: 'x()' }), TypeError);
    assert.throws(() => jsx('style', { children: ['a{}'] }), TypeError);
    assert.equal(String(jsx('script', { children: raw('x()') })), '<script>x()</script>');
  });

  it('is declared safe by hand only in the bridge, and for the drawings that are our own', () => {
    const web = path.join(root, 'src/web');
    const users = readdirSync(web, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) =>
        /\braw\b[^;]*from '[^']*safe-html\.ts'/.test(readFileSync(path.join(web, file), 'utf8')),
      );
    assert.deepEqual(users.sort(), [
      path.join('kit', 'govuk.ts'),
      path.join('policy', 'drawing.tsx'),
    ]);
  });
});
