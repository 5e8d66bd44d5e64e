import type { Viewer } from '../../access/may-see.ts';
import type { Instant } from '../../core/calendar/time.ts';
import type { Protocol, ProtocolKey } from '../../core/protocol/protocol.ts';
import { listVersionsOf } from '../../store/published.ts';
import type { Stile } from '../stile.ts';

/** A published version of an authority's policy. */
export interface Version {
  readonly protocol: Protocol;
  readonly published: Instant;
  /** What was given of the records that it asks for, by their ids. */
  readonly records: Readonly<Record<string, string>>;
}

/** Every version of the authority's policy, the one in force the latest first. */
export async function listVersions(
  stile: Stile,
  { authority }: Pick<Viewer, 'authority'>,
): Promise<readonly Version[]> {
  const rows = await listVersionsOf(stile.db, authority);
  return rows
    .flatMap(({ version, published, records }) => {
      // The key is made as the protocol makes its own; what names nothing finds nothing.
      const protocol = stile.protocols.get(`${authority}/${version}` as ProtocolKey);
      return protocol === undefined ? [] : [{ protocol, published, records }];
    })
    .toSorted((a, b) =>
      b.protocol.about.effectiveFrom.localeCompare(a.protocol.about.effectiveFrom),
    );
}
