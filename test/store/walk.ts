/** Lets people do what comes to mind with one family, through the store: a history with something of everything. */

import { sceneOf } from '../../src/cases/stile.ts';
import type { Command } from '../../src/core/family/commands.ts';
import { derive } from '../../src/core/family/derive.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { type Chance, chanceFrom, filled, pick, type Story } from '../core/family/support.ts';
import { act, actor, authority, done, registration, type TestStile } from './support.ts';

export async function walk(
  stile: TestStile,
  id: string,
  seed: number,
  acts: number,
): Promise<void> {
  const chance = chanceFrom(seed);
  await done(stile, id, registration(id, pick(chance, ['Ava', 'Ben', 'Siobhán', 'Muhammad'])));
  for (let number = 0; number < acts; number++) {
    if (chance() < 0.2) stile.pass({ hours: Math.floor(chance() * 30) });
    const { role, command } = await idea(stile, id, chance);
    await act(stile, id, command, actor(`w-${role}`, [role]));
  }
}

async function idea(
  stile: TestStile,
  id: string,
  chance: Chance,
): Promise<{ role: string; command: Command }> {
  const known = await loadFamily(itself(stile.db, authority), authority, id as never);
  if (known === undefined) throw new Error(`${id} is not there`);
  const { family } = known;
  const protocol = stile.protocols.current(authority);
  const view = derive({ ...sceneOf(stile, authority), now: stile.now() }, family);
  // What `filled` looks at of a story.
  const story = { view, known: family, protocol } as unknown as Story;
  const dice = chance();
  if (dice < 0.05)
    return {
      role: pick(chance, [...protocol.roles.keys()]),
      command: { do: 'raise-concern', fields: {} },
    };
  if (dice < 0.1) return { role: 'team-manager', command: { do: 'note-time' } };
  if (dice < 0.2) {
    const pathway = pick(chance, [...protocol.pathways.values()]);
    return {
      role: pick(chance, pathway.start.by),
      command: { do: 'start-transfer', pathway: pathway.id },
    };
  }
  if (dice < 0.4) {
    const definition = pick(chance, [...protocol.evidence.values()]);
    return {
      role: pick(chance, definition.by),
      command: {
        do: 'record-evidence',
        kind: definition.id,
        fields: filled(definition, story, chance),
      },
    };
  }
  const suspended = family.transfers.find((transfer) => transfer.state === 'suspended');
  if (suspended) {
    return {
      role: 'team-manager',
      command: { do: 'resume-transfer', transfer: suspended.id, reason: 'Safe to go on' },
    };
  }
  const steps = view.transfers.flatMap((each) =>
    each.stages.flatMap((stage) => stage.steps.map((step) => ({ each, step }))),
  );
  const chosen = steps.length === 0 ? undefined : pick(chance, steps);
  if (chosen === undefined)
    return {
      role: 'social-worker',
      command: { do: 'start-transfer', pathway: 'step-down-from-assessment' as never },
    };
  const { step, each } = chosen;
  const gate = step.blockedBy.find((found) => found.exceptionBy.length > 0);
  const exceptionBy = gate?.exceptionBy[0];
  if (gate && exceptionBy) {
    return {
      role: exceptionBy,
      command: {
        do: 'grant-exception',
        transfer: each.transfer.id,
        gate: gate.gate,
        reason: 'Needed',
      },
    };
  }
  const form = step.step.form === undefined ? undefined : protocol.evidence.get(step.step.form);
  const outcome = step.step.outcomes.length === 0 ? undefined : pick(chance, step.step.outcomes).id;
  return {
    role: step.by.length === 0 ? 'social-worker' : pick(chance, step.by),
    command: {
      do: 'take-step',
      transfer: each.transfer.id,
      step: step.step.id,
      ...(form === undefined ? {} : { fields: filled(form, story, chance) }),
      ...(outcome === undefined ? {} : { outcome }),
    },
  };
}
