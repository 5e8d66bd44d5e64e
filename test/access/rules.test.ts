/**
 * Who sees a family: every role × relation to it × restricted or not × stage, by the rule that people can read and by the
 * database, which must say the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessOf, type Viewer } from '../../src/access/may-see.ts';
import { carryOut } from '../../src/cases/carry-out.ts';
import { lookAtFamily } from '../../src/cases/look-at-family.ts';
import { findFamilies } from '../../src/cases/queries/find-families.ts';
import { seenBy, seenByStile } from '../../src/cases/stile.ts';
import { subjectOf, withSight } from '../../src/cases/subject-of.ts';
import type { Command } from '../../src/core/family/commands.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import { loadFamily } from '../../src/store/events.ts';
import { saveWorker } from '../../src/store/people.ts';
import {
  actor,
  authority,
  done,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
} from '../store/support.ts';

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
  'on duty at night': { roles: ['edt'], sees: 'named', team: null, employer: 'authority' },
  'has no role': { roles: [], sees: 'all', team: null, employer: 'authority' },
  'is a partner': { roles: ['lead'], sees: 'all', team: null, employer: 'partner' },
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

/** A family in which somebody has this part, restricted or not, at this stage. */
async function familyOf(
  id: string,
  who: Actor,
  world: { relation: Relation; restricted: boolean; stage: (typeof stages)[number] },
): Promise<FamilyId> {
  const { relation, restricted, stage } = world;
  const add = (command: Command, by: Actor = chief) => done(stile, id, command, by);
  await add({ ...registration(id), assign: [] } as Command);
  if (stage !== 'quiet') await add(stepDown, actor('starter', ['social-worker']));
  if (relation === 'holds')
    await add({
      do: 'assign-person',
      role: 'social-worker' as never,
      practitioner: practitioner(who),
    });
  if (relation === 'named')
    await add({ do: 'assign-person', role: 'lead' as never, practitioner: practitioner(who) });
  if (relation === 'visits')
    await add({
      ...{ do: 'plan-visit', what: 'A visit', for: stile.now(), who: practitioner(who) },
    });
  if (relation === 'urgent-over' || relation === 'urgent') {
    if (relation === 'urgent-over') {
      // A partner is refused it, and stays without.
      await carryOut(stile, { actor: who, authority, family: id as FamilyId, command: urgent });
      stile.pass({ hours: 24 });
    }
    if (restricted) await restrict(id, who, 'none');
    if (relation === 'urgent')
      await carryOut(stile, { actor: who, authority, family: id as FamilyId, command: urgent });
  } else if (restricted) await restrict(id, who, relation);
  if (stage === 'concern') await add({ do: 'raise-concern', fields: {} }, mate);
  return id as FamilyId;
}

const urgent: Command = { do: 'take-urgent-access', reason: 'The child is missing' };

async function restrict(id: string, who: Actor, relation: Relation): Promise<void> {
  const entry = { worker: who.worker, name: who.name };
  await done(
    stile,
    id,
    {
      ...{ do: 'restrict-access', reason: 'The child of a colleague' },
      people: relation === 'listed' ? [entry] : [],
      never: relation === 'never' ? [entry] : [],
    },
    chief,
  );
}

test('the rule and the database say the same for everybody', async () => {
  const counts = new Map<string, number>();
  let number = 0;
  const wrong: string[] = [];
  for (const kind of Object.keys(kinds) as Kind[])
    for (const relation of relations)
      for (const restricted of [false, true])
        for (const stage of stages) {
          if (!restricted && (relation === 'listed' || relation === 'never')) continue;
          number += 1;
          const who = await person(kind, `w${number}`);
          const id = await familyOf(`f${number}`, who, { relation, restricted, stage });
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
          const world = `${kind}, ${relation}, ${restricted ? 'restricted' : 'open'}, ${stage}`;
          const says = access !== undefined;
          if (row?.sees !== says || row.there !== says || row.found !== says)
            wrong.push(
              `${world}: the rule says ${access ?? 'no'}, the database ${JSON.stringify(row)}`,
            );
          counts.set(access ?? 'no', (counts.get(access ?? 'no') ?? 0) + 1);
          // What must be so, whatever the rule says.
          if (relation === 'never') assert.equal(access, undefined, world);
          if (relation === 'holds') assert.equal(access, 'holds', world);
          if (relation === 'named') assert.equal(access, 'named', world);
          if (relation === 'none' && kind === 'is a partner')
            assert.equal(access, undefined, world);
          if (relation === 'none' && restricted && kind === 'sees all')
            assert.equal(access, undefined, world);
          if (
            restricted &&
            stage === 'concern' &&
            kind === 'on duty at night' &&
            relation !== 'never'
          )
            assert.ok(access, world);
          const seen = await lookAtFamily(stile, viewer, { family: id, purpose: 'test' });
          assert.equal(seen !== undefined, says, world);
          await nothingElse(viewer, id, says, world);
        }
  assert.deepEqual(wrong, []);
  // Every way of seeing and of not seeing was met.
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

/** Neither search nor an act betrays a family to somebody who does not see it; a concern is taken from anybody. */
async function nothingElse(
  viewer: Viewer,
  id: FamilyId,
  sees: boolean,
  world: string,
): Promise<void> {
  const found = await findFamilies(stile, viewer, { reference: `F-${id}` });
  assert.equal(found.length > 0, sees, `${world}: search`);
  if (sees) return;
  const acting = { actor: viewer.actor, authority, family: id };
  for (const command of [
    { do: 'record-told', to: [{ role: 'family' }], what: 'A word' },
    { do: 'lift-restriction', reason: 'I say so' },
    {
      do: 'change-access-list',
      reason: 'Me',
      people: [{ worker: viewer.actor.worker, name: 'me' }],
      never: [],
    },
    { do: 'add-person', person: { kind: 'child', given: 'X', family: 'Y' } },
  ] satisfies Command[]) {
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
    const id = await familyOf(`team-${restricted}`, worker, {
      relation: 'holds',
      restricted,
      stage: 'quiet',
    });
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
  const id = await familyOf('own', parent, { relation: 'none', restricted: false, stage: 'quiet' });
  await done(
    stile,
    id,
    { do: 'record-told', to: [{ role: 'family' }], what: 'Words of a parent' },
    actor('parent', ['quality-assurance']),
  );
  await restrict(id, parent, 'never');
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
