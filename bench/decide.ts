/** How fast the core decides and derives in memory: ratios against a plain structuredClone of the same family in the same run. */

import type { Command } from '../src/core/family/commands.ts';
import { decide } from '../src/core/family/decide/decide.ts';
import { derive } from '../src/core/family/derive.ts';
import { evolveAll } from '../src/core/family/evolve.ts';
import {
  actorOf,
  bankHolidayCalendar,
  filled,
  published,
  Story,
} from '../test/core/family/support.ts';

const protocol = published('cheshire-east/2023');
const calendar = bankHolidayCalendar();
const story = new Story(protocol, calendar, '2026-03-02 09:00', ['Ava', 'Ben']);
const pathway = [...protocol.pathways.values()].find((each) => each.direction === 'down');
if (pathway === undefined) throw new Error('No pathway to measure');
story.do(pathway.start.by[0] ?? '', { do: 'start-transfer', pathway: pathway.id });
const busy = new Story(protocol, calendar, '2026-03-02 09:00', ['Ava', 'Ben']);
busy.do(pathway.start.by[0] ?? '', { do: 'start-transfer', pathway: pathway.id });
for (let i = 0; busy.events.length < 200; i += 1) {
  const definition = [...protocol.evidence.values()][i % protocol.evidence.size];
  const role = definition?.by[0];
  if (definition === undefined || role === undefined) continue;
  busy.try(actorOf(protocol, role), {
    do: 'record-evidence',
    kind: definition.id,
    fields: filled(definition, busy, () => 0.3),
  });
}

const scene = {
  protocols: story.protocols,
  calendar,
  actor: actorOf(protocol, 'team-manager', 'social-worker'),
  now: story.now,
};
const stage = story.view.transfers[0]?.stages[0];
const step = stage?.steps.find((each) => each.gates.length > 3) ?? stage?.steps[0];
if (step === undefined) throw new Error('No step to measure');
const form = step.step.form === undefined ? undefined : protocol.evidence.get(step.step.form);
const refused: Command = {
  do: 'take-step',
  transfer: story.known.transfers[0]?.id as never,
  step: step.step.id,
  ...(form === undefined ? {} : { fields: filled(form, story, () => 0.3) }),
};
const visit = [...protocol.evidence.values()].find(
  (each) => each.group === 'visit' && each.by.includes('social-worker' as never),
);
if (visit === undefined) throw new Error('No visit to measure');
const accepted: Command = {
  do: 'record-evidence',
  kind: visit.id,
  fields: filled(visit, story, () => 0.3),
};

const clone = perSecond(() => structuredClone(busy.known));
report(
  `decide, refused with ${step.gates.length} gates explained`,
  perSecond(() => decide(scene, story.known, refused)),
);
report(
  'decide, evidence accepted',
  perSecond(() => decide(scene, story.known, accepted)),
);
report(
  'decide, evidence accepted, family of 200 events',
  perSecond(() => decide(scene, busy.known, accepted)),
);
report(
  'derive, family of 200 events',
  perSecond(() => derive(scene, busy.known)),
);
report(
  'evolve 200 events',
  perSecond(() => evolveAll(busy.events)),
);

function report(what: string, rate: number): void {
  console.log(
    `${what}: ${Math.round(rate).toLocaleString('en-GB')} a second, ${(rate / clone).toFixed(2)} × structuredClone of the 200-event family`,
  );
}

/** Calls a second, the best of five spells of 300 ms after a warm-up. */
function perSecond(act: () => unknown): number {
  let best = 0;
  for (let spell = 0; spell < 6; spell += 1) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < 300) {
      for (let i = 0; i < 50; i += 1) act();
      count += 50;
    }
    const rate = (count * 1000) / (performance.now() - start);
    if (spell > 0 && rate > best) best = rate;
  }
  return best;
}
