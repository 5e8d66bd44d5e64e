/** Every council of the demonstration: what its recipe promises, at several moments of the year. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { findProtocolFolders, readProtocolFolder } from '../../src/cli/read-files.ts';
import { readBankHolidays } from '../../src/core/calendar/load.ts';
import { type Day, dayOf, type Instant, parseLocalDateTime } from '../../src/core/calendar/time.ts';
import { makeCalendar } from '../../src/core/calendar/working-calendar.ts';
import { derive } from '../../src/core/family/derive.ts';
import type { FamilyEvent } from '../../src/core/family/events.ts';
import { evolve } from '../../src/core/family/evolve.ts';
import type { Family } from '../../src/core/family/family.ts';
import { loadProtocol } from '../../src/core/protocol/load.ts';
import type { Protocol } from '../../src/core/protocol/protocol.ts';
import { protocolsOf } from '../../src/core/protocol/protocols.ts';
import { underAuthority } from '../../src/core/protocol/under-authority.ts';
import { makeDemonstration } from '../../src/simulation/demonstration.ts';
import { readRecipe } from '../../src/simulation/read-recipe.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const list = join(root, 'calendars/england-and-wales.json');
const bankHolidays = good(readBankHolidays(JSON.parse(readFileSync(list, 'utf8')))).value;
const folders = findProtocolFolders(join(root, 'protocols'));
const recipes = folders.flatMap((folder) => {
  const path = join(folder, 'demonstration.yaml');
  if (!existsSync(path)) return [];
  const { recipe } = good(readRecipe({ path, text: readFileSync(path, 'utf8') }));
  return [{ folder, recipe }];
});
const loaded = folders.map((folder) => good(loadProtocol(readProtocolFolder(folder))).protocol);
const apart = recipes.flatMap(({ folder, recipe: { authority: id, shownAs: name } }) => {
  if (name === undefined) return [];
  const files = underAuthority(readProtocolFolder(folder), { id, name });
  return [good(loadProtocol(files)).protocol];
});
// All versions of all councils at once, as in a database.
const protocols = protocolsOf([...loaded, ...apart], '2026-04-03' as Day);

const councils = recipes.map(({ folder, recipe }) => {
  const protocol = protocols.current(recipe.authority);
  const { officeHours, closures } = protocol;
  const calendar = good(makeCalendar({ bankHolidays, officeHours, closures })).value;
  return { folder, recipe, protocol, calendar };
});
type Council = (typeof councils)[number];

const moments = ['2026-11-25 14:30', '2026-11-22 01:05', '2026-12-29 09:00', '2026-04-03 23:30'];
const frontDoors = new Set([
  'front-door',
  'front-door-manager',
  'early-help-front-door',
  'duty-manager',
]);

describe('the councils of the demonstration', () => {
  test('are one for each policy that ships: all five, and the small unitary', () => {
    assert.deepEqual(councils.map(({ recipe }) => recipe.authority).sort(), [
      'cheshire-east',
      'cheshire-east-2020',
      'halton',
      'shropshire',
      'small-unitary',
      'swindon',
    ]);
    assert.equal(councils.length, folders.length, 'each policy that ships has a recipe');
  });

  test('work under the current version, or apart under the version beside which the recipe lies', () => {
    for (const { folder, recipe, protocol } of councils) {
      const key = relative(join(root, 'protocols'), folder);
      if (recipe.shownAs === undefined) assert.equal(protocol.key, key);
      else {
        assert.equal(protocol.key, `${recipe.authority}/${key.split('/')[1]}`);
        assert.equal(protocol.about.authority.name, recipe.shownAs);
      }
    }
  });

  test('leave the authority whose earlier version runs apart with its own two versions', () => {
    const two = loaded.filter(({ about }) => about.authority.id === 'cheshire-east');
    assert.deepEqual(two.map(({ key }) => key).sort(), [
      'cheshire-east/2020',
      'cheshire-east/2023',
    ]);
    assert.equal(protocols.current('cheshire-east').key, 'cheshire-east/2023');
    // Not a rule of it differs from the version it is.
    const [ran] = apart;
    const [was] = two.filter(({ about }) => about.version === '2020');
    const { key: _, about: ranAbout, ...ranRules } = ran ?? assert.fail();
    const { key: __, about: wasAbout, ...wasRules } = was ?? assert.fail();
    assert.deepEqual(ranRules, wasRules);
    assert.deepEqual({ ...ranAbout, authority: undefined }, { ...wasAbout, authority: undefined });
    assert.equal(ranAbout.authority.colour, wasAbout.authority.colour);
  });

  test('share no worker, no reference and no id of a family', () => {
    const now = local('2026-11-25 14:30');
    const made = councils.map((council) => make(council, now));
    for (const each of [
      made.flatMap(({ workers }) => workers.map(({ id }) => id)),
      made.flatMap(({ workers }) => workers.map(({ name }) => name)),
      made.flatMap(({ families }) => families.map(({ id }) => id)),
      made.flatMap(({ families }) => families.map(({ reference }) => reference)),
    ])
      assert.equal(new Set(each).size, each.length);
  });

  for (const council of councils) describe(council.recipe.authority, () => check(council));
});

function check(council: Council): void {
  const { protocol, calendar } = council;

  test('is the same each time for the same moment and seed, and another for another seed', () => {
    const now = local('2026-11-25 14:30');
    assert.deepEqual(make(council, now), make(council, now));
    assert.notDeepEqual(make(council, now, 1), make(council, now, 2));
  });

  test('gives every role somebody, with an address that reaches nobody', () => {
    const { workers } = make(council, local('2026-11-25 14:30'));
    const held = new Set(workers.flatMap(({ roles }) => roles));
    assert.deepEqual(
      [...protocol.roles.keys()].filter((role) => !held.has(role)),
      [],
    );
    assert.ok(
      workers.every(({ email, id }) => email.endsWith('@example.org') && id.startsWith('demo-')),
    );
  });

  for (const text of moments) {
    const now = local(text);
    test(`shows on every page something that is true (${text})`, () => {
      const { families } = make(council, now);
      for (const { reference, events } of families) assertInOrder(reference, events, now);
      const stand = families.map(({ events }) => replay(protocol, events));
      assertStages(protocol, stand);
      assertParts(protocol, stand, now);
      const views = stand.map((family) => derive({ protocols, calendar, now }, family));
      const late = views.filter(({ clocks }) => clocks.some(({ state }) => state === 'overdue'));
      assert.ok(late.length >= 2, 'some are overdue');
      const suspended = stand.filter(({ transfers }) =>
        transfers.some(({ state }) => state === 'suspended'),
      );
      assert.ok(suspended.length >= 1, 'a concern suspends a step down');
      const parted = stand.filter(({ transfers }) =>
        transfers.some(({ places }) => stagesOf(places).size > 1),
      );
      assert.ok(parted.length >= 1, 'siblings stand at different stages');
      assertFrontDoor(protocol, stand);
    });
  }
}

function assertInOrder(reference: string, events: readonly FamilyEvent[], now: Instant): void {
  let before = '';
  for (const { at, recorded } of events) {
    assert.ok(at <= now && recorded <= now, `${reference}: ${at} is yet to come`);
    assert.ok(recorded >= before, `${reference}: ${recorded} after ${before}`);
    before = recorded;
  }
}

/** The family as its events leave it: after each, one role of the policy holds it, and after each act somebody in it. */
function replay(protocol: Protocol, events: readonly FamilyEvent[]): Family {
  let family: Family | undefined;
  for (const [index, event] of events.entries()) {
    family = evolve(family, event);
    const { role, practitioner, team } = family.holder;
    assert.ok(protocol.roles.has(role), `no holder after ${event.type}`);
    if (events[index + 1]?.recorded === event.recorded) continue;
    assert.ok(practitioner ?? team, `nobody holds ${family.reference} after ${event.type}`);
  }
  assert.ok(family);
  return family;
}

/** Each pathway is used, and the transfers of it do not all stand at one stage. */
function assertStages(protocol: Protocol, families: readonly Family[]): void {
  const few = [...protocol.pathways.keys()].filter((pathway) => {
    const transfers = families.flatMap((family) =>
      family.transfers.filter((each) => each.pathway === pathway),
    );
    const stands = transfers.flatMap(({ state, places }) =>
      [...stagesOf(places)].map((stage) => `${state} ${stage}`),
    );
    return new Set(stands).size < 2;
  });
  assert.deepEqual(few, []);
}

/** Each part of each meeting has a case for a sitting that is still to come. */
function assertParts(protocol: Protocol, families: readonly Family[], now: Instant): void {
  const listed = families.flatMap(({ listings }) =>
    listings.filter(({ decided, sitting }) => !decided && sitting >= dayOf(now)),
  );
  const empty = [...protocol.forums.values()].flatMap(({ id, parts }) =>
    parts
      .filter((part) => !listed.some((each) => each.forum === id && each.part === part.id))
      .map((part) => `${id} ${part.id}`),
  );
  assert.deepEqual(empty, []);
}

/** Somebody at a front door has a step to take. */
function assertFrontDoor(protocol: Protocol, families: readonly Family[]): void {
  const waiting = families.filter(({ transfers }) =>
    transfers.some(({ state, pathway, places }) => {
      const steps = [...(protocol.pathways.get(pathway)?.steps.values() ?? [])];
      return (
        state === 'open' &&
        steps.some(
          ({ from, by }) =>
            from.some((stage) => stagesOf(places).has(stage)) &&
            by.some((role) => frontDoors.has(protocol.roles.get(role)?.generic ?? '')),
        )
      );
    }),
  );
  const has = [...protocol.roles.values()].some(({ generic }) => frontDoors.has(generic));
  if (has) assert.ok(waiting.length >= 1, 'the front door has something to do');
}

function stagesOf(places: ReadonlyMap<unknown, { readonly stage: string }>): ReadonlySet<string> {
  return new Set([...places.values()].map(({ stage }) => stage));
}

function make({ recipe, calendar }: Council, now: Instant, seed = 2023) {
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
