/** Tells whoever holds a family which partners no longer see it. */
import type { Protocol } from '../../protocol/protocol.ts';
import { type Ledger, tell } from '../decide/act.ts';
import type { Family } from '../family.ts';
import { groundsOf, partnersOf, sightOfPartner } from './sharing.ts';

/**
 * Says who has lost sight of the family by what was just recorded. It works at once, also in a page that is open; the
 * holder is told because they may have to work with the partner in another way now.
 */
export function tellWhoLostSight(
  ledger: Ledger,
  protocol: Protocol,
  before: Family,
  because: string,
): void {
  const { now } = ledger.deciding;
  const sees = (family: Family, worker: string): boolean =>
    sightOfPartner(groundsOf(family, protocol, worker), now).sees === 'parts';
  const lost = partnersOf(ledger.family).filter(
    ({ worker }) => worker !== undefined && sees(before, worker) && !sees(ledger.family, worker),
  );
  if (lost.length === 0) return;
  const names = lost.map(({ name, agency }) => (agency === '' ? name : `${name} (${agency})`));
  const what = `No longer sees the family in Stile: ${names.join(', ')}, because ${because}`;
  tell(ledger, protocol, [{ who: ['holder'], what, clauses: [] }]);
}
