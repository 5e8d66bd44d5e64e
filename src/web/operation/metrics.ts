/** Counters for Prometheus, in its text format 0.0.4. Written by hand: docs/decisions/0008. */
import type { MeasuredBacklog } from '../../cases/queries/measure-backlog.ts';
import type { ObservedAct } from '../../cases/stile.ts';

export interface ObservedRequest {
  /** Made for this request and shown to the person where it fails. */
  readonly id: string;
  readonly method: string;
  /** As the program knows it, `/families/:family`: never an address somebody typed. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

export interface Metrics {
  readonly act: (act: ObservedAct) => void;
  readonly request: (request: ObservedRequest) => void;
  readonly write: (backlog: readonly MeasuredBacklog[]) => string;
}

type Labels = Readonly<Record<string, string>>;

/** Upper bounds, in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function makeMetrics(): Metrics {
  const acts = counter('stile_acts_total', 'Acts asked for, by how they ended.');
  const refusals = counter('stile_refusals_total', 'Acts refused, by the gate that was not met.');
  const requests = histogram('stile_request_seconds', 'How long requests took.');
  return {
    act({ authority, act, result, because }) {
      acts.add({ authority, act, result });
      for (const gate of because) refusals.add({ authority, act, gate });
    },
    request({ method, route, status, milliseconds }) {
      const labels = { method, route, status: `${Math.floor(status / 100)}xx` };
      requests.add(labels, milliseconds / 1000);
    },
    write(backlog) {
      const gauge = (name: string, help: string, of: (each: MeasuredBacklog) => number) =>
        [
          ...head(name, help, 'gauge'),
          ...backlog.map((each) => `${name}${written({ authority: each.authority })} ${of(each)}`),
        ].join('\n');
      return `${[
        acts.write(),
        refusals.write(),
        requests.write(),
        gauge('stile_overdue', 'Clocks that have run out.', (each) => each.overdue),
        gauge('stile_outbox_waiting', 'Messages not delivered yet.', (each) => each.outboxWaiting),
        gauge('stile_outbox_failed', 'Messages that failed.', (each) => each.outboxFailed),
        gauge(
          'stile_outbox_given_up',
          'Messages that reach nobody until somebody sees to it.',
          (each) => each.outboxGivenUp,
        ),
        gauge(
          'stile_outbox_not_sent',
          'Messages of the last day that were not sent, because they were not for that person any more.',
          (each) => each.outboxNotSent,
        ),
        gauge(
          'stile_outbox_told_instead',
          'Messages of the last day that went to others, because nobody whom they were for could read them.',
          (each) => each.outboxToldInstead,
        ),
        gauge(
          'stile_families_to_compare',
          'Families that may be the same, and that nobody has compared.',
          (each) => each.toCompare,
        ),
        gauge(
          'stile_outbox_age_seconds',
          'Age of the oldest message not delivered.',
          (each) => each.outboxAgeSeconds,
        ),
        gauge(
          'stile_families_of_leavers',
          'Families held by, or with a role of, somebody who has left; there must be none.',
          (each) => each.familiesOfLeavers,
        ),
      ].join('\n')}\n`;
    },
  };
}

function counter(name: string, help: string) {
  const counts = new Map<string, number>();
  return {
    add(labels: Labels): void {
      const key = written(labels);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    write: () =>
      [
        ...head(name, help, 'counter'),
        ...[...counts].map(([key, count]) => `${name}${key} ${count}`),
      ].join('\n'),
  };
}

interface Measured {
  readonly labels: Labels;
  /** How many were within each bound; the last is all of them. */
  readonly counts: number[];
  sum: number;
}

function histogram(name: string, help: string) {
  const found = new Map<string, Measured>();
  return {
    add(labels: Labels, value: number): void {
      const key = written(labels);
      const measured = found.get(key) ?? { labels, counts: bounds.map(() => 0).concat(0), sum: 0 };
      found.set(key, measured);
      measured.sum += value;
      for (const [at, bound] of [...bounds, Infinity].entries())
        if (value <= bound) measured.counts[at] = (measured.counts[at] ?? 0) + 1;
    },
    write: () =>
      [
        ...head(name, help, 'histogram'),
        ...[...found].flatMap(([key, { labels, counts, sum }]) => [
          ...[...bounds, '+Inf'].map(
            (le, at) => `${name}_bucket${written({ ...labels, le: String(le) })} ${counts[at]}`,
          ),
          `${name}_sum${key} ${sum}`,
          `${name}_count${key} ${counts.at(-1)}`,
        ]),
      ].join('\n'),
  };
}

function head(name: string, help: string, type: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replace(/[\\"\n]/g, (each) => (each === '\n' ? '\\n' : `\\${each}`))}"`,
  );
  return `{${pairs.join(',')}}`;
}
