/** Every duty can begin, and ends by an event or by people. */
import type { Protocol } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { canOccur } from './prove-clocks.ts';
import { canHold } from './satisfiable.ts';

export function proveDuties(protocol: Protocol): readonly Fault[] {
  return [...protocol.obligations.values()].flatMap((duty) => {
    const about = `obligation ${duty.id}`;
    const pathways = duty.pathways.flatMap((id) => protocol.pathways.get(id) ?? []);
    const faults: Fault[] = [];
    const fault = (says: string): void => {
      faults.push({ proof: 'duties begin and end', says, about, path: [] });
    };
    if (!duty.starts.some((moment) => canOccur(protocol, moment, pathways)))
      fault(`“${duty.title}” can never begin.`);
    if (duty.when !== undefined && canHold(protocol, duty.when) === false)
      fault(`“${duty.title}” is for families that cannot be.`);
    const byEvent = duty.ends.some(
      (moment) => canOccur(protocol, moment, pathways) || moment.of === 'ended',
    );
    const byPeople = duty.endBy?.by.some((role) => protocol.roles.has(role)) === true;
    if (!byEvent && !byPeople) fault(`“${duty.title}” can never end.`);
    if (!protocol.roles.has(duty.by)) fault(`“${duty.title}” is nobody’s duty.`);
    return faults;
  });
}
