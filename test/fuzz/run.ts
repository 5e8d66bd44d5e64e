/** `bin/fuzz [REQUESTS] [SEED] [MINUTES]`: the long run. */

import { lookAfter } from './after.ts';
import { fuzz } from './fuzz.ts';
import { wordsOf } from './words.ts';
import { openWorld } from './world.ts';

const [requests = '100000', given = String(Math.floor(Math.random() * 1_000_000)), minutes = '30'] =
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
if (report.requests < Number(requests)) console.log('It ended early: its minutes were over.');
process.exitCode = report.faults.length + aftermath.problems.length > 0 ? 1 : 0;
