/** A short run of `bin/fuzz`: always the same requests in the same order, so that what it finds can be found again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lookAfter } from './after.ts';
import { fuzz } from './fuzz.ts';
import { wordsOf } from './words.ts';
import { openWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld(1);
});
after(() => world.close());

test('nothing that anybody sends makes a fault, shows what is not theirs, or harms the records', async () => {
  // Within so many seconds: on a machine with much else to do it is the beginning of the same run.
  const report = await fuzz(world, { requests: 1500, seed: 1, within: 15_000 });
  const aftermath = await lookAfter(world);
  const words = wordsOf(report, aftermath);
  assert.ok(report.requests >= 200 && report.acts >= 3, words);
  assert.deepEqual(report.faults.length + aftermath.problems.length, 0, words);
});
