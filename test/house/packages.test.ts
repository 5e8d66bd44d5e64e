import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Lock, sbomOf } from '../../src/cli/sbom.ts';
import { projectFolder } from './source-text.ts';

const lock = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')) as Lock;
const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
const places = Object.entries(lock.packages).filter(([place]) => place !== '');

describe('every package', () => {
  test('has a checksum, and comes from the npm registry', () => {
    for (const [place, { integrity, resolved }] of places) {
      assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, place);
      if (resolved !== undefined)
        assert.match(resolved, /^https:\/\/registry\.npmjs\.org\//, place);
    }
  });

  test('has a licence that a council can take', () => {
    const taken = [
      'MIT',
      'MIT-0',
      'ISC',
      'Apache-2.0',
      'BSD-2-Clause',
      'BSD-3-Clause',
      'BlueOak-1.0.0',
      'MPL-2.0',
      'MIT OR Apache-2.0',
    ];
    for (const [place, { license }] of places)
      assert.ok(taken.includes(license ?? ''), `${place}: ${license}`);
  });

  test('runs no script on install but those that were agreed', () => {
    const scripts = places
      .filter(([, locked]) => 'hasInstallScript' in locked)
      .map(([place]) => place.replace('node_modules/', ''));
    assert.deepEqual(scripts.toSorted(), Object.keys(manifest.allowScripts).toSorted());
  });

  test('that Stile names is pinned to one version', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'devDependencies'])
      for (const [name, version] of Object.entries(manifest[kind]))
        assert.match(String(version), /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
  });
});

describe('the SBOM', () => {
  const sbom = sbomOf(lock, { dev: false });

  test('has every package that runs, with version, checksum and licence, and none that only tests', () => {
    const names = sbom.components.map(({ purl }) => purl);
    for (const [name, version] of Object.entries(manifest.dependencies))
      assert.ok(names.includes(`pkg:npm/${name.replace('@', '%40')}@${version}`), name);
    assert.ok(!names.some((name) => /npm\/(?:playwright-core|fast-check)@/.test(name)));
    for (const component of sbom.components) {
      assert.match(component.hashes?.[0]?.content ?? '', /^[0-9a-f]{128}$/, component.purl);
      assert.ok(component.licenses, component.purl);
    }
  });

  test('is one connected tree: everything is there because something asks for it', () => {
    const asks = new Map(sbom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set([sbom.metadata.component['bom-ref']]);
    for (const ref of reached) for (const next of asks.get(ref) ?? []) reached.add(next);
    const lost = sbom.components
      .filter((component) => !reached.has(component['bom-ref']))
      .map(({ purl }) => purl);
    assert.deepEqual(lost, []);
    const refs = sbom.components.map((component) => component['bom-ref']);
    assert.equal(new Set(refs).size, refs.length);
  });

  test('is the same for the same packages', () => {
    const digest = () =>
      createHash('sha256')
        .update(JSON.stringify(sbomOf(lock, { dev: true })))
        .digest('hex');
    assert.equal(digest(), digest());
    assert.ok(sbomOf(lock, { dev: true }).components.length > sbom.components.length);
  });
});
