/** When the moments that a protocol names have occurred in a family's history. */

import { satisfiedFrom } from '../calendar/recency.ts';
import { dayOf, type Instant, parseDay, parseLocalDateTime, startOfDay } from '../calendar/time.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { EvidenceKind, FieldTest, Moment, Protocol } from '../protocol/protocol.ts';
import type { FieldValue } from './events.ts';
import { notBefore } from './evolve.ts';
import type { Evidence, Family, Stamp, Transfer } from './family.ts';
import type { Actor, PersonId } from './people.ts';

/** What a condition or moment is looked at in: one family, perhaps one transfer and one child, at one instant. */
export interface Scene {
  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;
  readonly family: Family;
  readonly at: Instant;
  readonly transfer?: Transfer | undefined;
  readonly child?: PersonId | undefined;
  readonly actor?: Actor | undefined;
  /** The form that is being sent with the act, which gates see as if it were on file. */
  readonly pending?: Evidence | undefined;
  readonly obligationStarted?: Stamp | undefined;
}

/** Every time the moment occurred, oldest first. */
export function occurrences(moment: Moment, scene: Scene): readonly Stamp[] {
  const { family, transfer } = scene;
  switch (moment.of) {
    case 'step':
      return (transfer?.steps ?? []).filter(
        (done) =>
          done.step === moment.step &&
          done.moves.some(
            (move) =>
              (scene.child === undefined || move.child === scene.child) &&
              (moment.outcome === undefined || move.outcome === moment.outcome),
          ),
      );
    case 'stage':
      return (transfer?.entered ?? []).filter(
        (entry) =>
          entry.stage === moment.stage &&
          (scene.child === undefined || entry.child === scene.child),
      );
    case 'evidence':
      return records(moment, scene);
    case 'field':
      return evidenceOf(moment.kind, scene).flatMap(
        (evidence) => fieldStamp(evidence.fields[moment.field]) ?? [],
      );
    case 'consent':
      return family.consents.filter(
        (consent) => consent.scope === moment.scope && consent.status === moment.status,
      );
    case 'assigned': {
      const assigned = family.assigned.get(moment.role);
      return assigned === undefined ? [] : [assigned.since];
    }
    case 'passed': {
      const since = momentOf(moment.since, scene);
      if (since === undefined) return [];
      const day = satisfiedFrom(since.day, moment.period);
      return [{ at: startOfDay(day), day, dayOnly: true }];
    }
    case 'level':
      return family.levels.filter(
        (each) =>
          each.level === moment.level && (scene.child === undefined || each.child === scene.child),
      );
    case 'listed':
      return listings(scene, moment.forum).map((listing) => listing.listed);
    case 'sitting':
      return listings(scene, moment.forum).map((listing) => ({
        at: startOfDay(listing.sitting),
        day: listing.sitting,
        dayOnly: true,
      }));
    case 'started':
      return transfer === undefined ? [] : [transfer.started];
    case 'ended':
      return transfer?.ended === undefined ? [] : [transfer.ended];
    case 'obligation-started':
      return scene.obligationStarted === undefined ? [] : [scene.obligationStarted];
  }
}

/** Records that pass, oldest first: all of them, or only the Nth, or each Nth in a row. */
function records(
  moment: Extract<Moment, { readonly of: 'evidence' }>,
  scene: Scene,
): readonly Evidence[] {
  const all = evidenceOf(moment.kind, scene);
  const passing = (evidence: Evidence): boolean => passes(evidence, moment.with);
  if (moment.count !== undefined) {
    const nth = inTransfer(all, scene).filter(passing)[moment.count - 1];
    return nth === undefined ? [] : [nth];
  }
  const { last } = moment;
  if (last === undefined) return all.filter(passing);
  let row = 0;
  return inTransfer(all, scene).filter((evidence) => {
    row = passing(evidence) ? row + 1 : 0;
    return row > 0 && row % last === 0;
  });
}

/** The newest time the moment occurred. */
export function momentOf(moment: Moment, scene: Scene): Stamp | undefined {
  return occurrences(moment, scene).at(-1);
}

/** Evidence of a kind that concerns the scene's child (or the whole family), oldest first, the pending form last. */
export function evidenceOf(kind: EvidenceKind, scene: Scene): readonly Evidence[] {
  const filed = scene.family.evidence.get(kind) ?? [];
  const child = scene.child;
  const concerning =
    child === undefined
      ? filed
      : filed.filter(
          (evidence) => evidence.children.length === 0 || evidence.children.includes(child),
        );
  const pending = scene.pending;
  if (pending === undefined) return concerning;
  const counts =
    pending.kind === kind ||
    scene.protocol.evidence.get(pending.kind)?.countsAs.includes(kind) === true;
  return counts ? [...concerning, pending] : concerning;
}

/** The same, of this transfer only: recorded in it, or dated on or after the day it started. For clocks. */
export function inTransfer<S extends Stamp>(stamps: readonly S[], scene: Scene): readonly S[] {
  const transfer = scene.transfer;
  if (transfer === undefined) return stamps;
  return stamps.filter(
    (stamp) =>
      ('transfer' in stamp && stamp.transfer === transfer.id) ||
      notBefore({ ...stamp, dayOnly: true }, transfer.started),
  );
}

export function passes(evidence: Evidence, tests: readonly FieldTest[]): boolean {
  return tests.every(({ field, test }) => {
    const value = evidence.fields[field];
    switch (test.is) {
      case 'given':
        return isGiven(value);
      case 'one-of':
        return textsOf(value).some((text) => test.values.includes(text));
      case 'at-least':
        return value !== undefined && isGiven(value) && Number(value) >= test.value;
      case 'at-most':
        return value !== undefined && isGiven(value) && Number(value) <= test.value;
    }
  });
}

export function isGiven(value: FieldValue | undefined): boolean {
  if (value === undefined || value === '') return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value === 'number') return true;
  return 'name' in value ? value.name.trim() !== '' : value.length > 0;
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return 'name' in value ? [value.name] : value.filter((item) => typeof item === 'string');
}

/** The moment written in a date or date-and-time field. */
export function fieldStamp(value: FieldValue | undefined): Stamp | undefined {
  if (typeof value !== 'string') return undefined;
  const day = parseDay(value);
  if (day.ok) return { at: startOfDay(day.value), day: day.value, dayOnly: true };
  const moment = parseLocalDateTime(value);
  return moment.ok ? { at: moment.value, day: dayOf(moment.value), dayOnly: false } : undefined;
}

function listings(scene: Scene, forum: string): Family['listings'] {
  return scene.family.listings.filter(
    (listing) => listing.forum === forum && listing.transfer === scene.transfer?.id,
  );
}
