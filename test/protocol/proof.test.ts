/** Every published policy is proved, and every kind of fault seeded into a copy of it is found. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { prove } from '../../src/core/protocol/proof/proof.ts';
import { waits } from '../../src/core/protocol/proof/wait.ts';
import { published } from '../core/family/support.ts';
import { seededFaults } from './seeded-faults.ts';

const root = join(import.meta.dirname, '../../../protocols');
const folders = readdirSync(root).flatMap((authority) =>
  readdirSync(join(root, authority))
    .filter((version) => existsSync(join(root, authority, version, 'protocol.yaml')))
    .map((version) => `${authority}/${version}`),
);

for (const folder of folders) {
  describe(`The policy ${folder}`, () => {
    const protocol = published(folder);

    it('has no fault', () => {
      assert.deepEqual(
        prove(protocol).map((fault) => `${fault.about}: ${fault.says} ${fault.path.join(' → ')}`),
        [],
      );
    });

    for (const fault of seededFaults) {
      const seeded = fault.seed(protocol);
      if (seeded === undefined) continue;
      it(`shows ${fault.name}`, () => {
        const found = prove(seeded);
        assert.ok(
          found.some((each) => each.proof === fault.found),
          `found only: ${found.map((each) => `${each.proof}: ${each.says}`).join(' | ') || 'nothing'}`,
        );
        assert.ok(
          found.every((each) => each.says.endsWith('.') && !/undefined|\[object/.test(each.says)),
        );
      });
    }

    it('has a longest lawful wait for each pathway that names one, or says before which steps there is no limit', () => {
      for (const pathway of protocol.pathways.values()) {
        if (pathway.wait === undefined) continue;
        const found = waits(protocol, pathway);
        assert.ok(found.length > 0, `${pathway.id}: no way from the one moment to the other`);
        for (const wait of found)
          assert.equal(wait.workingDays === undefined, wait.unlimited.length > 0);
      }
    });
  });
}

it('At least 40 kinds of fault are seeded', () => {
  assert.ok(seededFaults.length >= 40);
  assert.equal(new Set(seededFaults.map((fault) => fault.name)).size, seededFaults.length);
});
