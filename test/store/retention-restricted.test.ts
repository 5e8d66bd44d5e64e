/** Restricted families and the keepers of the records: nobody learns of one by them, and each of them can go. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  carryOutDisposals,
  confirmDisposal,
  endHold,
  placeHold,
  proposeDisposal,
  refuseDisposal,
} from '../../src/cases/keep-records.ts';
import { getRecords, unnamed } from '../../src/cases/queries/get-records.ts';
import {
  fingerprintOf,
  listedOf,
  previewForOperator,
  previewRetention,
} from '../../src/cases/queries/preview-retention.ts';
import { seenBy, seenByStile } from '../../src/cases/stile.ts';
import type { Actor, FamilyId } from '../../src/core/family/people.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { appendRecord, readRecords } from '../../src/store/records.ts';
import {
  actor,
  authority,
  done,
  employ,
  moment,
  openTestStile,
  registration,
  type TestStile,
  told,
} from './support.ts';

const keeper = actor('kim', ['policy-owner']);
const listed = actor('kit', ['policy-owner']);
const confirmer = actor('mo', ['team-manager']);
const guard = actor('gil', ['team-manager']);
const barred = actor('bob', ['team-manager']);
const as = (who: Actor) => ({ authority, actor: who });
const id = (family: string) => family as FamilyId;
const review = '2033-01-01' as never;

/** `people` see it; `never` must not. Drawn up by a manager, who stays on the list. */
async function restricted(
  stile: TestStile,
  family: string,
  by: Actor,
  people: readonly Actor[],
  never: readonly Actor[] = [],
): Promise<void> {
  await done(stile, family, {
    do: 'register-family',
    ...{
      authority,
      family: id(family),
      reference: `F-${family}`,
      holder: 'social-worker' as never,
    },
    people: [{ kind: 'child', given: 'Quillon', family: 'Ure', born: '2017-03-01' as never }],
    assign: [],
  });
  const ids = (all: readonly Actor[]) => all.map(({ worker, name }) => ({ worker, name }));
  await done(
    stile,
    family,
    {
      do: 'restrict-access',
      reason: 'A member of staff',
      people: ids([by, ...people]),
      never: ids(never),
    } as never,
    by,
  );
}

async function longAgo(): Promise<TestStile> {
  const stile = await openTestStile();
  await employ(stile, keeper, listed, confirmer, guard, barred, actor('ann', ['social-worker']));
  await done(stile, 'open1', registration('open1'));
  return stile;
}

async function later(stile: TestStile): Promise<void> {
  await stile.behindItsBack('UPDATE outbox SET done_at = created');
  stile.setClock(moment('2032-04-01 09:00'));
}

async function shown(stile: TestStile, who: Actor) {
  const preview = await previewRetention(stile, as(who));
  assert.ok(preview);
  return {
    families: preview.families.due.families.map(({ family }) => family),
    restricted: preview.restricted.due.families.map(({ family }) => family),
    unseen: preview.unseen,
  };
}

async function proposeAlone(stile: TestStile, who: Actor, family: string) {
  const preview = await previewRetention(stile, as(who));
  const one = preview?.restricted.due.families.filter((each) => each.family === family) ?? [];
  const seen = fingerprintOf(listedOf(one));
  const proposed = await proposeDisposal(stile, as(who), { seen, family: id(family) });
  const { events } = await readRecords(seenByStile(stile, authority), authority);
  return { proposed, proposal: events.length, seen };
}

describe('A restricted family whose time has run out', () => {
  let stile: TestStile;
  before(async () => {
    stile = await longAgo();
    await restricted(stile, 'secret1', guard, [listed, confirmer], [barred]);
    await later(stile);
  });
  after(() => stile.close());

  test('is named to those who see it and look after records or restrict families; to others it is a number', async () => {
    assert.deepEqual(await shown(stile, keeper), {
      ...{ families: ['open1'], restricted: [], unseen: 1 },
    });
    assert.deepEqual(await shown(stile, barred), {
      ...{ families: ['open1'], restricted: [], unseen: 1 },
    });
    for (const who of [listed, confirmer, guard])
      assert.deepEqual(await shown(stile, who), {
        ...{ families: ['open1'], restricted: ['secret1'], unseen: 0 },
      });
    const all = await previewForOperator(stile, authority);
    assert.equal(all.unseen, 1);
    assert.doesNotMatch(JSON.stringify(all), /secret1/);
  });

  test('cannot be told from one that is not there by holding it, before or after', async () => {
    const try_ = async (reference: string, sightUnseen: boolean) => {
      const asked = { reference, reason: 'Claim', review, sightUnseen };
      const said = JSON.stringify(await placeHold(stile, as(keeper), asked));
      return said.replaceAll(reference, 'REFERENCE');
    };
    assert.match(await try_('F-secret1', false), /You see no family with the reference/);
    assert.equal(await try_('F-secret1', false), await try_('F-none', false));
    assert.equal(await try_(' f-SECRET1', true), await try_('F-none', true));
    assert.deepEqual(await shown(stile, keeper), {
      ...{ families: ['open1'], restricted: [], unseen: 1 },
    });
    const seen = await getRecords(stile, as(keeper));
    assert.deepEqual(
      [...(seen?.holds.values() ?? [])].map((hold) => [hold.reference, hold.family]),
      [
        ['f-SECRET1', undefined],
        ['F-none', undefined],
      ],
    );
    // And yet it is held.
    assert.deepEqual((await shown(stile, listed)).restricted, []);
    const held = (await previewRetention(stile, as(listed)))?.restricted.held.families;
    assert.match(JSON.stringify(held), /A hold on this family: Claim/);
    for (const hold of seen?.holds.keys() ?? [])
      assert.ok((await endHold(stile, as(keeper), { hold, reason: 'Settled' })).ok);
    assert.deepEqual((await shown(stile, listed)).restricted, ['secret1']);
  });

  test('is held by name by those who see it; other keepers learn neither which, nor why, nor end it', async () => {
    const asked = { reference: 'F-secret1', reason: 'Claim of Mr Ure', review };
    assert.ok((await placeHold(stile, as(listed), asked)).ok);
    const others = await getRecords(stile, as(keeper));
    const [hold] = [...(others?.holds.keys() ?? [])];
    assert.ok(hold);
    assert.equal(others?.holds.get(hold)?.reference, unnamed);
    assert.equal(others?.toEnd.has(hold), false);
    assert.doesNotMatch(JSON.stringify([...(others?.holds.values() ?? [])]), /F-secret1|Mr Ure/);
    const not = await endHold(stile, as(keeper), { hold, reason: 'x' });
    const none = await endHold(stile, as(keeper), { hold: 'none', reason: 'x' });
    assert.deepEqual(not, none);
    assert.ok((await endHold(stile, as(listed), { hold, reason: 'Settled' })).ok);
  });

  test('is never on a list with others, nor proposed by who may not know of it, also past every page', async () => {
    assert.equal((await proposeAlone(stile, keeper, 'secret1')).proposed.ok, false);
    assert.equal((await proposeAlone(stile, barred, 'secret1')).proposed.ok, false);
    const preview = await previewRetention(stile, as(listed));
    const families = listedOf(preview?.restricted.due.families ?? []);
    const read = await readRecords(seenByStile(stile, authority), authority);
    for (const who of [keeper, barred, actor('ann', ['social-worker'])]) {
      const said = await appendRecord(seenBy(stile, as(who)), authority, {
        read,
        event: {
          ...{ type: 'DisposalProposed', families, fingerprint: fingerprintOf(families) },
          ...{ at: stile.now(), recorded: stile.now() },
          by: { worker: who.worker, name: who.name, roles: who.roles },
        },
      });
      assert.match(JSON.stringify(said), /not for this person/, who.worker);
    }
    // Who restricts families proposes these, and no others.
    const [open] = preview?.families.due.families ?? [];
    assert.ok(open);
    const seen = fingerprintOf(listedOf([open]));
    assert.equal((await proposeDisposal(stile, as(guard), { seen })).ok, false);
    assert.equal(
      (await proposeDisposal(stile, as(guard), { seen, family: open.family })).ok,
      false,
    );
  });

  test('goes by two people who may know of it, while others propose theirs; others never read its reference', async () => {
    const { proposed, proposal, seen } = await proposeAlone(stile, listed, 'secret1');
    assert.ok(proposed.ok, JSON.stringify(proposed));
    for (const who of [keeper, barred]) {
      const records = await getRecords(stile, as(who));
      assert.equal(records?.toRefuse.has(proposal), false);
      assert.doesNotMatch(JSON.stringify([...(records?.proposals.values() ?? [])]), /F-secret1/);
      const asked = { proposal, seen };
      assert.match(JSON.stringify(await confirmDisposal(stile, as(who), asked)), /no such list/);
      const refused = await refuseDisposal(stile, as(who), { proposal, reason: 'x' });
      assert.match(JSON.stringify(refused), /no such list/);
    }
    // What is not restricted does not wait for it.
    const preview = await previewRetention(stile, as(keeper));
    const others = fingerprintOf(listedOf(preview?.families.due.families ?? []));
    assert.ok((await proposeDisposal(stile, as(keeper), { seen: others })).ok);
    const confirmed = await confirmDisposal(stile, as(confirmer), { proposal, seen });
    assert.match(JSON.stringify(confirmed), /1 family was disposed of/);
    const disposedOf = async (who: Actor) =>
      [...((await getRecords(stile, as(who)))?.disposed.values() ?? [])].map(
        (each) => each.reference,
      );
    assert.deepEqual(await disposedOf(listed), ['F-secret1']);
    assert.deepEqual(await disposedOf(confirmer), ['F-secret1']);
    assert.deepEqual(await disposedOf(keeper), [unnamed]);
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    assert.equal((await shown(stile, keeper)).unseen, 0);
    const left = await stile.behindItsBack("SELECT FROM keeping WHERE family = 'secret1'");
    assert.equal(left.length, 0);
  });
});

describe('A list that waits', () => {
  test('is not confirmed by those to whom a family on it was closed since; they can refuse it, and read no reference', async () => {
    const stile = await longAgo();
    await done(stile, 'late1', registration('late1'));
    await later(stile);
    const preview = await previewRetention(stile, as(keeper));
    const seen = fingerprintOf(listedOf(preview?.families.due.families ?? []));
    assert.ok((await proposeDisposal(stile, as(keeper), { seen })).ok);
    const person = ({ worker, name }: Actor) => ({ worker, name });
    await done(
      stile,
      'late1',
      {
        do: 'restrict-access',
        reason: 'x',
        people: [guard, listed].map(person),
        never: [],
      } as never,
      guard,
    );
    const asked = { proposal: 1, seen };
    assert.match(JSON.stringify(await confirmDisposal(stile, as(confirmer), asked)), /may not see/);
    const records = await getRecords(stile, as(confirmer));
    assert.doesNotMatch(JSON.stringify([...(records?.proposals.values() ?? [])]), /F-late1/);
    assert.ok((await refuseDisposal(stile, as(confirmer), { proposal: 1, reason: 'Closed' })).ok);
    await stile.close();
  });
});

describe('No restricted family stays for ever', () => {
  test('where fewer than two who could decide are left on its list, every manager knows of it, but who must not', async () => {
    const stile = await longAgo();
    await restricted(stile, 'left1', guard, [actor('ann', ['social-worker'])], [barred]);
    await later(stile);
    // Only its manager is left, and nobody beside him.
    assert.deepEqual((await shown(stile, confirmer)).restricted, ['left1']);
    assert.deepEqual((await shown(stile, keeper)).restricted, []);
    assert.deepEqual((await shown(stile, barred)).restricted, []);
    // He leaves, too.
    await stile.behindItsBack("UPDATE worker SET active = false WHERE id = 'gil'");
    const other = actor('mel', ['team-manager']);
    await employ(stile, other);
    const { proposed, proposal, seen } = await proposeAlone(stile, other, 'left1');
    assert.ok(proposed.ok, JSON.stringify(proposed));
    const confirmed = await confirmDisposal(stile, as(confirmer), { proposal, seen });
    assert.match(JSON.stringify(confirmed), /1 family was disposed of/);
    await stile.close();
  });

  test('to put somebody on the list puts nothing off; to write about the family does', async () => {
    const stile = await longAgo();
    await restricted(stile, 'list1', guard, []);
    await later(stile);
    const until = async () =>
      (await previewRetention(stile, as(guard)))?.restricted.due.families[0]?.rules[0]?.until;
    assert.equal(await until(), '2032-03-31');
    const person = ({ worker, name }: Actor) => ({ worker, name });
    await done(
      stile,
      'list1',
      {
        do: 'change-access-list',
        reason: 'To dispose of it',
        people: [guard, confirmer].map(person),
        never: [],
      } as never,
      guard,
    );
    await stile.behindItsBack('UPDATE outbox SET done_at = created');
    assert.equal(await until(), '2032-03-31');
    assert.match(JSON.stringify(await carryOutDisposals(stile, as(guard))), /0 families were/);
    await done(stile, 'list1', told('They rang'), guard);
    assert.equal(await until(), undefined);
    await stile.close();
  });
});
