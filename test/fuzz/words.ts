import type { Aftermath } from './after.ts';
import type { Report } from './fuzz.ts';

/** What came of a run, to read in a terminal. */
export function wordsOf(report: Report, { families, events, problems }: Aftermath): string {
  const statuses = Object.entries(report.statuses).map(([status, times]) => `${status}: ${times}`);
  return [
    ...report.faults.map(
      ({ what, times, first }) => `${what}\n  ${times} times; first\n    ${first}\n`,
    ),
    ...problems.map((problem) => `Afterwards: ${problem}`),
    `${report.requests} requests (${statuses.join(', ')}), ${report.acts} of them acts`,
    `slowest ${Math.round(report.slowest.milliseconds)} ms: ${report.slowest.what}`,
    `never reached: ${report.unreached.join(', ') || 'none'}`,
    `afterwards ${families} families and ${events} events, ${problems.length} problems`,
    `${report.faults.length} kinds of fault`,
  ].join('\n');
}
