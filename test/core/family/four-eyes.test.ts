/** Where a policy asks for a second person, one person with both roles is not two. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Actor, WorkerId } from '../../../src/core/family/people.ts';
import { actorOf, bankHolidayCalendar, published, Story } from './support.ts';

const protocol = published('halton/undated');

function screened(): { readonly story: Story; readonly transfer: never; readonly both: Actor } {
  const story = new Story(
    protocol,
    bankHolidayCalendar(),
    '2026-03-02 09:00',
    ['Ella'],
    'lead-professional',
  );
  story.do('lead-professional', { do: 'start-transfer', pathway: 'caf' as never });
  story.do('lead-professional', { do: 'start-transfer', pathway: 'planned-step-up' as never });
  // The second transfer of this family.
  const transfer = 't2' as never;
  const take = (actor: Actor, step: string, fields: object): void => {
    const refusal = story.try(actor, {
      do: 'take-step',
      transfer,
      step: step as never,
      fields: fields as never,
    });
    assert.equal(refusal, undefined, JSON.stringify(refusal));
  };
  take(actorOf(protocol, 'lead-professional'), 'refer', {
    'immediate-risk': 'no',
    'step-up-requested': 'yes',
    concerns: 'Needs increase',
    meeting: '2026-03-18 14:00',
    venue: 'School',
  });
  const both = { ...actorOf(protocol, 'icart', 'icart-manager'), worker: 'w-both' as WorkerId };
  take(both, 'screen', {
    reviewed: 'Form',
    'open-caf': 'yes',
    screened: 'level-3',
    level: 'level-3',
  });
  return { story, transfer, both };
}

const authorisation = {
  do: 'take-step' as const,
  step: 'authorise-screening' as never,
  outcome: 'explore-step-up',
  fields: { 'decided-by': 'Amy Stone', reason: 'Agreed' },
};

it('The person who screened a request does not authorise the screening, whatever roles they hold', () => {
  const { story, transfer, both } = screened();
  const refusal = story.try(both, { ...authorisation, transfer });
  assert.equal(refusal?.refused, 'role');
  assert.match(refusal?.message ?? '', /needs somebody other than the person who did/);
});

it('Somebody else authorises it', () => {
  const { story, transfer } = screened();
  assert.equal(
    story.try(actorOf(protocol, 'icart-manager'), { ...authorisation, transfer }),
    undefined,
  );
});
