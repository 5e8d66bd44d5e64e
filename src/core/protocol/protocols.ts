/** The protocols that are loaded: for each authority the one in force, and every version that a transfer is bound to. */
import type { Day } from '../calendar/time.ts';
import type { Protocol, ProtocolKey } from './protocol.ts';

export interface Protocols {
  /** The version in force, under which new transfers of an authority start. Throws for an authority that has none: a fault. */
  current(authority: string): Protocol;
  /** Versions that take effect on a later day, the soonest first. */
  coming(authority: string): readonly Protocol[];
  /** Any published version; undefined if it is not loaded. */
  get(key: ProtocolKey): Protocol | undefined;
  readonly authorities: readonly string[];
  /** The same versions as they stand on another day. */
  on(day: Day): Protocols;
}

/**
 * Makes the set from protocols as it stands on a day: of several versions of one authority, the one that took effect
 * last is in force. An authority whose first version is yet to take effect has that one, because nobody can work
 * without a policy.
 */
export function protocolsOf(loaded: readonly Protocol[], today: Day): Protocols {
  const byKey = new Map(loaded.map((protocol) => [protocol.key, protocol]));
  const versions = Map.groupBy(loaded, ({ about }) => about.authority.id);
  const inForce = new Map<string, { current: Protocol; coming: readonly Protocol[] }>();
  for (const [authority, all] of versions) {
    // Of two from one day, the one published later stays later: sorting keeps their order.
    const inOrder = all.toSorted((one, other) =>
      one.about.effectiveFrom.localeCompare(other.about.effectiveFrom),
    );
    const begun = inOrder.filter(({ about }) => about.effectiveFrom <= today);
    const current = begun.at(-1) ?? inOrder[0];
    if (current === undefined) continue;
    const coming = inOrder.filter((each) => each !== current && each.about.effectiveFrom > today);
    inForce.set(authority, { current, coming });
  }
  return {
    current(authority) {
      const found = inForce.get(authority);
      if (found === undefined)
        throw new Error(`No protocol is loaded for the authority “${authority}”`);
      return found.current;
    },
    coming: (authority) => inForce.get(authority)?.coming ?? [],
    get: (key) => byKey.get(key),
    authorities: [...inForce.keys()],
    on: (day) => protocolsOf(loaded, day),
  };
}
