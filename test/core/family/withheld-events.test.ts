/** What a history says to a partner of single events that hardly ever happen together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FamilyEvent } from '../../../src/core/family/events.ts';
import type { Withheld } from '../../../src/core/family/sharing/withheld.ts';
import { partOfEvents } from '../../../src/core/family/sharing/withheld-events.ts';
import { protocolsOf } from '../../../src/core/protocol/protocols.ts';
import { protocolOf } from '../../protocol/five-policies.ts';

const protocol = protocolOf('CE23');
// Ids that the policy knows, or that only these events bear.
const withheld = {
  ...{ worker: 'kim', agencies: ['Valley Health'], holds: false },
  ...{ kinds: new Set(['home-visit']), foundIn: new Set(['home-visit']) },
  ...{ concerns: new Set(['t2']), allConcerns: new Set(['t2']) },
  protocols: protocolsOf([protocol], protocol.about.effectiveFrom),
} as unknown as Withheld;

let minute = 10;
function event(words: object, worker = 'sam'): FamilyEvent {
  minute += 1;
  const at = `2026-03-02T09:${minute}:00.000Z`;
  const by = { worker, name: worker, roles: [] };
  return { at, recorded: at, by, protocol: protocol.key, ...words } as unknown as FamilyEvent;
}

function says(...events: readonly FamilyEvent[]): string {
  const part = partOfEvents(events, withheld);
  return JSON.stringify(events.map(part));
}

const notes = [
  { gate: 'visit-recent', why: 'FOUND' },
  { gate: 'parents-aware', why: 'Said' },
];

test('what a gate found in a record that is left out is not told, also of what they did themselves', () => {
  for (const by of ['sam', 'kim']) {
    const told = says(
      event({ type: 'TransferStarted', transfer: 't1', notes }, by),
      event({ type: 'StepTaken', transfer: 't1', notes }, by),
      event({ type: 'TransferReexamined', transfer: 't1', because: 'Moved', unmet: notes }, by),
    );
    assert.doesNotMatch(told, /FOUND/);
    assert.equal(told.match(/Said/g)?.length, 3);
    assert.match(told, /Moved/);
  }
});

test('dates of a concern that they do not know of are not among those worked out again', () => {
  const changes = ['t1/minutes@x', 't2/threshold@x', 't20/minutes@x'].map((clock) => ({ clock }));
  const told = says(event({ type: 'DatesWorkedOutAgain', changes }));
  assert.doesNotMatch(told, /t2\//);
  assert.match(told, /t1\/.*t20\//);
});

test('who is told that somebody no longer sees the family is not told, but what they were told themselves', () => {
  const consent = event({ type: 'ConsentRecorded', consent: 'k1', status: 'withdrawn' });
  const tell = (worker: string, what: string) =>
    event({ ...consent, type: 'PeopleTold', to: [{ practitioner: { worker } }], what });
  const told = says(consent, tell('sam', 'HIDDEN'), tell('kim', 'To Kim'));
  assert.doesNotMatch(told, /HIDDEN/);
  assert.match(told, /To Kim/);
});

test('what follows from an act of a concern that they do not know of is not told, such as who holds the family', () => {
  const step = event({ type: 'StepTaken', transfer: 't2', notes: [] }, 'checs');
  const because = 'THRESHOLD not met';
  const told = says(step, event({ ...step, type: 'HolderChanged', because }));
  assert.doesNotMatch(told, /THRESHOLD/);
  assert.match(says(event({ type: 'HolderChanged', because })), /THRESHOLD/);
});

test('why a transfer could go on after a concern is for whoever holds the family, and whoever wrote it', () => {
  const resumed = { type: 'TransferResumed', transfer: 't1', reason: 'WHY' };
  assert.doesNotMatch(says(event(resumed)), /WHY/);
  assert.match(says(event(resumed, 'kim')), /WHY/);
  const holding = partOfEvents([event(resumed)], { ...withheld, holds: true });
  assert.match(JSON.stringify(holding(event(resumed))), /WHY/);
});
