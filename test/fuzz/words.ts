import type { Aftermath } from './after.ts';
import type { Report } from './fuzz.ts';

/** Routes that no run need have seen accepted, and why. */
export const NEVER: Readonly<Record<string, string>> = {};

/** Routes that change something and took nothing of anybody: what lies behind them was not attacked. */
export function neverAccepted({ routes }: Report): readonly string[] {
  return routes
    .filter(({ accepted, route }) => accepted === 0 && NEVER[route] === undefined)
    .map(({ route }) => route);
}

/** What came of a run, to read in a terminal. */
export function wordsOf(report: Report, { families, events, problems }: Aftermath): string {
  const statuses = Object.entries(report.statuses).map(([status, times]) => `${status}: ${times}`);
  const never = neverAccepted(report);
  const accepted = report.routes.reduce((sum, each) => sum + each.accepted, 0);
  return [
    'Sent, accepted, changed something, shown to look at, refused, to correct; the route; what it says most often else',
    ...report.routes.map(rowOf),
    '',
    ...report.faults.map(
      ({ what, times, first }) => `${what}\n  ${times} times; first\n    ${first}\n`,
    ),
    ...problems.map((problem) => `Afterwards: ${problem}`),
    `${report.requests} requests (${statuses.join(', ')}), ${accepted} of them accepted`,
    `slowest ${Math.round(report.slowest.milliseconds)} ms: ${report.slowest.what}`,
    `never reached: ${report.unreached.join(', ') || 'none'}`,
    `never accepted: ${never.length === 0 ? 'none' : ''}`,
    ...report.routes.filter(({ route }) => never.includes(route)).map(whyNot),
    ...Object.entries(NEVER).map(([route, why]) => `  need not be: ${route} (${why})`),
    `afterwards ${families} families and ${events} events, ${problems.length} problems`,
    `${report.faults.length} kinds of fault`,
  ].join('\n');
}

function rowOf({ route, told, ...tally }: Report['routes'][number]): string {
  const { sent, accepted, changed, shown, refused, corrected } = tally;
  const counts = [sent, accepted, changed, shown, refused, corrected];
  const [[words] = ['']] = [...told].toSorted(([, a], [, b]) => b - a);
  return `${counts.map((count) => String(count).padStart(7)).join('')}  ${route.padEnd(60)} ${words.slice(0, 70)}`;
}

/** What was said most often instead. */
function whyNot({ route, sent, told }: Report['routes'][number]): string {
  const most = [...told].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  return `  ${route}, sent ${sent} times: ${most.map(([words, times]) => `${times}× ${words}`).join('; ')}`;
}
