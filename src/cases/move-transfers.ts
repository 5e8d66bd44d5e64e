import { createHash } from 'node:crypto';
import type { Viewer } from '../access/may-see.ts';
import { ownsPolicy, policyOwners } from '../access/policy-owner.ts';
import { dayOf } from '../core/calendar/time.ts';
import { notYet } from '../core/family/decide/decide-move.ts';
import type { ProtocolKey } from '../core/protocol/protocol.ts';
import { carryOut } from './carry-out.ts';
import { type PreviewedMove, previewMoves } from './queries/preview-moves.ts';
import type { Stile } from './stile.ts';

export type MovedOrNot =
  | {
      readonly ok: true;
      readonly moved: readonly PreviewedMove[];
      /** What stays where it is and what is stuck, each with why. */
      readonly left: readonly PreviewedMove[];
    }
  | {
      readonly ok: false;
      readonly because: 'not-theirs' | 'no-version' | 'not-yet' | 'changed-since';
      readonly message: string;
    };

/**
 * Moves every open transfer that can be moved to a version, each with its own event in its own
 * history; one that is stuck stays where it is. `seen` is `fingerprintOf` the preview that was
 * shown: where other transfers would move than were seen, nothing is moved.
 */
export async function moveTransfers(
  stile: Stile,
  viewer: Viewer,
  asked: {
    readonly to: ProtocolKey;
    readonly seen?: string | undefined;
    readonly requestKey?: string | undefined;
  },
): Promise<MovedOrNot> {
  const { to, seen, requestKey } = asked;
  const target = stile.protocols.get(to);
  if (target === undefined || target.about.authority.id !== viewer.authority)
    return {
      ok: false,
      because: 'no-version',
      message: 'There is no such version of this policy.',
    };
  if (!ownsPolicy(target, viewer.actor)) {
    const owners = policyOwners(target).map(({ title }) => title);
    return {
      ok: false,
      because: 'not-theirs',
      message: `Moving transfers to another version is for ${owners.join(' or ') || 'the owner of the policy'}.`,
    };
  }
  const { version, effectiveFrom } = target.about;
  if (effectiveFrom > dayOf(stile.now()))
    return { ok: false, because: 'not-yet', message: notYet(version, effectiveFrom) };
  const preview = await previewMoves(stile, viewer, to);
  if (seen !== undefined && seen !== fingerprintOf(preview))
    return {
      ok: false,
      because: 'changed-since',
      message: 'What would move has changed since you looked. Nothing was moved.',
    };
  const [moved, left]: [PreviewedMove[], PreviewedMove[]] = [[], []];
  for (const each of preview) {
    const why = each.result === 'moves' ? await moveOne(stile, viewer, each, to, requestKey) : [];
    if (each.result === 'moves' && why.length === 0) moved.push(each);
    else left.push(why.length === 0 ? each : { ...each, result: 'stuck', why });
  }
  return { ok: true, moved, left };
}

/** Stands for the transfers that would move: another, if another would. */
export function fingerprintOf(preview: readonly PreviewedMove[]): string {
  const moves = preview
    .filter(({ result }) => result === 'moves')
    .map(({ family, transfer, from, stages }) => [family, transfer, from, ...stages]);
  return createHash('sha256').update(JSON.stringify(moves)).digest('hex').slice(0, 32);
}

/** Why it could not be moved after all; nothing where it was. */
async function moveOne(
  stile: Stile,
  { actor, authority }: Viewer,
  { family, transfer }: PreviewedMove,
  to: ProtocolKey,
  requestKey: string | undefined,
): Promise<readonly string[]> {
  const carried = await carryOut(stile, {
    actor,
    authority,
    family,
    command: { do: 'move-transfer', transfer, to },
    requestKey: requestKey === undefined ? undefined : `${requestKey}.${family}.${transfer}`,
  });
  if (carried.ok) return [];
  return [carried.because === 'conflict' ? carried.message : carried.refusal.message];
}
