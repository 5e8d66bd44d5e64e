import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readProtocolFolder } from '../../src/cli/read-files.ts';
import { readBankHolidays } from '../../src/core/calendar/load.ts';
import { isOpen } from '../../src/core/calendar/office-hours.ts';
import { type Instant, parseLocalDateTime } from '../../src/core/calendar/time.ts';
import { makeCalendar } from '../../src/core/calendar/working-calendar.ts';
import { derive } from '../../src/core/family/derive.ts';
import type { FamilyEvent } from '../../src/core/family/events.ts';
import { evolve } from '../../src/core/family/evolve.ts';
import type { Family } from '../../src/core/family/family.ts';
import { loadProtocol } from '../../src/core/protocol/load.ts';
import { protocolsOf } from '../../src/core/protocol/protocols.ts';
import { makeDemonstration } from '../../src/simulation/demonstration.ts';
import { readRecipe } from '../../src/simulation/read-recipe.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'protocols/cheshire-east/2023');
const protocol = good(loadProtocol(readProtocolFolder(folder))).protocol;
const protocols = protocolsOf([protocol], protocol.about.effectiveFrom);
const list = join(root, 'calendars/england-and-wales.json');
const bankHolidays = good(readBankHolidays(JSON.parse(readFileSync(list, 'utf8')))).value;
const { officeHours, closures } = protocol;
const calendar = good(makeCalendar({ bankHolidays, officeHours, closures })).value;
const path = join(folder, 'demonstration.yaml');
const { recipe } = good(readRecipe({ path, text: readFileSync(path, 'utf8') }));

const moments = ['2026-11-25 14:30', '2026-11-22 01:05', '2026-12-29 09:00', '2026-04-03 23:30'];

describe('the demonstration council', () => {
  test('is the same each time for the same moment and seed, and another for another seed', () => {
    const now = local('2026-11-25 14:30');
    assert.deepEqual(make(now), make(now));
    assert.notDeepEqual(make(now, 1), make(now, 2));
  });

  for (const text of moments) {
    const now = local(text);
    const council = make(now);
    const families = council.families.map(({ events }) => replay(events));

    test(`has 60 families, and one of 200 events or more (${text})`, () => {
      assert.equal(council.families.length, 60);
      assert.ok(Math.max(...council.families.map(({ events }) => events.length)) >= 200);
    });

    test(`has nothing that is yet to happen, and each history in order (${text})`, () => {
      for (const { reference, events } of council.families) {
        let before = '';
        for (const { at, recorded } of events) {
          assert.ok(at <= now && recorded <= now, `${reference} ${at} ${recorded}`);
          assert.ok(recorded >= before, `${reference}: ${recorded} after ${before}`);
          before = recorded;
        }
      }
    });

    test(`stands at every stage of every pathway (${text})`, () => {
      const stages = new Set(
        families.flatMap((family) =>
          family.transfers.flatMap(({ pathway, places }) =>
            [...places.values()].map(({ stage }) => `${pathway} ${stage}`),
          ),
        ),
      );
      const missing = [...protocol.pathways.values()]
        .flatMap(({ id, stages: all }) => [...all.keys()].map((stage) => `${id} ${stage}`))
        .filter((stage) => !stages.has(stage));
      assert.deepEqual(missing, []);
    });

    test(`has what is overdue, suspended, disputed, withdrawn, tracked and on the agenda (${text})`, () => {
      const views = families.map((family) => derive({ protocols, calendar, now }, family));
      const count = (is: (at: number) => boolean): number =>
        families.filter((_, index) => is(index)).length;
      assert.ok(
        count((at) => views[at]?.clocks.some(({ state }) => state === 'overdue') === true) >= 5,
      );
      assert.ok(
        count(
          (at) => families[at]?.transfers.some(({ state }) => state === 'suspended') === true,
        ) >= 1,
      );
      assert.ok(
        count(
          (at) => families[at]?.consents.some(({ status }) => status === 'withdrawn') === true,
        ) >= 2,
      );
      assert.ok(
        count(
          (at) =>
            views[at]?.obligations.some(({ id, ended }) => id === 'tracking' && !ended) === true,
        ) >= 3,
      );
      assert.ok(
        count((at) => families[at]?.listings.some(({ decided }) => !decided) === true) >= 4,
      );
      const fresh = views.flatMap(({ clocks }) =>
        clocks.filter(({ id, state }) => /hour/.test(id) && state === 'running'),
      );
      assert.ok(fresh.length >= 2, 'clocks of one hour and of 24 hours run');
    });

    test(`has families whose children stand at different stages (${text})`, () => {
      const parted = families.filter(({ transfers }) =>
        transfers.some(
          ({ places }) => new Set([...places.values()].map(({ stage }) => stage)).size > 1,
        ),
      );
      assert.ok(parted.length >= 3);
    });
  }

  test('gives every role somebody, with an address that reaches nobody', () => {
    const { workers } = make(local('2026-11-25 14:30'));
    const held = new Set(workers.flatMap(({ roles }) => roles));
    assert.deepEqual(
      [...protocol.roles.keys()].filter((role) => !held.has(role)),
      [],
    );
    assert.ok(
      workers.every(({ email, id }) => email.endsWith('@example.org') && id.startsWith('demo-')),
    );
  });

  test('works mostly in office hours, and never on a bank holiday but for what cannot wait', () => {
    const { families } = make(local('2026-11-25 14:30'));
    const acts = families.flatMap(({ events }) => events.filter(({ by }) => by.name !== 'Stile'));
    const open = acts.filter(
      ({ recorded }) =>
        officeHours !== undefined && isOpen(officeHours, calendar, recorded) === 'open',
    );
    assert.ok(open.length / acts.length > 0.95, `${open.length} of ${acts.length}`);
  });
});

/** The family, which has exactly one holder after every event but the first, with which the holder comes. */
function replay(events: readonly FamilyEvent[]): Family {
  let family: Family | undefined;
  for (const [index, event] of events.entries()) {
    family = evolve(family, event);
    if (index === 0) continue;
    assert.ok(protocol.roles.has(family.holder.role), `no holder after ${event.type}`);
  }
  assert.ok(family);
  assert.ok(family.holder.practitioner ?? family.holder.team);
  return family;
}

function make(now: Instant, seed = 2023) {
  return makeDemonstration({ recipe, protocols, calendar, now, seed });
}

function local(text: string): Instant {
  return good(parseLocalDateTime(text)).value;
}

function good<T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> {
  assert.ok(result.ok, JSON.stringify(result));
  // Asserted just above.
  return result as Extract<T, { readonly ok: true }>;
}
