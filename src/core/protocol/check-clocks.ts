/** Whether the start of each clock and each obligation can occur. */

import type { Note } from './check-sense.ts';
import { kindsThatAre } from './conditions.ts';
import type { Clock, EvidenceKind, Moment, Obligation, Protocol } from './protocol.ts';
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
