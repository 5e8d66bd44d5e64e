import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { assetsPlugin, brandSheet, readAssets } from '../../src/web/kit/assets.ts';
import { type PageProps, page } from '../../src/web/kit/page.tsx';
import { list, plural } from '../../src/web/kit/words.ts';

const assets = readAssets(path.resolve(import.meta.dirname, '../../..'));
const props: PageProps = {
  title: 'My work',
  authorityName: 'Anytown Council',
  brandColour: '#00594f',
  assets: assets.links,
  person: { name: 'R. <Kaur>', csrf: 'token' },
  nav: [
    { text: 'My work', href: '/' },
    { text: 'Policy', href: '/policy' },
  ],
  current: '/',
  demo: true,
  concernHref: '/concern',
  children: <h1>My work</h1>,
};

describe('a page', () => {
  it('has the safeguarding concern as the first stop after the skip link, signed in or not', () => {
    for (const html of [page(props), page({ ...props, person: undefined, nav: [] })]) {
      const links = [...html.matchAll(/<a [^>]*href="([^"]+)"/g)].map((match) => match[1]);
      assert.deepEqual(links.slice(0, 2), ['#main-content', '/concern']);
    }
  });

  it('says Error in the title and leads to each fault', () => {
    const html = page({ ...props, errors: [{ message: 'Enter a name', href: '#name' }] });
    assert.match(html, /<title>Error: My work/);
    assert.match(html, /<a href="#name">Enter a name<\/a>/);
  });

  it('says when the people are invented', () => {
    assert.match(page(props), /Demonstration data: every person here is invented/);
    assert.doesNotMatch(page({ ...props, demo: false }), /Demonstration data/);
  });

  it('has no inline style, no handler and one inline script', () => {
    const html = page(props);
    assert.doesNotMatch(html, / style=| on[a-z]+=|<style/);
    assert.equal([...html.matchAll(/<script(?! type="module" src=)/g)].length, 1);
    assert.match(html, /R\. &lt;Kaur&gt;/);
  });

  it('bears nothing of the government’s brand', () => {
    assert.doesNotMatch(page(props), /crown|GOV\.UK|Crown/i);
    const css = assets.files.get(assets.links.css)?.body.toString() ?? '';
    assert.doesNotMatch(css, /GDS Transport|#1d70b8|govuk-crest|\/assets\/fonts/i);
  });
});

describe('assets', () => {
  it('serves all that the page, the style sheet and the manifest name', async () => {
    const app = Fastify();
    await app.register(assetsPlugin, { assets });
    const css = assets.files.get(assets.links.css)?.body.toString() ?? '';
    const manifest = assets.files.get('/assets/manifest.json')?.body.toString() ?? '';
    const script = assets.files.get(assets.links.js)?.body.toString() ?? '';
    const named = [
      ...[...page(props).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1]),
      ...[...css.matchAll(/url\((\/assets\/[^)]+)\)/g)].map((match) => match[1]),
      ...[...manifest.matchAll(/"(\/assets\/[^"]+)"/g)].map((match) => match[1]),
      ...[...script.matchAll(/'\.\/([^']+\.js)'/g)].map((match) => `/assets/${match[1]}`),
      '/favicon.ico',
    ];
    assert.ok(named.length > 10);
    for (const url of named)
      assert.equal((await app.inject(String(url))).statusCode, 200, String(url));
    for (const url of [
      '/assets/../package.json',
      '/assets/%2e%2e/package.json',
      '/assets/none.css',
      '/assets/brand-zzzzzz.css',
    ]) {
      assert.equal((await app.inject(url)).statusCode, 404, url);
    }
    await app.close();
  });

  it('sends what it compressed beforehand, to be kept for ever', async () => {
    const app = Fastify();
    await app.register(assetsPlugin, { assets });
    const answer = await app.inject({
      url: assets.links.css,
      headers: { 'accept-encoding': 'gzip, br' },
    });
    assert.equal(answer.headers['content-encoding'], 'br');
    assert.match(String(answer.headers['cache-control']), /immutable/);
    assert.ok(answer.rawPayload.length < 30_000);
    assert.equal(
      (await app.inject(brandSheet('#AA3300'))).body,
      ':root{--govuk-brand-colour:#aa3300}',
    );
    assert.throws(() => brandSheet('red;}'), TypeError);
    await app.close();
  });

  it('keeps the own script small on its way', () => {
    const script = assets.files.get(assets.links.js)?.body;
    assert.ok(script !== undefined && gzipSync(script).length < 3072);
  });
});

describe('words', () => {
  it('counts and lists', () => {
    assert.equal(plural(1, 'child', 'children'), '1 child');
    assert.equal(plural(0, 'day'), '0 days');
    assert.deepEqual(
      [list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])],
      ['', 'a', 'a and b', 'a, b and c'],
    );
  });
});
