/** The promises of the design, each with an attempt to break it by random walks through a published policy. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromMilliseconds, toMilliseconds } from '../../../src/core/calendar/time.ts';
import { derive } from '../../../src/core/family/derive.ts';
import type { FamilyEvent, TransferId } from '../../../src/core/family/events.ts';
import { evolveAll } from '../../../src/core/family/evolve.ts';
import type { StageId } from '../../../src/core/protocol/protocol.ts';
import {
  actorOf,
  bankHolidayCalendar,
  chanceFrom,
  filled,
  pick,
  published,
  Story,
} from './support.ts';
import { ideaOf, meet, take, type Walked, walk as walkThrough } from './walk.ts';

const protocol = published('cheshire-east/2023');
const calendar = bankHolidayCalendar();
const roles = [...protocol.roles.keys()];
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const walks = { numRuns: 60 };

const walk = (
  seed: number,
  acts: number,
  watch?: (story: Story, added: readonly FamilyEvent[]) => void,
): Walked =>
  walkThrough({ protocol, calendar, seed, acts, ...(watch === undefined ? {} : { watch }) });

describe('Safeguarding is never blocked', () => {
  it('from wherever a family has got to, anybody at all can raise a concern in one act', () => {
    const nobody = actorOf(protocol);
    fc.assert(
      fc.property(
        seeds,
        fc.dictionary(fc.string(), fc.string()),
        fc.constantFrom(nobody, ...roles.map((role) => actorOf(protocol, role))),
        (seed, typed, actor) => {
          const { story } = walk(seed, 25);
          const open = story.known.transfers.length;
          assert.equal(story.try(actor, { do: 'raise-concern', fields: typed }), undefined);
          const concern = story.known.transfers[open];
          assert.equal(concern?.pathway, protocol.interrupt.pathway);
          const raised = story.events.find(
            (event) => event.type === 'ConcernRaised' && event.transfer === concern?.id,
          );
          assert.ok(
            raised?.type === 'ConcernRaised' && /\d{4,}/.test(raised.phone),
            'the number for this minute is recorded',
          );
        },
      ),
      walks,
    );
  });

  it('a date that cannot be does not stop it', () => {
    const story = new Story(protocol, calendar, '2026-03-02 09:00');
    const future = fromMilliseconds(toMilliseconds(story.now) + 9e9);
    assert.equal(
      story.try(actorOf(protocol), { do: 'raise-concern', fields: {}, at: future }),
      undefined,
    );
    const old = fromMilliseconds(toMilliseconds(story.now) - 9e11);
    assert.equal(
      story.try(actorOf(protocol), { do: 'raise-concern', fields: {}, at: old }),
      undefined,
    );
  });
});

describe('One holder, always', () => {
  it('after every event of every walk there is exactly one, in a role of the protocol, and each change says from whom', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        let holder: string | undefined;
        walk(seed, 60, (story, added) => {
          for (const event of added) {
            if (event.type !== 'HolderChanged') continue;
            if (event.from !== undefined && holder !== undefined)
              assert.equal(JSON.stringify(event.from), holder);
            holder = JSON.stringify(event.to);
          }
          const seat = story.known.holder;
          assert.ok(protocol.roles.has(seat.role), `no such role: ${seat.role}`);
          assert.ok(
            seat.practitioner !== undefined || seat.team !== undefined,
            `nobody and no team: ${JSON.stringify(seat)}`,
          );
        });
      }),
      walks,
    );
  });

  it('while a child of the family stands with social care, social care holds the family', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        walk(seed, 60, (story) => {
          const holders = story.view.transfers
            .filter(
              (view) => view.transfer.state !== 'ended' && view.pathway.direction !== 'beside',
            )
            .flatMap((view) =>
              view.stages.map((stage) => protocol.roles.get(stage.stage.holder as never)?.side),
            );
          if (!holders.includes('statutory')) return;
          const seat = story.known.holder;
          assert.equal(protocol.roles.get(seat.standsInFor ?? seat.role)?.side, 'statutory');
        });
      }),
      walks,
    );
  });
});

describe('A family is never lost', () => {
  it('nobody holds it who has left it, wherever it goes; and the walks go nearly everywhere', () => {
    const reached = { stages: new Set<string>(), steps: new Set<string>() };
    for (let seed = 1; seed <= 30; seed += 1) {
      const { story } = walk(seed, 200, ({ known }) => {
        const { practitioner, role } = known.holder;
        if (practitioner === undefined) return;
        assert.deepEqual(known.assigned.get(role)?.practitioner, practitioner, `seed ${seed}`);
      });
      for (const { pathway, entered, steps } of story.known.transfers) {
        for (const { stage } of entered) reached.stages.add(`${pathway} ${stage}`);
        for (const { step } of steps) reached.steps.add(`${pathway} ${step}`);
      }
    }
    const pathways = [...protocol.pathways.values()];
    const all = (of: 'stages' | 'steps') => pathways.reduce((sum, each) => sum + each[of].size, 0);
    assert.ok(reached.stages.size >= 0.9 * all('stages'), `${reached.stages.size} stages`);
    assert.ok(reached.steps.size >= 0.8 * all('steps'), `${reached.steps.size} steps`);
  });

  it('from wherever it stands somebody can take it on, with what that step asks for', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { story } = walk(seed, 40 + ((seed * 37) % 120));
      for (const view of story.view.transfers)
        for (const { stage } of view.stages)
          if (view.transfer.state !== 'ended' && stage.kind !== 'end')
            assert.ok(
              canGoOn(story, view.transfer.id, stage.id),
              `seed ${seed}: ${view.pathway.id} ends at ${stage.id}`,
            );
    }
  });
});

describe('Silence escalates', () => {
  it('the passing of time moves no child, ends nothing and changes no holder, however long it is', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 600 }), (seed, days) => {
        const { story } = walk(seed, 40);
        const before = story.known;
        story.now = fromMilliseconds(toMilliseconds(story.now) + days * 86_400_000);
        assert.equal(story.try(actorOf(protocol), { do: 'note-time' }), undefined);
        const { known } = story;
        assert.deepEqual(known.transfers, before.transfers);
        assert.deepEqual(known.holder, before.holder);
        assert.deepEqual(known.obligationsEnded, before.obligationsEnded);
        assert.deepEqual(known.consents, before.consents);
      }),
      walks,
    );
  });

  it('an overdue clock is marked once, whoever asks and however often', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { story } = walk(seed, 40);
        story.now = fromMilliseconds(toMilliseconds(story.now) + 90 * 86_400_000);
        story.try(actorOf(protocol), { do: 'note-time' });
        const once = story.events.length;
        story.try(actorOf(protocol), { do: 'note-time' });
        assert.equal(story.events.length, once);
        const marks = story.events.flatMap((event) =>
          event.type === 'ClockOverdue' ? [event.clock] : [],
        );
        assert.equal(new Set(marks).size, marks.length);
      }),
      walks,
    );
  });

  it('being late stops no act: what could be done in time can be done late', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { story } = walk(seed, 30);
        const overdue = (): boolean => story.view.clocks.some((clock) => clock.state === 'overdue');
        story.now = fromMilliseconds(toMilliseconds(story.now) + 400 * 86_400_000);
        story.try(actorOf(protocol), { do: 'note-time' });
        fc.pre(overdue());
        for (const definition of protocol.evidence.values()) {
          const fields = filled(definition, story, () => 0);
          const role = definition.by[0];
          if (role === undefined) continue;
          const refusal = story.try(actorOf(protocol, role), {
            do: 'record-evidence',
            kind: definition.id,
            fields,
          });
          assert.ok(
            refusal === undefined || refusal.refused === 'form',
            `${definition.id}: ${refusal?.message}`,
          );
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('Every refusal and every date explains itself', () => {
  it('a refusal says what, why, what would meet it and who can', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const refusal of walk(seed, 60).refusals) {
          assert.match(refusal.message, /\w.*[.!?]$/s);
          if (refusal.refused === 'form')
            for (const error of refusal.errors) assert.ok(error.message.length > 5);
          if (refusal.refused !== 'gates') continue;
          assert.ok(refusal.gates.length > 0);
          for (const gate of refusal.gates) {
            assert.equal(gate.status, 'unmet');
            assert.match(gate.found, /\w.*\.$/s, `${gate.gate} says what was found`);
            assert.ok(gate.wouldMeet.length > 5, `${gate.gate} says what would meet it`);
            assert.ok(gate.who.length > 0, `${gate.gate} says who can meet it`);
            assert.ok(gate.clauses.every((clause) => protocol.clauses.has(clause)));
            assert.doesNotMatch(`${gate.found} ${gate.wouldMeet}`, /undefined|\[object|NaN/);
          }
        }
      }),
      walks,
    );
  });

  it('every due date names its start, its unit and its calendar, and lies after its start', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { story } = walk(seed, 50);
        for (const clock of story.view.clocks) {
          if (clock.due === undefined) continue;
          assert.ok(clock.due.at >= clock.started.at || clock.due.period.unit === 'same day');
          assert.equal(clock.due.calendarVersion, calendar.version);
          assert.ok(clock.clauses.length > 0 || clock.reading !== undefined);
        }
      }),
      walks,
    );
  });
});

describe('History is only added to', () => {
  it('the family is what its history tells, from any point on, and an act never alters what was before', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { story } = walk(seed, 40);
        const copy = JSON.parse(JSON.stringify(story.events)) as FamilyEvent[];
        const again = evolveAll(copy);
        assert.equal(written(again), written(story.family));
        assert.equal(story.known.version, story.events.length);
      }),
      walks,
    );
  });

  it('deciding and deriving leave the family as it was', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { story } = walk(seed, 30);
        const frozen = deepFreeze(structuredClone(story.known));
        derive({ protocols: story.protocols, calendar, now: story.now }, frozen);
        story.family = frozen;
        for (let act = 0; act < 10; act += 1) {
          const { role, command } = ideaOf(story, chanceFrom(seed + act));
          story.try(actorOf(protocol, role), command);
          story.family = frozen;
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('Protocols are versions', () => {
  it('everything said of a transfer is said under the protocol it was started with', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { story } = walk(seed, 40);
        for (const event of story.events) {
          if (!('transfer' in event) || event.type === 'TransferStarted') continue;
          const transfer = story.known.transfers.find((each) => each.id === event.transfer);
          assert.equal(event.protocol, transfer?.protocol ?? event.protocol);
        }
      }),
      walks,
    );
  });
});

/** A family as text, maps and sets as lists, so that what JSON leaves out does not count. */
function written(family: unknown): string {
  return JSON.stringify(family, (_, value) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  const inner = value instanceof Map ? [...value.values()] : Object.values(value);
  for (const each of inner) deepFreeze(each);
  return value;
}

/** Whether people who help can get a transfer to take one more step from a stage, in a world of their own. */
function canGoOn(from: Story, id: TransferId, stage: StageId): boolean {
  const story: Story = Object.assign(Object.create(Story.prototype), from, {
    events: [...from.events],
  });
  const chance = chanceFrom(story.events.length);
  const found = () => story.view.transfers.find(({ transfer }) => transfer.id === id);
  const starters = found()?.pathway.start.by ?? [];
  if (found()?.transfer.state === 'suspended')
    story.try(actorOf(protocol, ...starters), {
      do: 'resume-transfer',
      transfer: id,
      reason: 'Safe',
    });
  const before = found()?.transfer.steps.length ?? 0;
  for (let act = 0; act < 120; act += 1) {
    const view = found();
    const steps = view?.stages.find((each) => each.stage.id === stage)?.steps ?? [];
    if (view === undefined || steps.length === 0) return false;
    const step = pick(chance, steps);
    const [gate] = step.blockedBy;
    const { role, command } =
      gate === undefined ? take(story, chance, view, step) : meet(story, chance, view, gate);
    story.try(actorOf(protocol, role), command);
    if ((found()?.transfer.steps.length ?? 0) > before) return true;
  }
  return false;
}
