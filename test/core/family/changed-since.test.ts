/** What was written from an older version never takes the place of another's change unseen. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Command } from '../../../src/core/family/commands.ts';
import { allEvidence } from '../../../src/core/family/evolve.ts';
import type { Family } from '../../../src/core/family/family.ts';
import { actorOf, bankHolidayCalendar, chanceFrom, pick, published, Story } from './support.ts';

const protocol = published('cheshire-east/2023');
const calendar = bankHolidayCalendar();
const reason = 'It was typed wrongly';
const targets = ['c1', 'c2', 'a1', 'e1', 'e2', 'known-since'];
const writers = [actorOf(protocol, 'social-worker'), actorOf(protocol, 'team-manager')];

function begun(): Story {
  const story = new Story(protocol, calendar, '2026-03-02 09:00', ['Ava', 'Ben']);
  for (const notes of ['One', 'Two'])
    story.do('social-worker', {
      do: 'record-evidence',
      kind: 'home-visit' as never,
      fields: { notes },
    });
  return story;
}

/** What is recorded of a target; all of it is what a form about it shows. */
function recorded(family: Family, target: string): unknown {
  const person = family.people.find(({ id }) => id === target);
  if (person !== undefined) return person;
  const { fields, at, children } = allEvidence(family).find(({ id }) => id === target) ?? {};
  return fields === undefined ? family.knownSince : { fields, at, children };
}

/** A form about the target as it was, with one answer changed. */
function edit(was: Family, target: string, dice: number): Command {
  const based = { basedOn: was.version, reason };
  const person = was.people.find(({ id }) => id === target);
  if (person !== undefined) {
    const changes = [{ born: '2015-05-05' }, { given: 'Abigail' }, { note: 'Prefers Abby' }];
    // Days and names as a form reads them.
    const changed = { ...person, ...changes[dice % 3] } as typeof person;
    return { do: 'change-person', person: changed, ...based };
  }
  const evidence = allEvidence(was).find(({ id }) => id === target);
  if (evidence === undefined)
    return {
      do: 'correct-known-since',
      knownSince: `2020-01-0${1 + (dice % 3)}` as never,
      ...based,
    };
  const changes = [{ notes: 'Three' }, { 'child-seen': 'yes' }, { 'agreement-noted': 'no' }];
  const fields = { ...evidence.fields, ...changes[dice % 3] };
  return { do: 'correct-evidence', evidence: evidence.id, fields, ...based };
}

describe('Changes written from an older version', () => {
  it('are recorded only where what they replace is what their writer had before them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const chance = chanceFrom(seed);
        const story = begun();
        const versions = [story.known];
        for (let sent = 0; sent < 25; sent += 1) {
          const was = pick(chance, versions);
          const target = pick(chance, targets);
          const before = recorded(story.known, target);
          const command = edit(was, target, Math.floor(chance() * 3));
          const refusal = story.try(pick(chance, writers), command);
          const after = recorded(story.known, target);
          if (refusal === undefined) {
            const unseen = JSON.stringify(before) !== JSON.stringify(recorded(was, target));
            if (unseen) assert.deepEqual(after, before);
          } else {
            assert.ok(['changed', 'already'].includes(refusal.refused), JSON.stringify(refusal));
            assert.deepEqual(after, before);
            const now = { ...command, basedOn: story.known.version } as Command;
            if (refusal.refused === 'changed')
              assert.equal(story.try(pick(chance, writers), now), undefined);
          }
          versions.push(story.known);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('are refused with who changed it last', () => {
    const story = begun();
    const [sam, mo] = writers;
    assert.ok(sam && mo);
    const was = story.known;
    assert.equal(story.try(mo, edit(was, 'c1', 0)), undefined);
    const refusal = story.try(sam, edit(was, 'c1', 1));
    assert.ok(refusal?.refused === 'changed');
    assert.equal(refusal.by.name, mo.name);
    assert.match(refusal.message, /^Somebody has changed this/);
    assert.match(story.try(mo, edit(was, 'c1', 1))?.message ?? '', /^You have changed this/);
  });

  it('go through where another person, another record or another thing was changed', () => {
    const story = begun();
    const [sam, mo] = writers;
    assert.ok(sam && mo);
    const was = story.known;
    for (const target of targets) assert.equal(story.try(mo, edit(was, target, 1)), undefined);
  });

  it('go through where somebody only said something and changed nothing', () => {
    const story = begun();
    const [sam, mo] = writers;
    assert.ok(sam && mo);
    const was = story.known;
    const [person] = was.people;
    assert.ok(person);
    assert.equal(story.try(mo, { do: 'change-person', person, reason: 'Looked alike' }), undefined);
    assert.equal(story.try(sam, edit(was, 'c1', 1)), undefined);
  });
});
