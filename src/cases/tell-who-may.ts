import { administrator } from '../access/administrator.ts';
import { policyOwners } from '../access/policy-owner.ts';
import { confirmers, keepers } from '../access/records-keeper.ts';
import { managingRoles } from '../core/family/guard/guard.ts';
import { saveRecordsRoles } from '../store/records.ts';
import { type Stile, seenByStile } from './stile.ts';

/**
 * Tells the database which roles look after records and policy, as the policy in force says. It looks for itself who
 * may, and a policy is nothing that it can read.
 */
export async function tellWhoMay(stile: Stile, authority: string): Promise<void> {
  const protocol = stile.protocols.current(authority);
  await saveRecordsRoles(seenByStile(stile, authority), authority, {
    keep: keepers(protocol),
    confirm: confirmers(protocol),
    guard: managingRoles(protocol),
    setSight: [administrator, ...policyOwners(protocol).map(({ id }) => id)],
  });
}
