import type { Database } from './database/connect.ts';

/** A transfer that has not ended, with the family it is of. */
export interface OpenTransfer {
  readonly family: string;
  readonly reference: string;
  readonly familyName: string;
  readonly transfer: string;
  readonly title: string;
  readonly protocol: string;
}

/** Every transfer of an authority that has not ended, by the family's reference. */
export async function listOpenTransfers(
  db: Database,
  authority: string,
): Promise<readonly OpenTransfer[]> {
  const { rows } = await db.query<OpenTransfer>({
    name: 'list-open-transfers',
    text: `SELECT t.family, f.reference, f.name AS "familyName", t.id AS transfer, t.title, t.protocol
      FROM transfer t JOIN family f ON f.authority = $1 AND f.id = t.family
      WHERE t.authority = $1 AND t.state IN ('open', 'suspended')
      ORDER BY f.reference, t.family, t.started, t.id`,
    values: [authority],
  });
  return rows;
}
