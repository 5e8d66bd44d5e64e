/** A step that both releases a role and names somebody in it from its form leaves whom the form says, or nobody. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Protocol, RoleId } from '../../../src/core/protocol/protocol.ts';
import { bankHolidayCalendar, published, Story } from './support.ts';

const supervisor = 'lead-supervisor' as RoleId;

/** Cheshire East, where offering support also names the supervisor. */
function changed(): Protocol {
  const protocol = published('cheshire-east/2023');
  const pathway = protocol.pathways.get('lead-refusal' as never);
  const step = pathway?.steps.get('offer-support' as never);
  if (pathway === undefined || step === undefined) throw new Error('The ladder has changed');
  const offering = {
    ...step,
    from: [...step.from, 'support-offered' as never],
    effects: {
      ...step.effects,
      empties: [supervisor],
      fills: [{ role: supervisor, from: { field: 'offered-to' } }],
    },
  };
  const steps = new Map(pathway.steps).set(step.id, offering);
  const pathways = new Map(protocol.pathways).set(pathway.id, { ...pathway, steps });
  return { ...protocol, pathways };
}

it('A step that empties a role and fills it names the new person, and nobody where the form is left empty', () => {
  const story = new Story(changed(), bankHolidayCalendar(), '2026-03-02 09:00');
  story.do('social-worker', { do: 'start-transfer', pathway: 'lead-refusal' as never });
  const offer = (name: string | undefined): string | undefined => {
    const person = { name, agency: 'School', employer: 'partner', contact: undefined };
    story.do('social-worker', {
      do: 'take-step',
      transfer: 't1' as never,
      step: 'offer-support' as never,
      fields: {
        what: 'A colleague helps',
        ...(name === undefined ? {} : { 'offered-to': person as never }),
      },
    });
    return story.known.assigned.get(supervisor)?.practitioner.name;
  };
  assert.equal(offer('Helen Price'), 'Helen Price');
  assert.equal(offer('Ruth Mercer'), 'Ruth Mercer');
  assert.equal(offer(undefined), undefined);
  const released = story.events.flatMap((event) =>
    event.type === 'PersonReleased' ? [event.practitioner.name] : [],
  );
  assert.deepEqual(released, ['Helen Price', 'Ruth Mercer']);
});
