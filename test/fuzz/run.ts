/** `bin/fuzz [REQUESTS] [SEED] [MINUTES]`: the long run. */

import { lookAfter } from './after.ts';
import { fuzz } from './fuzz.ts';
import { neverAccepted, wordsOf } from './words.ts';
import { openWorld } from './world.ts';

/** Requests after which every route that changes something has taken something. */
const LONG = 50_000;

const [requests = '100000', given = String(Math.floor(Math.random() * 1_000_000)), minutes = '90'] =
  process.argv.slice(2);
const seed = Number(given);
console.log(`Seed ${seed}: bin/fuzz ${requests} ${seed} ${minutes} sends the same again.`);
const world = await openWorld(seed);
const report = await fuzz(world, {
  requests: Number(requests),
  seed,
  within: Number(minutes) * 60_000,
  tell: (line) => console.log(line),
});
const aftermath = await lookAfter(world);
console.log(wordsOf(report, aftermath));
await world.close();
const early = report.requests < Number(requests);
if (early) console.log('FAILED: it ended early, its minutes were over');
const found = report.faults.length + aftermath.problems.length;
// A short run cannot come everywhere.
const missed = report.requests < LONG ? [] : neverAccepted(report);
if (missed.length > 0)
  console.log(`FAILED: of ${LONG} requests and more none was accepted by ${missed.join(', ')}`);
process.exitCode = found + missed.length > 0 || early ? 1 : 0;
