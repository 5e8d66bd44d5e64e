/** A provider's word that somebody's session there has ended. What is stored names neither the session nor the token. */
import type { Instant } from '../../core/calendar/time.ts';
import type { Database } from '../database/connect.ts';
import type { Identity } from './identities.ts';

export interface SignOutToken {
  /** The hash of what the provider calls this token. */
  readonly id: string;
  readonly issuer: string;
  /** Whose session; undefined where only the session is named. */
  readonly subject: Identity['subject'] | undefined;
  /** The hash of what the provider calls the session; undefined where all of the account's have ended. */
  readonly providerSession: string | undefined;
  /** How sessions say that they began with this provider. */
  readonly hows: readonly string[];
  /** From then on nobody would believe the token anyway. */
  readonly until: Instant;
  readonly now: Instant;
}

export interface EndedByProvider {
  readonly worker: string;
  readonly how: string;
  readonly device: string;
}

/**
 * Ends the session that is named, and those of the account of which it is not known which session of the provider they
 * were begun with. Undefined where the token was heard before: then nothing is ended.
 */
export async function hearSignOutToken(
  db: Database,
  authority: string,
  token: SignOutToken,
): Promise<readonly EndedByProvider[] | undefined> {
  const { rows } = await db.query<{
    readonly heard: boolean;
    readonly ended: readonly (EndedByProvider & { readonly good: boolean })[];
  }>({
    name: 'hear-sign-out-token',
    text: `WITH gone AS (DELETE FROM sign_out_token WHERE authority = $1 AND until < $7),
      heard AS (INSERT INTO sign_out_token (authority, id, until) VALUES ($1, $2, $8) ON CONFLICT DO NOTHING RETURNING id),
      ended AS (UPDATE session s SET ended = $7
        WHERE s.authority = $1 AND s.ended IS NULL AND EXISTS (SELECT FROM heard)
          AND (s.provider_session = $5 OR (s.how = ANY($6) AND ($5::text IS NULL OR s.provider_session IS NULL)
            AND s.worker IN (SELECT worker FROM worker_identity WHERE authority = $1 AND issuer = $3 AND subject = $4)))
        RETURNING s.worker, s.how, s.device, s.expires > $7 AS good)
      SELECT EXISTS (SELECT FROM heard) AS heard,
        coalesce((SELECT json_agg(e) FROM ended e), '[]'::json) AS ended`,
    values: [
      authority,
      token.id,
      token.issuer,
      token.subject ?? null,
      token.providerSession ?? null,
      token.hows,
      token.now,
      token.until,
    ],
  });
  const [row] = rows;
  return row?.heard === true ? row.ended.filter(({ good }) => good) : undefined;
}
