import { childrenOf } from '../../core/family/evolve.ts';
import { findGates, gatesOf } from '../../core/family/gates.ts';
import type { GateFinding } from '../../core/family/refusal.ts';
import type { Pathway } from '../../core/protocol/protocol.ts';
import type { FamilyScene } from './scene.ts';

/** What stands before the start of a pathway, as it is found now. */
export function deriveStart(scene: FamilyScene, pathway: Pathway): readonly GateFinding[] {
  const { web, visitor, family } = scene;
  return findGates(
    gatesOf(visitor.protocol, { gates: pathway.start.gates, gateLists: [] }),
    {
      protocol: visitor.protocol,
      calendar: web.stile.calendarOf(visitor.authority),
      family,
      actor: visitor.actor,
      at: visitor.now,
    },
    childrenOf(family),
  ).filter((finding) => finding.status !== 'not-needed');
}
