/** Invented people: a family with names that go together, and workers for it. */
import { addDays } from '../core/calendar/day-number.ts';
import type { Day } from '../core/calendar/time.ts';
import type { NewPerson } from '../core/family/commands.ts';
import type { WorkerId } from '../core/family/people.ts';
import type { Protocol, Role } from '../core/protocol/protocol.ts';
import type { Chance } from './chance.ts';
import type { Community, Recipe, RecipeWorker, Story } from './recipe.ts';
import type { Cast, PersonOfStory } from './scenario.ts';

/** Children of the ages that the story asks for, and one to three adults. */
export function inventPeople(
  story: Story,
  community: Community,
  today: Day,
  chance: Chance,
): readonly NewPerson[] {
  const family = chance.oneOf(community.families);
  const used = new Set<string>();
  const fresh = (names: readonly string[]): string => {
    const left = names.filter((name) => !used.has(name));
    const name = chance.oneOf(left.length > 0 ? left : names);
    used.add(name);
    return name;
  };
  const mother = fresh(community.women);
  const children = Array.from({ length: story.children }, (): NewPerson => {
    const given = fresh(chance.between(0, 1) === 0 ? community.girls : community.boys);
    const days = chance.between(story.ages[0] * 365 + 10, story.ages[1] * 365 + 300);
    return { kind: 'child', given, family, born: addDays(today, -days) };
  });
  const adults: NewPerson[] = [
    { kind: 'adult', given: mother, family, relation: 'mother', inHousehold: true },
  ];
  if (chance.between(0, 2) > 0) {
    const inHousehold = chance.between(0, 1) === 0;
    const own = inHousehold ? family : chance.oneOf(community.families);
    adults.push({
      kind: 'adult',
      given: fresh(community.men),
      family: own,
      relation: 'father',
      inHousehold,
    });
  }
  if (chance.between(0, 5) === 0) {
    adults.push({
      kind: 'adult',
      given: fresh(community.women),
      family,
      relation: 'grandmother',
      inHousehold: true,
    });
  }
  return [...children, ...adults];
}

/** Somebody for each role; a manager from the same agency as the person managed, where there is one. */
export function castFor(recipe: Recipe, protocol: Protocol, story: Story, chance: Chance): Cast {
  const people = new Map<string, PersonOfStory>();
  const agencies = new Map<string, string>();
  const roles = [...protocol.roles.values()].toSorted(
    (one, other) => Number(one.held === 'team') - Number(other.held === 'team'),
  );
  for (const role of roles) {
    const worker = choose(recipe, story, role, agencies.get(role.id), chance);
    if (worker === undefined) continue;
    if (role.manager !== undefined) agencies.set(role.manager, worker.agency);
    people.set(role.id, personOf(worker, role));
  }
  return { people };
}

function choose(
  { workers }: Recipe,
  story: Story,
  role: Role,
  agency: string | undefined,
  chance: Chance,
): RecipeWorker | undefined {
  const employer = story.employers.find(([of]) => of.text === role.id)?.[1].text;
  const able = workers.filter(
    (worker) =>
      worker.roles.some((each) => each.text === role.id) &&
      (employer === undefined || worker.employer === employer),
  );
  const near = able.filter((worker) => worker.agency === agency);
  const candidates = near.length > 0 ? near : able;
  return candidates.length === 0 ? undefined : chance.oneOf(candidates);
}

function personOf(worker: RecipeWorker, role: Role): PersonOfStory {
  return {
    at: worker.id.at,
    role: { text: role.id, at: worker.id.at },
    name: worker.name,
    agency: worker.agency,
    employer: worker.employer,
    worker: workerId(worker),
  };
}

/** Ids that begin so mark a directory as a demonstration's. */
export function workerId(worker: RecipeWorker): WorkerId {
  // Worker ids of the demonstration are made here.
  return `demo-${worker.id.text}` as WorkerId;
}
