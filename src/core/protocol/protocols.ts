/** The protocols that are loaded: each authority's current one, and every version that a transfer is bound to. */
import type { Protocol, ProtocolKey } from './protocol.ts';

export interface Protocols {
  /** The version that new transfers of an authority start under. Throws for an authority that has none: a fault. */
  current(authority: string): Protocol;
  /** Any published version; undefined if it is not loaded. */
  get(key: ProtocolKey): Protocol | undefined;
  readonly authorities: readonly string[];
}

/** Makes the set from protocols; of several versions of one authority, the one with the latest effective-from is current. */
export function protocolsOf(loaded: readonly Protocol[]): Protocols {
  const byKey = new Map(loaded.map((protocol) => [protocol.key, protocol]));
  const current = new Map<string, Protocol>();
  for (const protocol of loaded) {
    const known = current.get(protocol.about.authority.id);
    if (known === undefined || known.about.effectiveFrom <= protocol.about.effectiveFrom) {
      current.set(protocol.about.authority.id, protocol);
    }
  }
  return {
    current(authority) {
      const protocol = current.get(authority);
      if (protocol === undefined)
        throw new Error(`No protocol is loaded for the authority “${authority}”`);
      return protocol;
    },
    get: (key) => byKey.get(key),
    authorities: [...current.keys()],
  };
}
