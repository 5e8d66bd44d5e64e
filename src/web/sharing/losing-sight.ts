/** Which partners would lose sight of a family if it withdrew a consent. */
import { groundsOf, partnersOf, sightOfPartner } from '../../core/family/sharing/sharing.ts';
import type { FamilyScene } from '../acts/scene.ts';

/** Their names: partners who see it by consents to this scope, and by nothing else. */
export function losingSight({ family, visitor, derived, params }: FamilyScene): readonly string[] {
  return partnersOf(family).flatMap(({ worker, name, agency }) => {
    if (worker === undefined) return [];
    const grounds = groundsOf(family, visitor.protocol, worker);
    const without = grounds.filter(({ scope }) => scope !== params.scope);
    const now = sightOfPartner(grounds, derived.now).sees;
    const then = sightOfPartner(without, derived.now).sees;
    return now === 'parts' && then === 'own' ? `${name} (${agency})` : [];
  });
}
