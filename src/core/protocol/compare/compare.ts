/** What changed between two versions of a protocol, in a policy owner's words: not a difference of texts. */
import type { Protocol } from '../protocol.ts';
import type { Change } from './change.ts';
import { compareDocument } from './compare-document.ts';
import { comparePathways } from './compare-pathways.ts';
import { compareRules } from './compare-rules.ts';

/** Changes from `before` to `after`, in the order of the protocol's sections; none for the same protocol. */
export function compare(before: Protocol, after: Protocol): readonly Change[] {
  return [
    ...compareDocument(before, after),
    ...compareRules(before, after),
    ...comparePathways(before, after),
  ];
}
