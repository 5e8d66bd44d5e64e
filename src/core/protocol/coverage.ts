/** How each clause of the document is treated, and whether that is true: the answer to "where is this rule?" */
import type { Citation, Clause, Protocol } from './protocol.ts';

export interface CoverageRow {
  readonly clause: Clause;
  /** Every place that cites the clause: `gate plan-recent` with its file and line. */
  readonly where: readonly Citation[];
  /** The treatment is not what the protocol does. */
  readonly problem: string | undefined;
  /** Worth a second look, but no mistake. */
  readonly note: string | undefined;
}

export interface CoverageSummary {
  readonly clauses: number;
  readonly enforced: number;
  readonly guided: number;
  readonly notForSoftware: number;
  readonly problems: number;
  readonly notes: number;
}

/** One row for each clause, in the order of the document. */
export function coverage(protocol: Protocol): readonly CoverageRow[] {
  const cited = Map.groupBy(protocol.citations, ({ clause }) => clause);
  return [...protocol.clauses.values()].map((clause) => {
    const where = cited.get(clause.id) ?? [];
    return {
      clause,
      where,
      problem: problemOf(clause, where),
      note: noteOf(clause, where, protocol),
    };
  });
}

/** How many clauses there are of each treatment, and how many are wrong. */
export function summarise(rows: readonly CoverageRow[]): CoverageSummary {
  const treated = (treatment: Clause['treatment']) =>
    rows.filter(({ clause }) => clause.treatment === treatment).length;
  return {
    clauses: rows.length,
    enforced: treated('enforced'),
    guided: treated('guided'),
    notForSoftware: treated('not-for-software'),
    problems: rows.filter(({ problem }) => problem !== undefined).length,
    notes: rows.filter(({ note }) => note !== undefined).length,
  };
}

function problemOf({ treatment, because }: Clause, where: readonly Citation[]): string | undefined {
  switch (treatment) {
    case 'enforced':
      if (where.length === 0) return 'Said to be enforced, but nothing cites it';
      return where.some(({ enforces }) => enforces)
        ? undefined
        : 'Said to be enforced, but only words cite it';
    case 'guided':
      return where.length === 0 ? 'Said to be guided, but nothing cites it' : undefined;
    case 'not-for-software':
      return because === undefined ? 'Said not to be for software, without the reason' : undefined;
  }
}

/** A strict clause that only a gate which lets everybody pass cites may have been meant more strictly. */
function noteOf(
  { modality, treatment }: Clause,
  where: readonly Citation[],
  protocol: Protocol,
): string | undefined {
  if (treatment === 'not-for-software' && where.length > 0)
    return 'Said not to be for software, but something cites it';
  if (modality !== 'must' && modality !== 'never') return undefined;
  const enforcing = where.filter(({ enforces }) => enforces);
  if (enforcing.length === 0 || !enforcing.every((citation) => letsPass(citation, protocol)))
    return undefined;
  return `A clause that says ${modality}, but the only gates that cite it warn or show`;
}

function letsPass({ place }: Citation, { gates }: Protocol): boolean {
  const gate = [...gates.values()].find(({ id }) => place === `gate ${id}`);
  return gate?.holds === 'warn' || gate?.holds === 'show';
}
