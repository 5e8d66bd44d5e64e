/** The day from which a family is known can be corrected, so that nothing that happened stays unrecordable. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { actorOf, at, bankHolidayCalendar, filled, published, Story } from './support.ts';

const protocol = published('cheshire-east/2023');

it('What was refused as before the family was known can be recorded once the day is corrected', () => {
  const story = new Story(protocol, bankHolidayCalendar(), '2026-03-02 09:00');
  const worker = actorOf(protocol, 'social-worker');
  const visit = [...protocol.evidence.values()].find((each) => each.id === 'home-visit');
  assert.ok(visit);
  const before = {
    do: 'record-evidence' as const,
    kind: visit.id,
    at: at('2019-12-10 10:00'),
    fields: filled(visit, story, () => 0.3),
  };
  const refusal = story.try(worker, before);
  assert.equal(refusal?.refused, 'time');
  assert.match(refusal?.message ?? '', /correct the day from which the family was known/);
  const correction = { do: 'correct-known-since' as const, knownSince: '2019-12-01' as never };
  assert.equal(story.try(worker, { ...correction, reason: '' })?.refused, 'form');
  assert.equal(
    story.try(worker, { ...correction, knownSince: '2030-01-01' as never, reason: 'Typed wrongly' })
      ?.refused,
    'form',
  );
  assert.equal(story.try(worker, { ...correction, reason: 'Typed wrongly' }), undefined);
  assert.equal(story.try(worker, before), undefined);
  assert.ok(
    story.events.some(
      (event) => event.type === 'KnownSinceCorrected' && event.from === '2020-01-01',
    ),
  );
});
