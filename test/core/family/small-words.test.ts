/** What the engine makes of a least and a most, of counts, states, levels and routes. The stories of the small policy tell the rest. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainLeast } from '../../../src/core/calendar/explain-due.ts';
import type { Command } from '../../../src/core/family/commands.ts';
import { deriveClocks } from '../../../src/core/family/derive.ts';
import { levelOf } from '../../../src/core/family/evolve.ts';
import type { Refusal } from '../../../src/core/family/refusal.ts';
import { changed, protocolOf } from '../../protocol/change.ts';
import { smallUnitary } from '../../protocol/small-unitary.ts';
import { actorOf, at, bankHolidayCalendar, Story } from './support.ts';

const protocol = protocolOf(smallUnitary);
const calendar = bankHolidayCalendar();
const lena = {
  name: 'Lena Park',
  agency: 'Hill School',
  employer: 'partner',
  contact: undefined,
  worker: undefined,
} as const;

// Names of the small policy, which the protocol knows.
const command = (words: object): Command => words as Command;
const record = (kind: string, fields: object): Command =>
  command({ do: 'record-evidence', kind, fields });
const step = (name: string, fields = {}, transfer = 't1'): Command =>
  command({ do: 'take-step', transfer, step: name, fields });

function leadNamed(policy = protocol): Story {
  const story = new Story(policy, calendar, '2026-03-02 09:00');
  const review = record('plan-review', { 'all-actions-done': 'yes', change: 'yes' });
  story.do('social-worker', command({ do: 'start-transfer', pathway: 'step-down' }));
  story.do('social-worker', review);
  story.do('social-worker', review);
  story.do(
    'social-worker',
    command({
      do: 'record-consent',
      scope: 'early-help',
      status: 'given',
      given: 'a1',
      signed: true,
      method: 'in person',
    }),
  );
  story.do('team-manager', step('decide-step-down'));
  story.do('social-worker', record('preferred-lead', { who: lena, answer: 'agrees' }));
  story.do('early-help-manager', step('name-lead', { lead: lena }));
  story.do('social-worker', record('early-help-plan', { plan: 'Routines', state: 'draft' }));
  return story;
}

function handedOver(policy = protocol): Story {
  const story = leadNamed(policy);
  story.do('social-worker', step('hand-over'));
  story.do('lead', record('early-help-plan', { plan: 'Routines', state: 'final' }));
  return story;
}

function gateWords(refusal: Refusal | undefined): string {
  assert.equal(refusal?.refused, 'gates');
  return refusal?.refused === 'gates'
    ? refusal.gates.map((gate) => `${gate.found} ${gate.wouldMeet}`).join(' ')
    : '';
}

describe('A clock with a least and a most', () => {
  it('shows both dates, and the least explains itself', () => {
    const [clock] = handedOver().view.clocks;
    assert.equal(clock?.due?.day, '2026-04-27');
    assert.equal(clock?.notBefore?.day, '2026-04-13');
    assert.ok(clock?.notBefore);
    assert.equal(
      explainLeast(clock.notBefore),
      'Not before Monday 13 April 2026: 6 weeks from Monday 2 March 2026, which is day 0. Weekends and bank holidays count.',
    );
  });

  it('stops what waits for it until its day, and says from when', () => {
    const story = handedOver();
    story.now = at('2026-04-12 23:59');
    const refusal = story.try(actorOf(protocol, 'lead'), step('first-taf', { there: 'All' }));
    assert.match(
      gateWords(refusal),
      /^It is too early for “First Team Around the Family meeting”: 6 weeks have not passed since 2 March 2026\. Possible from 13 April 2026\.$/,
    );
    story.now = at('2026-04-13 00:00');
    assert.equal(
      story.try(actorOf(protocol, 'lead'), step('first-taf', { there: 'All' })),
      undefined,
    );
    assert.equal(story.view.clocks.find(({ id }) => id === 'first-taf')?.early, false);
  });

  it('tells of what was done too early by exception', () => {
    const story = handedOver();
    story.now = at('2026-04-10 10:00');
    story.do(
      'early-help-manager',
      command({
        do: 'grant-exception',
        transfer: 't1',
        gate: 'six-weeks-passed',
        reason: 'They move',
      }),
    );
    story.do('lead', step('first-taf', { there: 'All' }));
    assert.equal(story.view.clocks.find(({ id }) => id === 'first-taf')?.early, true);
  });
});

describe('A clock that counts reviews instead of days', () => {
  const { files } = changed(
    'pathways/step-down.yaml',
    'due: 8 weeks',
    'due: { count: 2, of: { evidence: plan-review } }',
    smallUnitary,
  );

  it('says how many there have been, and is due on the day of the last one', () => {
    const story = handedOver(protocolOf(files));
    const clock = () => story.view.clocks.find(({ id }) => id === 'first-taf');
    const review = record('plan-review', { 'all-actions-done': 'no', change: 'no' });
    assert.deepEqual(clock()?.counted, { been: 0, most: 2 });
    story.now = at('2026-04-20 10:00');
    story.do('lead', review);
    assert.deepEqual([clock()?.counted, clock()?.due], [{ been: 1, most: 2 }, undefined]);
    story.now = at('2026-05-18 10:00');
    story.do('lead', review);
    assert.equal(clock()?.due?.day, '2026-05-18');
    assert.equal(clock()?.state, 'running');
    story.now = at('2026-05-19 00:00');
    assert.equal(clock()?.state, 'overdue');
  });
});

describe('A duty that time will bring', () => {
  it('is known beforehand to whoever looks for what will be due, and is nobody’s before its day', () => {
    const story = new Story(protocol, calendar, '2026-03-02 09:00');
    story.do('social-worker', command({ do: 'start-transfer', pathway: 'plan' }));
    const clocks = deriveClocks(story, story.known);
    assert.deepEqual(
      clocks.map(({ id, due }) => [id, due?.day]),
      [['take-to-manager', '2027-03-02']],
    );
    assert.deepEqual([story.view.obligations, story.view.clocks], [[], []]);
    story.now = at('2027-03-02 00:00');
    assert.deepEqual(
      story.view.obligations.map(({ id }) => id),
      ['take-to-manager'],
    );
  });
});

describe('A recorded level', () => {
  it('has its own dated history, and holder and stage stay as they are', () => {
    const story = new Story(protocol, calendar, '2026-03-02 09:00');
    story.do('social-worker', command({ do: 'start-transfer', pathway: 'plan' }));
    const before = story.known.holder;
    const level = (name: string): Command => step('set-level', { level: name, why: 'As assessed' });
    story.do('team-manager', level('child-in-need'));
    story.now = at('2026-06-01 09:00');
    story.do('team-manager', level('targeted-early-help'));
    story.do('team-manager', level('targeted-early-help'));
    const { levels, holder } = story.known;
    assert.deepEqual(
      levels.map(({ level: name, day }) => [name, day]),
      [
        ['child-in-need', '2026-03-02'],
        ['targeted-early-help', '2026-06-01'],
      ],
    );
    const [child] = story.known.people;
    assert.ok(child);
    assert.equal(levelOf(story.known, child.id)?.level, 'targeted-early-help');
    assert.deepEqual(holder, before);
    assert.equal(story.events.filter(({ type }) => type === 'HolderChanged').length, 1);
  });

  it('can be asked for by a gate, and be a moment', () => {
    const { files } = changed(
      'gates.yaml',
      'needs: { evidence: early-help-plan }',
      'needs: { all: [ { level: [child-in-need] }, { elapsed: 2 weeks, since: { level: child-in-need } } ] }',
      smallUnitary,
    );
    const story = leadNamed(protocolOf(files));
    const handOver = () => story.try(actorOf(story.protocol, 'social-worker'), step('hand-over'));
    story.do('social-worker', command({ do: 'start-transfer', pathway: 'plan' }));
    assert.match(gateWords(handOver()), /No level is recorded.*children at “Child in need”/);
    story.do('team-manager', step('set-level', { level: 'child-in-need', why: 'x' }, 't2'));
    assert.match(
      gateWords(handOver()),
      /2 weeks have not passed since the level becoming “Child in need” on 2 March 2026\. Met from 16 March 2026/,
    );
    story.now = at('2026-03-16 09:00');
    assert.equal(handOver(), undefined);
  });
});

describe('A route', () => {
  it('sends a concern to the last team, tells them, and says why in the history', () => {
    const story = handedOver();
    story.now = at('2026-04-13 10:00');
    story.do('lead', step('first-taf', { there: 'All' }));
    story.now = at('2026-04-20 22:00');
    story.do('front-door', command({ do: 'raise-concern', fields: {} }));
    const moved = story.events.findLast((event) => event.type === 'HolderChanged');
    assert.equal(moved?.type === 'HolderChanged' && moved.to.role, 'team-manager');
    assert.match(
      moved?.type === 'HolderChanged' ? moved.because : '',
      /was started: Straight back to the last team/,
    );
    const told = story.events
      .filter((event) => event.type === 'PeopleTold')
      .map(({ what }) => what);
    assert.ok(told.includes('A concern has come straight back to your team'));
  });
});
