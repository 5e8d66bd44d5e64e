import { createHash } from 'node:crypto';
import type { SummarySection } from '../core/family/sharing/consent-terms.ts';

/** SHA-256 of a summary as it was given away: of its title and its sections, as JSON. */
export function hashOfSummary(title: string, sections: readonly SummarySection[]): string {
  const plain = sections.map(({ id, heading, entries }) => [
    id,
    heading,
    entries.map((entry) => [entry.id, entry.title, entry.lines]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([title, plain]), 'utf8')
    .digest('hex');
}
