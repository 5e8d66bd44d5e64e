/** Which of several versions of a policy counts on a day. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Day } from '../../src/core/calendar/time.ts';
import type { Protocol, ProtocolKey } from '../../src/core/protocol/protocol.ts';
import { protocolsOf } from '../../src/core/protocol/protocols.ts';
import { anytown } from './anytown.ts';
import { protocolOf } from './change.ts';

const one = protocolOf(anytown);
const anytownId = one.about.authority.id;

function version(name: string, from: string): Protocol {
  const about = { ...one.about, version: name, effectiveFrom: from as Day };
  return { ...one, key: `${anytownId}/${name}` as ProtocolKey, about };
}

const versions = [
  version('b', '2026-07-01'),
  version('a', '2024-01-01'),
  version('c', '2027-01-01'),
];
const on = (day: string) => protocolsOf(versions, day as Day);
const named = (all: readonly Protocol[]) => all.map(({ about }) => about.version);

describe('the version in force', () => {
  test('is the last that has taken effect, from the beginning of its day', () => {
    const days = ['2026-06-30', '2026-07-01', '2026-12-31', '2027-01-01', '2030-01-01'];
    assert.deepEqual(
      days.map((day) => on(day).current(anytownId).about.version),
      ['a', 'b', 'b', 'c', 'c'],
    );
  });

  test('is the first of all where none has taken effect yet, so that nobody is without a policy', () => {
    assert.equal(on('2020-01-01').current(anytownId).about.version, 'a');
    assert.deepEqual(named(on('2020-01-01').coming(anytownId)), ['b', 'c']);
  });

  test('of two from one day is the one that was published later', () => {
    const two = [version('first', '2024-01-01'), version('mended', '2024-01-01')];
    const { current } = protocolsOf(two, '2026-01-01' as Day);
    assert.equal(current(anytownId).about.version, 'mended');
  });

  test('leaves those yet to come to be read, the soonest first', () => {
    assert.deepEqual(named(on('2026-06-30').coming(anytownId)), ['b', 'c']);
    assert.deepEqual(named(on('2026-07-01').coming(anytownId)), ['c']);
    assert.deepEqual(on('2027-01-01').coming(anytownId), []);
    assert.equal(on('2026-06-30').get(`${anytownId}/c` as ProtocolKey)?.about.version, 'c');
  });

  test('can be asked for on another day', () => {
    assert.equal(
      on('2027-01-01')
        .on('2026-01-01' as Day)
        .current(anytownId).about.version,
      'a',
    );
  });

  test('is nobody’s where no policy is loaded', () => {
    assert.throws(() => on('2026-01-01').current('nowhere'), /No protocol is loaded/);
    assert.deepEqual(on('2026-01-01').coming('nowhere'), []);
  });
});
