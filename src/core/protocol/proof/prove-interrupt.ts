/** The safeguarding interrupt is open in every state, and gets on from there without any gate. */
import { weekdays } from '../../calendar/day-number.ts';
import { firstStages } from '../first-stages.ts';
import type { Protocol } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { edgesOf } from './walk.ts';

export function proveInterrupt(protocol: Protocol): readonly Fault[] {
  const { interrupt } = protocol;
  const pathway = protocol.pathways.get(interrupt.pathway);
  const faults: Fault[] = [];
  const fault = (says: string): void => {
    faults.push({ proof: 'interrupt open', says, about: 'interrupt', path: [] });
  };
  if (pathway === undefined)
    return [
      {
        proof: 'interrupt open',
        says: 'There is no pathway for a safeguarding concern.',
        about: 'interrupt',
        path: [],
      },
    ];
  if (pathway.start.gates.length > 0)
    fault(`A gate stands before a safeguarding concern: ${pathway.start.gates.join(', ')}.`);
  const form = protocol.evidence.get(interrupt.form);
  const asked = form?.fields.find((field) => field.required);
  if (asked !== undefined)
    fault(`The form of a safeguarding concern demands an answer to “${asked.label}”.`);
  for (const start of firstStages(pathway)) {
    const first = pathway.stages.get(start);
    if (first?.kind === 'end') fault('A safeguarding concern ends the moment it is raised.');
    const open = edgesOf(pathway).some(
      (edge) =>
        edge.from === start &&
        edge.to !== start &&
        blocked(protocol, edge.step.gates).length === 0 &&
        edge.step.gateLists.length === 0,
    );
    if (!open)
      fault(
        `Every step on from “${first?.title ?? start}” is behind a gate, so a concern can be raised but goes nowhere.`,
      );
  }
  if (pathway.onInterrupt === 'ends') fault('A second concern would end the first.');
  const hours = hoursWithoutNumber(protocol);
  if (hours !== undefined) fault(hours);
  return faults;
}

function blocked(protocol: Protocol, gates: readonly string[]): readonly string[] {
  return gates.filter((id) =>
    [...protocol.gates.values()].some(
      (gate) =>
        gate.id === id && (gate.holds === 'block' || gate.holds === 'block-unless-exception'),
    ),
  );
}

/** Whether there is an hour of the week for which no number is given. */
function hoursWithoutNumber(protocol: Protocol): string | undefined {
  const contacts = protocol.interrupt.contacts
    .flatMap((id) => protocol.contacts.get(id) ?? [])
    .filter((contact) => contact.phone !== undefined || contact.noNumber !== undefined);
  if (contacts.length === 0)
    return protocol.interrupt.contacts.length === 0
      ? 'No telephone number is given for a safeguarding concern.'
      : 'None of the contacts for a safeguarding concern has a telephone number, or says why not with no-number.';
  const has = (hours: string): boolean => contacts.some((contact) => contact.hours === hours);
  if (has('always') || has('unknown') || protocol.officeHours === undefined) return undefined;
  const openSome = weekdays.some((day) => Array.isArray(protocol.officeHours?.[day]));
  if (openSome && !has('office')) return 'No telephone number is given for office hours.';
  if (!has('out-of-office')) return 'No telephone number is given out of office hours.';
  return undefined;
}
