/** What must be so of the records when everything has been tried on them. */
import type { FamilyId } from '../../src/core/family/people.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { asOwner } from '../store/support.ts';
import type { World } from './world.ts';

export interface Aftermath {
  readonly families: number;
  readonly events: number;
  readonly problems: readonly string[];
}

export async function lookAfter({ stile, connectionString }: World): Promise<Aftermath> {
  const problems: string[] = [];
  const { breaks } = await verifyHistory(stile.db);
  for (const each of breaks) problems.push(`the history is broken: ${JSON.stringify(each)}`);
  const families = await asOwner(connectionString, 'SELECT authority, id, holder_role FROM family');
  for (const { authority, id, holder_role } of families) {
    const known = await loadFamily(
      itself(stile.db, String(authority)),
      authority as never,
      id as FamilyId,
    );
    const role = known?.family.holder.role;
    const { roles } = stile.protocols.current(String(authority));
    if (role === undefined || !roles.has(role)) problems.push(`${authority} ${id} has no holder`);
    if (role !== holder_role)
      problems.push(`${authority} ${id}: lists say ${holder_role}, the history ${role}`);
  }
  const strays = await asOwner(
    connectionString,
    `SELECT e.authority, e.family FROM event e LEFT JOIN family f ON f.authority = e.authority AND f.id = e.family
     WHERE f.id IS NULL AND e.family NOT LIKE 'meeting:%' AND e.family NOT LIKE 'records:%' GROUP BY 1, 2`,
  );
  for (const { authority, family } of strays) problems.push(`${authority} ${family} is in no list`);
  const undelivered = await asOwner(
    connectionString,
    'SELECT DISTINCT failed FROM outbox WHERE failed IS NOT NULL',
  );
  for (const { failed } of undelivered)
    if (/violates|permission|undefined|null|invalid|not a function/.test(String(failed)))
      problems.push(`a message was not delivered: ${failed}`);
  const [counted] = await asOwner(connectionString, 'SELECT count(*) AS events FROM event');
  return { families: families.length, events: Number(counted?.events), problems };
}
