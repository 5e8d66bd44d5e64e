/** Whether the start of each clock and each obligation can occur, and its times agree. */

import { spanInDays } from '../calendar/span-in-days.ts';
import type { Note } from './check-sense.ts';
import { kindsThatAre, leavesIn } from './conditions.ts';
import type { Clock, Condition, EvidenceKind, Moment, Obligation, Protocol } from './protocol.ts';
import { type Log, nameOf } from './reading.ts';

/** Notes every clock or obligation none of whose starts can ever occur. */
export function checkClocks(protocol: Protocol, log: Log, note: Note): void {
  for (const pathway of protocol.pathways.values())
    for (const clock of pathway.clocks.values()) checkClock(clock, undefined);
  for (const obligation of protocol.obligations.values()) {
    for (const clock of obligation.clocks.values()) checkClock(clock, obligation);
    for (const start of obligation.starts)
      reportNever(
        obligation,
        start,
        start.of === 'obligation-started' ? 'that is its own start' : whyNever(start, protocol),
      );
  }

  function checkClock(clock: Clock, obligation: Obligation | undefined): void {
    for (const start of clock.starts)
      reportNever(
        clock,
        start,
        whyClockNever(clock, start, obligation) ?? whyNever(start, protocol),
      );
    checkTimes(clock, log, note);
    const why = clock.due.is === 'count' ? whyNever(clock.due.moment, protocol) : undefined;
    if (why !== undefined) note(clock, `${nameOf(log, clock)} is never due: ${why}`, 'due');
  }

  function reportNever(thing: object, start: Moment, why: string | undefined): void {
    if (why !== undefined)
      note(
        log.origins.has(start) ? start : thing,
        `${nameOf(log, thing)} can never start: ${why}`,
        log.origins.has(start) ? undefined : 'starts',
      );
  }
}

/** A least that is sure to come after the most leaves no day for it. */
function checkTimes(clock: Clock, log: Log, note: Note): void {
  const { due, notBefore } = clock;
  if (notBefore === undefined) return;
  const most = due.is === 'period' ? due.period : due.is === 'field' ? due.limit : undefined;
  if (most === undefined || spanInDays(notBefore).least <= spanInDays(most).most) return;
  note(
    clock,
    `${nameOf(log, clock)} is due before it may happen: "not-before" is longer than "due"`,
    'not-before',
  );
}

/** A gate that waits for a clock's least: the clock must have one. */
export function checkWaits(protocol: Protocol, log: Log, note: Note): void {
  for (const { of, condition } of conditionsOf(protocol)) {
    for (const leaf of leavesIn(condition)) {
      if (leaf.is !== 'not-before') continue;
      const named = [...protocol.pathways.values()].flatMap(
        ({ clocks }) => clocks.get(leaf.clock) ?? [],
      );
      if (named.length === 0 || named.some(({ notBefore }) => notBefore !== undefined)) continue;
      note(
        of,
        `${nameOf(log, of)} waits for clock "${leaf.clock}", which has no "not-before". Say there how long it is, for example not-before: 6 weeks`,
      );
    }
  }
}

function conditionsOf(
  protocol: Protocol,
): readonly { readonly of: object; readonly condition: Condition }[] {
  const gates = [...protocol.gates.values()].flatMap((gate) =>
    [gate.needs, ...(gate.when === undefined ? [] : [gate.when])].map((condition) => ({
      of: gate,
      condition,
    })),
  );
  const routes = [...protocol.pathways.values()].flatMap(({ start }) =>
    start.routes.map((route) => ({ of: route, condition: route.when })),
  );
  const duties = [...protocol.obligations.values()].flatMap((duty) =>
    duty.when === undefined ? [] : [{ of: duty, condition: duty.when }],
  );
  return [...gates, ...routes, ...duties];
}

function whyClockNever(
  clock: Clock,
  start: Moment,
  obligation: Obligation | undefined,
): string | undefined {
  if (start.of === 'obligation-started' && obligation === undefined)
    return 'obligation-started is for the clocks of an obligation';
  if (start.of === 'ended' && obligation === undefined && !clock.outlives)
    return 'it starts when the transfer has ended, and a clock ends with its transfer unless it says outlives: yes';
  return undefined;
}

function whyNever(moment: Moment, protocol: Protocol): string | undefined {
  switch (moment.of) {
    case 'evidence':
    case 'field':
      return isRecorded(moment.kind, protocol)
        ? undefined
        : `nobody may record evidence "${moment.kind}" and no step has it as its form`;
    case 'listed':
    case 'sitting':
      return allEffects(protocol).some(({ lists }) => lists?.forum === moment.forum)
        ? undefined
        : `no step lists a case for forum "${moment.forum}"`;
    case 'passed':
      return whyNever(moment.since, protocol);
    case 'level':
      return allEffects(protocol).some(
        ({ setsLevel }) =>
          setsLevel !== undefined && ('field' in setsLevel || setsLevel.level === moment.level),
      )
        ? undefined
        : `no step records level "${moment.level}"`;
    // Stages and steps exist and are reached (checked elsewhere); anybody may be named in a role, and consent recorded.
    case 'step':
    case 'stage':
    case 'consent':
    case 'assigned':
    case 'started':
    case 'ended':
    case 'obligation-started':
      return undefined;
  }
}

function isRecorded(
  kind: EvidenceKind,
  { evidence, pathways, interrupt, obligations }: Protocol,
): boolean {
  const forms = new Set([
    interrupt.form,
    ...[...pathways.values()].flatMap(({ steps }) => [...steps.values()].map(({ form }) => form)),
    ...[...obligations.values()].map(({ endBy }) => endBy?.form),
  ]);
  return kindsThatAre(kind, evidence).some(
    (each) => forms.has(each) || (evidence.get(each)?.by.length ?? 0) > 0,
  );
}

function allEffects({ pathways }: Protocol) {
  const steps = [...pathways.values()].flatMap((pathway) => [...pathway.steps.values()]);
  return steps.flatMap(({ effects, outcomes }) => [
    effects,
    ...outcomes.map((outcome) => outcome.effects),
  ]);
}
