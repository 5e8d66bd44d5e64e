/**
 * Who sees a family: every role × relation to it × restricted or not × stage, by the rule that people can read and by the
 * database, which must say the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessOf, type Viewer } from '../../src/access/may-see.ts';
import { carryOut, carryOutAll } from '../../src/cases/carry-out.ts';
import { lookAtFamily } from '../../src/cases/look-at-family.ts';
import { findFamilies } from '../../src/cases/queries/find-families.ts';
import { seenBy, seenByStile } from '../../src/cases/stile.ts';
import { subjectOf, withSight } from '../../src/cases/subject-of.ts';
import type { Command } from '../../src/core/family/commands.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import {
  actor,
  agrees,
  authority,
  done,
  employ,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
} from '../store/support.ts';
import { everyCommand } from './commands.ts';

const team = 'Children in Need, North';

/** Everybody's way of seeing: their roles, employer and team, and how far the authority lets the role see. */
const kinds = {
  'sees all': { roles: ['quality-assurance'], sees: 'all', team: null, employer: 'authority' },
  'sees the team': { roles: ['jam-member'], sees: 'team', team, employer: 'authority' },
  'sees another team': {
    roles: ['jam-member'],
    sees: 'team',
    team: 'South',
    employer: 'authority',
  },
  'sees by name': { roles: ['jam-chair'], sees: 'named', team: null, employer: 'authority' },
  'holds as manager': { roles: ['team-manager'], sees: 'named', team: null, employer: 'authority' },
  'is on duty at night': { roles: ['edt'], sees: 'named', team: null, employer: 'authority' },
  'has no role': { roles: [], sees: 'all', team: null, employer: 'authority' },
  'is a partner': { roles: ['lead'], sees: 'all', team: null, employer: 'partner' },
  'is a partner without consent': {
    roles: ['lead'],
    sees: 'all',
    team: null,
    employer: 'partner',
  },
} as const;
type Kind = keyof typeof kinds;

const relations = [
  'none',
  'holds',
  'named',
  'visits',
  'listed',
  'urgent',
  'urgent-over',
  'never',
] as const;
type Relation = (typeof relations)[number];
const stages = ['quiet', 'under way', 'concern'] as const;

let stile: TestStile;
before(async () => {
  stile = await openTestStile(undefined, '2026-03-02 09:00');
  await employ(stile, chief, mate, starter);
  for (const { roles, sees } of Object.values(kinds))
    for (const role of roles)
      await stile.behindItsBack(
        `INSERT INTO role_sight (authority, role, sees) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
        [authority, role, sees],
      );
});
after(() => stile.close());

const chief = actor('chief', ['family-help-manager']);
const mate = actor('mate', ['social-worker']);
const starter = actor('starter', ['social-worker']);

function employer(kind: Kind): 'authority' | 'partner' {
  return kinds[kind].employer;
}

async function person(kind: Kind, id: string): Promise<Actor> {
  const { roles, team: theirs } = kinds[kind];
  const who = actor(id, roles, employer(kind));
  await saveWorker(seenByStile(stile, authority), authority, {
    ...{ id, name: id, email: null, agency: who.agency, employer: who.employer, roles },
    ...{ team: theirs, active: true },
  });
  return who;
}

const practitioner = (who: Actor) => ({
  name: who.name,
  agency: who.agency,
  employer: who.employer,
  contact: undefined,
  worker: who.worker,
});

interface World {
  readonly relation: Relation;
  readonly restricted: boolean;
  readonly stage: (typeof stages)[number];
}

/** A family in which somebody has this part, at this stage; not restricted yet. */
async function begun(
  id: string,
  who: Actor,
  { kind, relation, stage }: World & { readonly kind?: Kind },
): Promise<FamilyId> {
  const family = id as FamilyId;
  const person = practitioner(who);
  await carry(chief, family, [
    { ...registration(id), assign: [] } as Command,
    ...given<Command>(relation === 'holds', {
      ...{ do: 'assign-person', role: 'social-worker' as never, practitioner: person },
    }),
    ...given<Command>(relation === 'named', {
      ...{ do: 'assign-person', role: 'lead' as never, practitioner: person },
    }),
    ...given<Command>(relation === 'visits', {
      ...{ do: 'plan-visit', what: 'A visit', for: stile.now(), who: person },
    }),
  ]);
  if (kind === 'is a partner') await carry(chief, family, [agrees]);
  // The holder is not the one who starts it.
  if (stage !== 'quiet') await carry(starter, family, [stepDown]);
  if (stage !== 'quiet' && relation === 'holds')
    await carry(chief, family, [
      { do: 'assign-person', role: 'social-worker' as never, practitioner: person },
    ]);
  // A partner is refused it, and stays without.
  if (relation === 'urgent-over')
    await carryOut(stile, { actor: who, authority, family, command: urgent });
  return family;
}

/** Restricted where it is to be, and with a concern, a day later. */
async function ended(family: FamilyId, who: Actor, world: World): Promise<void> {
  const { relation, restricted, stage } = world;
  if (restricted) await carry(chief, family, [restriction(who, relation)]);
  if (relation === 'urgent')
    await carryOut(stile, { actor: who, authority, family, command: urgent });
  if (stage === 'concern') await carry(mate, family, [{ do: 'raise-concern', fields: {} }]);
}

async function carry(by: Actor, family: FamilyId, commands: readonly Command[]): Promise<void> {
  const carried = await carryOutAll(stile, { actor: by, authority, family, commands });
  assert.ok(carried.ok, JSON.stringify(carried));
}

function given<T>(is: boolean, item: T): readonly T[] {
  return is ? [item] : [];
}

const urgent: Command = { do: 'take-urgent-access', reason: 'The child is missing' };

function restriction(who: Actor, relation: Relation): Command {
  const entry = { worker: who.worker, name: who.name };
  return {
    ...{ do: 'restrict-access', reason: 'The child of a colleague' },
    people: given(relation === 'listed', entry),
    never: given(relation === 'never', entry),
  };
}

/** Before anything has begun, only somebody without a part in the family is worth a world of their own. */
function isWorthIt({ relation, restricted, stage }: World): boolean {
  if (!restricted && (relation === 'listed' || relation === 'never')) return false;
  return stage !== 'quiet' || relation === 'none';
}

const worlds: readonly (World & { readonly kind: Kind })[] = (Object.keys(kinds) as Kind[])
  .flatMap((kind) => relations.map((relation) => ({ kind, relation })))
  .flatMap((world) => [false, true].map((restricted) => ({ ...world, restricted })))
  .flatMap((world) => stages.map((stage) => ({ ...world, stage })))
  .filter(isWorthIt);

/** Several at a time, as many as there are connections. */
async function each<T>(list: readonly T[], act: (item: T, index: number) => Promise<void>) {
  const waiting = list.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) await act(item, index);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

const counts = new Map<string, number>();
for (const kind of Object.keys(kinds) as Kind[])
  test(`the rule and the database say the same for somebody who ${kind}`, () => compare(kind));

async function compare(kind: Kind): Promise<void> {
  const mine = worlds.filter((world) => world.kind === kind);
  const name = (letter: string, index: number) => `${letter}-${kind.replaceAll(' ', '-')}-${index}`;
  const people: Actor[] = [];
  await each(mine, async (world, index) => {
    const who = await person(world.kind, name('w', index));
    people[index] = who;
    await begun(name('f', index), who, world);
  });
  stile.pass({ hours: 24 });
  const wrong: string[] = [];
  await each(mine, async (world, index) => {
    const { relation, restricted, stage } = world;
    const [who, id] = [people[index] as Actor, name('f', index) as FamilyId];
    await ended(id, who, world);
    const viewer = await withSight(stile, { authority, actor: who });
    const known = await loadFamily(seenByStile(stile, authority), authority, id);
    assert.ok(known);
    const access = accessOf(viewer, subjectOf(stile, known));
    const { rows } = await seenBy(stile, viewer).query<{
      sees: boolean;
      there: boolean;
      found: boolean;
    }>(
      `SELECT viewer_sees($2) AS sees, EXISTS (SELECT FROM family WHERE authority = $1 AND id = $2) AS there,
         EXISTS (SELECT FROM family_person WHERE authority = $1 AND family = $2) AS found`,
      [authority, id],
    );
    const [row] = rows;
    const words = `${kind}, ${relation}, ${restricted ? 'restricted' : 'open'}, ${stage}`;
    const says = access !== undefined;
    if (row?.sees !== says || row.there !== says || row.found !== says)
      wrong.push(`${words}: the rule says ${access ?? 'no'}, the database ${JSON.stringify(row)}`);
    counts.set(access ?? 'no', (counts.get(access ?? 'no') ?? 0) + 1);
    // What must be so, whatever the rule says.
    if (relation === 'never') assert.equal(access, undefined, words);
    if (relation === 'holds') assert.equal(access, 'holds', words);
    const unshared = kind === 'is a partner without consent';
    if (relation === 'named') assert.equal(access, unshared ? undefined : 'named', words);
    if (relation === 'visits' && unshared) assert.equal(access, undefined, words);
    const stranger = relation === 'none' || relation === 'urgent-over';
    if (stranger && kinds[kind].employer === 'partner') assert.equal(access, undefined, words);
    if (stranger && restricted && kind === 'sees all') assert.equal(access, undefined, words);
    const onDuty = restricted && stage === 'concern' && kind === 'is on duty at night';
    if (onDuty && relation !== 'never') assert.ok(access, words);
    await nothingElse(viewer, id, says, words);
  });
  assert.deepEqual(wrong, []);
}

test('every way of seeing and of not seeing was met', () => {
  for (const way of [
    'no',
    'holds',
    'named',
    'visits',
    'listed',
    'urgent',
    'role-holds',
    'concern',
    'waits',
    'role',
  ])
    assert.ok((counts.get(way) ?? 0) > 0, `nobody saw by “${way}”: ${JSON.stringify([...counts])}`);
});

/** How often each was tried of a family that is not seen. */
const tried = new Map<string, number>();
let turn = 0;

/** Some at each family, so that all come to their turn with each kind of person and at each stage. */
function nextCommands(who: Actor): readonly Command[] {
  const all = everyCommand(practitioner(who));
  return Array.from({ length: 4 }, () => all[turn++ % all.length]).flatMap((command) => {
    if (command !== undefined) tried.set(command.do, (tried.get(command.do) ?? 0) + 1);
    return command ?? [];
  });
}

test('everything that can be asked of a family was asked by people who do not see it', () => {
  const all = everyCommand(practitioner(mate)).map((command) => command.do);
  assert.deepEqual(
    all.filter((name) => (tried.get(name) ?? 0) < 10),
    [],
  );
});

/** Neither search nor an act betrays a family to somebody who does not see it; a concern is taken from anybody. */
async function nothingElse(
  viewer: Viewer,
  id: FamilyId,
  sees: boolean,
  world: string,
): Promise<void> {
  const looked = await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
  assert.equal(looked !== undefined, sees, `${world}: looking`);
  const found = await findFamilies(stile, viewer, { reference: `F-${id}` });
  assert.equal(found.length > 0, sees, `${world}: search`);
  if (sees) return;
  const acting = { actor: viewer.actor, authority, family: id };
  for (const command of nextCommands(viewer.actor)) {
    const carried = await carryOut(stile, { ...acting, sight: viewer.sight, command });
    assert.equal(carried.ok, false, `${world}: ${command.do}`);
    const refusal = !carried.ok && carried.because === 'refused' ? carried.refusal.refused : '';
    assert.equal(refusal, 'unknown', `${world}: ${command.do}`);
    // Nor does the database let it through where the rule of the pages has forgotten who sees what.
    const careless = await carryOut(stile, { ...acting, command });
    assert.equal(careless.ok, false, `${world}: ${command.do}, forgotten`);
  }
  const concern = await carryOut(stile, {
    ...acting,
    command: { do: 'raise-concern', fields: {} },
  });
  assert.ok(concern.ok, `${world}: a concern`);
}

test('a colleague of the same team sees what the team works with, and not what is restricted', async () => {
  const colleague = await person('sees the team', 'colleague');
  const other = await person('sees another team', 'other');
  const worker = await person('sees the team', 'holder-in-team');
  for (const restricted of [false, true]) {
    const world = { relation: 'holds', restricted, stage: 'quiet' } as const;
    const id = await begun(`team-${restricted}`, worker, world);
    await ended(id, worker, world);
    for (const [who, sees] of [
      [colleague, !restricted],
      [other, false],
    ] as const) {
      const viewer = await withSight(stile, { authority, actor: who });
      const looked = await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
      assert.equal(looked !== undefined, sees);
    }
  }
});

test('what somebody recorded before they were barred is no longer theirs to read', async () => {
  const parent = await person('sees all', 'parent');
  const world = { relation: 'never', restricted: true, stage: 'quiet' } as const;
  const id = await begun('own', parent, world);
  await done(
    stile,
    id,
    { do: 'record-told', to: [{ role: 'family' }], what: 'Words of a parent' },
    actor('parent', ['quality-assurance']),
  );
  await ended(id, parent, world);
  const viewer: Viewer = { authority, actor: parent };
  const { rows } = await seenBy(stile, viewer).query(
    'SELECT FROM event WHERE authority = $1 AND family = $2',
    [authority, id],
  );
  assert.equal(rows.length, 0);
  const carried = await carryOut(stile, {
    ...{ actor: chief, authority, family: id },
    command: {
      do: 'assign-person',
      role: 'social-worker' as never,
      practitioner: practitioner(parent),
    },
  });
  assert.equal(carried.ok, false);
});
