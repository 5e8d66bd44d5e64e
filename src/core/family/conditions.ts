/** Whether a condition holds. How it reads, and what would meet it, is in `explain-condition.ts`. */

import { dueFrom } from '../calendar/due.ts';
import {
  asCalendarPeriod,
  type CalendarPeriod,
  isElapsed,
  type Period,
} from '../calendar/period.ts';
import { earliestWithin, isWithinLast, satisfiedFrom } from '../calendar/recency.ts';
import { type Day, dayOf, toMilliseconds } from '../calendar/time.ts';
import type {
  Clock,
  ClockId,
  Condition,
  EvidenceKind,
  Moment,
  ObligationId,
} from '../protocol/protocol.ts';
import { earliest, hasCome } from './clocks.ts';
import { dutySpan } from './duty-span.ts';
import { childrenOf, levelOf, notBefore } from './evolve.ts';
import type { Consent, Evidence, Stamp, Transfer } from './family.ts';
import { evidenceOf, momentOf, passes, type Scene } from './moments.ts';
import { stateOfConsent } from './sharing/consent-state.ts';

/** True when the condition is found in the scene. Looks only at the scene: the same scene always gives the same answer. */
export function holds(condition: Condition, scene: Scene): boolean {
  switch (condition.is) {
    case 'evidence':
      return evidenceHolds(condition, scene);
    case 'consent': {
      return standingConsents(condition, scene).some((consent) =>
        consentHolds(condition, consent, scene),
      );
    }
    case 'disclosure':
      return scene.family.disclosures.some(
        (disclosure) =>
          disclosure.to === condition.to &&
          isAfter(condition.since, disclosure, scene) &&
          (condition.consulted.length === 0 ||
            (disclosure.consulted !== undefined &&
              condition.consulted.includes(disclosure.consulted.role))),
      );
    case 'assigned':
      return scene.family.assigned.has(condition.role);
    case 'employer':
      return scene.actor?.employer === condition.employer;
    case 'transfer':
      return scene.family.transfers.some(
        (transfer) =>
          transfer.pathway === condition.pathway &&
          (condition.state === 'ended'
            ? endedWithin(transfer, condition.within, scene)
            : transfer.state !== 'ended'),
      );
    case 'obligation':
      return obligationStates(condition.obligation, scene).includes(condition.state);
    case 'elapsed': {
      const since = momentOf(condition.since, scene);
      return since !== undefined && hasElapsed(condition.period, since, scene);
    }
    case 'timing':
      return timingHolds(condition, scene);
    case 'order': {
      const first = momentOf(condition.first, scene);
      const then = momentOf(condition.then, scene);
      return first !== undefined && (then === undefined || notBefore(then, first));
    }
    case 'age':
      return childrenInScene(scene).every((born) => {
        if (born === undefined) return false;
        const years = ageOn(born, dayOf(scene.at));
        return years >= condition.from && years < condition.under;
      });
    case 'not-before': {
      const clock = clockOf(condition.clock, scene);
      const least = clock && earliest(clock, scene);
      return least !== undefined && hasCome(least, scene);
    }
    case 'level':
      return childrenOfScene(scene).every((child) => {
        const recorded = levelOf(scene.family, child);
        return recorded !== undefined && condition.levels.includes(recorded.level);
      });
    case 'all':
      return condition.of.every((part) => holds(part, scene));
    case 'any':
      return condition.of.some((part) => holds(part, scene));
    case 'not':
      return !holds(condition.of, scene);
  }
}

/**
 * Whether a condition could hold once a form of this kind has been sent: what looks at the form is taken as answered
 * rightly, everything else as it stands. Nobody is kept from opening a form by what the form itself will answer.
 */
export function couldHold(condition: Condition, scene: Scene, form: EvidenceKind): boolean {
  switch (condition.is) {
    case 'evidence': {
      const counts = scene.protocol.evidence.get(form)?.countsAs.includes(condition.kind) === true;
      return condition.kind === form || counts || holds(condition, scene);
    }
    case 'all':
      return condition.of.every((part) => couldHold(part, scene, form));
    case 'any':
      return condition.of.some((part) => couldHold(part, scene, form));
    default:
      return holds(condition, scene);
  }
}

type EvidenceCondition = Extract<Condition, { readonly is: 'evidence' }>;
type ConsentCondition = Extract<Condition, { readonly is: 'consent' }>;
type TimingCondition = Extract<Condition, { readonly is: 'timing' }>;

function evidenceHolds(condition: EvidenceCondition, scene: Scene): boolean {
  if (condition.eachChild && scene.child === undefined) {
    const children =
      scene.transfer === undefined ? childrenOf(scene.family) : [...scene.transfer.places.keys()];
    return children.every((child) =>
      evidenceHolds({ ...condition, eachChild: false }, { ...scene, child }),
    );
  }
  const list = evidenceOf(condition.kind, scene);
  if (condition.last !== undefined) {
    const last = list.slice(-condition.last);
    return (
      last.length === condition.last &&
      last.every((evidence) => matches(condition, evidence, scene))
    );
  }
  let found = 0;
  for (const evidence of list) {
    if (matches(condition, evidence, scene)) found += 1;
    if (found >= condition.count) return true;
  }
  return false;
}

/** Whether one piece of evidence satisfies everything the condition asks of it. */
export function matches(condition: EvidenceCondition, evidence: Evidence, scene: Scene): boolean {
  return (
    passes(evidence, condition.with) &&
    isBy(condition, evidence) &&
    isRecent(condition, evidence, scene) &&
    isSince(condition, evidence, scene)
  );
}

export function isBy(condition: EvidenceCondition, evidence: Evidence): boolean {
  return condition.by.length === 0 || condition.by.some((role) => evidence.by.roles.includes(role));
}

export function isRecent(condition: EvidenceCondition, evidence: Evidence, scene: Scene): boolean {
  if (condition.within === undefined) return true;
  const period = asCalendarPeriod(condition.within);
  if (!period.ok) {
    const limit = dueFrom(scene.calendar, evidence.at, condition.within);
    return limit.ok && scene.at <= limit.value.at;
  }
  return isWithinLast(evidence.day, dayOf(scene.at), period.value);
}

/** The earliest date that evidence may have to be recent enough now; undefined where no limit is set. */
export function earliestDay(condition: EvidenceCondition, scene: Scene): Day | undefined {
  if (condition.within === undefined) return undefined;
  const period = asCalendarPeriod(condition.within);
  return period.ok ? earliestWithin(dayOf(scene.at), period.value) : undefined;
}

export function isSince(condition: EvidenceCondition, evidence: Evidence, scene: Scene): boolean {
  return isAfter(condition.since, evidence, scene);
}

/** Whether something is dated at or after a moment; always where no moment is asked for. */
function isAfter(moment: Moment | undefined, stamp: Stamp, scene: Scene): boolean {
  if (moment === undefined) return true;
  const since = momentOf(moment, scene);
  return since !== undefined && notBefore(stamp, since);
}

/**
 * The newest answer on the scope. Where children may sign for themselves, what one child answers is no answer for
 * another.
 */
export function latestConsent(condition: ConsentCondition, scene: Scene): Consent | undefined {
  let latest: Consent | undefined;
  for (const consent of scene.family.consents) {
    if (consent.scope !== condition.scope || !speaksFor(condition, consent, scene)) continue;
    if (latest === undefined || notBefore(consent, latest)) latest = consent;
  }
  return latest;
}

function speaksFor(condition: ConsentCondition, consent: Consent, scene: Scene): boolean {
  if (condition.signedBy?.aged === undefined || scene.child === undefined) return true;
  return (
    consent.given === scene.child || !childrenOf(scene.family).some((id) => id === consent.given)
  );
}

/**
 * The answers that stand: the newest, and those of others who said the same since anybody last said something else. So
 * a second signature does not undo the first, and a refusal or withdrawal undoes both.
 */
function standingConsents(condition: ConsentCondition, scene: Scene): readonly Consent[] {
  const latest = latestConsent(condition, scene);
  const answers = scene.family.consents.filter(
    (consent) => consent.scope === condition.scope && speaksFor(condition, consent, scene),
  );
  const otherwise = answers.filter((consent) => consent.status !== latest?.status);
  return answers.filter(
    (consent) =>
      consent.status === latest?.status && !otherwise.some((other) => notBefore(other, consent)),
  );
}

export function consentHolds(condition: ConsentCondition, consent: Consent, scene: Scene): boolean {
  if (!condition.status.includes(consent.status)) return false;
  if (stateOfConsent(consent, dayOf(scene.at)) === 'expired') return false;
  if (condition.since !== undefined) {
    const since = momentOf(condition.since, scene);
    if (since === undefined || !notBefore(consent, since)) return false;
  }
  const signer = condition.signedBy;
  if (signer === undefined) return true;
  return (
    consent.signed &&
    (!signer.inHousehold || consent.inHousehold) &&
    isOldEnough(condition, consent, scene) &&
    (signer.relations.length === 0 ||
      signer.relations.some(
        (relation) => relation.toLowerCase() === consent.relation?.toLowerCase(),
      ))
  );
}

/** Whether whoever answered was of the age from which a child may, on the day of the answer; adults always are. */
export function isOldEnough(condition: ConsentCondition, consent: Consent, scene: Scene): boolean {
  const aged = condition.signedBy?.aged;
  const signer = scene.family.people.find((person) => person.id === consent.given);
  if (aged === undefined || signer?.kind !== 'child') return true;
  return signer.born !== undefined && ageOn(signer.born, consent.day) >= aged;
}

/** A clock of the pathway of the scene's transfer. */
export function clockOf(id: ClockId, { protocol, transfer }: Scene): Clock | undefined {
  return transfer && protocol.pathways.get(transfer.pathway)?.clocks.get(id);
}

function endedWithin(
  { state, ended }: Transfer,
  period: CalendarPeriod | undefined,
  scene: Scene,
): boolean {
  if (state !== 'ended' || ended === undefined) return false;
  return period === undefined || isWithinLast(ended.day, dayOf(scene.at), period);
}

function childrenOfScene(scene: Scene): ReturnType<typeof childrenOf> {
  if (scene.child !== undefined) return [scene.child];
  return scene.transfer === undefined
    ? childrenOf(scene.family)
    : [...scene.transfer.places.keys()];
}

function hasElapsed(period: Period, since: Stamp, scene: Scene): boolean {
  const calendarPeriod = asCalendarPeriod(period);
  if (calendarPeriod.ok) return dayOf(scene.at) >= satisfiedFrom(since.day, calendarPeriod.value);
  const due = dueFrom(scene.calendar, since.at, period);
  return due.ok && scene.at >= due.value.at;
}

function timingHolds(condition: TimingCondition, scene: Scene): boolean {
  const date = momentOf(condition.date, scene);
  const of = momentOf(condition.of, scene) ?? fallbackNow(condition, scene);
  if (date === undefined || of === undefined) return false;
  const [earlier, later] = condition.side === 'after' ? [of, date] : [date, of];
  if (isElapsed(condition.period)) {
    const limit = dueFrom(scene.calendar, earlier.at, condition.period);
    if (!limit.ok) return false;
    const gap = toMilliseconds(later.at) - toMilliseconds(limit.value.at);
    return condition.at === 'least' ? gap >= 0 : gap <= 0;
  }
  const limit = dueFrom(scene.calendar, earlier.at, condition.period);
  if (!limit.ok) return false;
  return condition.at === 'least' ? later.day >= limit.value.day : later.day <= limit.value.day;
}

/** A notice period counts from the step that is being taken now: that step has no time yet but the present. */
function fallbackNow(condition: TimingCondition, scene: Scene): Stamp | undefined {
  return condition.of.of === 'step'
    ? { at: scene.at, day: dayOf(scene.at), dayOnly: false }
    : undefined;
}

function obligationStates(id: ObligationId, scene: Scene): readonly ('open' | 'ended')[] {
  const definition = scene.protocol.obligations.get(id);
  if (definition === undefined) return [];
  return scene.family.transfers
    .filter((transfer) => definition.pathways.includes(transfer.pathway))
    .flatMap((transfer) => {
      const span = dutySpan(definition, { ...scene, transfer, child: undefined });
      if (span === undefined || span.started.day > dayOf(scene.at)) return [];
      return [span.ended === undefined ? ('open' as const) : ('ended' as const)];
    });
}

function childrenInScene(scene: Scene): readonly (Day | undefined)[] {
  const wanted = scene.child === undefined ? undefined : [scene.child];
  return scene.family.people
    .filter(
      (person) => person.kind === 'child' && (wanted === undefined || wanted.includes(person.id)),
    )
    .map((person) => person.born);
}

/** Whole years of age on a day; the birthday counts. */
export function ageOn(born: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) >= born.slice(5) ? years : years - 1;
}
