/** What is proved of a protocol before it touches a family, each with the shortest path to the fault. */
import type { Protocol } from '../protocol.ts';
import { proveClocks } from './prove-clocks.ts';
import { proveDuties } from './prove-duties.ts';
import { proveGates } from './prove-gates.ts';
import { proveHandingDown } from './prove-handing-down.ts';
import { proveInterrupt } from './prove-interrupt.ts';
import { proveRoles } from './prove-roles.ts';
import { proveStages } from './prove-stages.ts';
import { proveSteps } from './prove-steps.ts';

export const proofs = [
  'interrupt open',
  'one holder',
  'stages reachable and able to end',
  'no drift',
  'agreed before handing down',
  'gates can be met and can fail',
  'steps can be taken',
  'clocks start and stop',
  'deadlines can be met',
  'duties begin and end',
  'roles can be held',
] as const;
export type Proof = (typeof proofs)[number];

export interface Fault {
  readonly proof: Proof;
  /** What is wrong, in a policy owner's words. */
  readonly says: string;
  /** The part of the protocol it is about: `gate plan-recent`, `stage step-down.decided`. */
  readonly about: string;
  /** The shortest way there, in titles; empty where the fault is in one place. */
  readonly path: readonly string[];
}

/** Every fault found; none means that all of `proofs` hold. Explores every pathway with every set of clocks and gates passed. */
export function prove(protocol: Protocol): readonly Fault[] {
  return [
    ...proveInterrupt(protocol),
    ...proveRoles(protocol),
    ...proveStages(protocol),
    ...proveHandingDown(protocol),
    ...proveGates(protocol),
    ...proveSteps(protocol),
    ...proveClocks(protocol),
    ...proveDuties(protocol),
  ];
}
