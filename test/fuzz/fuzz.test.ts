/** A short run of `bin/fuzz`: always the same few thousand requests, so that what it finds can be found again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAfter } from './after.ts';
import { fuzz } from './fuzz.ts';
import { wordsOf } from './words.ts';
import { openWorld } from './world.ts';

test('nothing that anybody sends makes a fault, shows what is not theirs, or harms the records', async () => {
  const world = await openWorld(1);
  const report = await fuzz(world, { requests: 2500, seed: 1, within: 50_000 });
  const aftermath = await lookAfter(world);
  await world.close();
  const words = wordsOf(report, aftermath);
  assert.ok(report.requests >= 500 && report.acts >= 10, words);
  assert.deepEqual(report.faults.length + aftermath.problems.length, 0, words);
});
