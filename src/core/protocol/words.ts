/** Readers that several sections share: references to names, clauses, lengths of time, dates. */
import {
  asCalendarPeriod,
  type CalendarPeriod,
  type Period,
  parsePeriod,
} from '../calendar/period.ts';
import { type Day, type LocalTime, parseDay, parseLocalTime } from '../calendar/time.ts';
import { type Decoder, flag, list, made, parsed, text } from './decode.ts';
import { may } from './decode-records.ts';
import type { ClauseId, EvidenceKind } from './protocol.ts';
import { type FieldUse, type PlainKind, type Reading, tell } from './reading.ts';
import { named, textSchema } from './schema.ts';

/** A name of something declared elsewhere in the protocol; looked up when everything has been read. */
export function nameOfA<Id extends string>(
  kind: PlainKind | 'stage' | 'step' | 'own clock',
): Decoder<Id> {
  const wants = `the name of a ${kind === 'own clock' ? 'clock' : kind}`;
  return {
    wants,
    schema: () => ({ ...textSchema, description: wants }),
    read(node, cx) {
      const read = text.read(node, cx);
      if (read === undefined) return undefined;
      const { owner } = cx;
      cx.log.uses.push({ kind, name: read.value, at: node.at, owner });
      // check-references refuses the protocol when nothing bears the name.
      return { value: read.value as Id };
    },
  };
}

/** `kind.field`: a field of the form of a kind of evidence. */
export function fieldOf(
  suits: FieldUse,
): Decoder<{ readonly kind: EvidenceKind; readonly field: string }> {
  return made(text, (path, cx, at) => {
    const match = /^([^.\s]+)\.([^.\s]+)$/.exec(path);
    const [, kind, field] = match ?? [];
    if (kind === undefined || field === undefined) {
      tell(
        cx,
        at,
        `"${path}" should be a kind of evidence and one of its fields, joined by a full stop`,
      );
      return undefined;
    }
    cx.log.uses.push({ kind: 'evidence', name: kind, at, owner: cx.owner });
    cx.log.uses.push({ kind: 'field', evidence: kind, name: field, at, suits });
    // check-references refuses the protocol when nothing bears the name.
    return { kind: kind as EvidenceKind, field };
  });
}

/** A clause that is cited here. */
const clause: Decoder<ClauseId> = {
  wants: 'a clause, for example CE23-049',
  schema: () => ({ ...textSchema, description: clause.wants }),
  read(node, cx) {
    const id = clauseId.read(node, cx);
    if (id === undefined) return undefined;
    const { file, line } = node.at;
    cx.log.uses.push({ kind: 'clause', name: id.value, at: node.at, owner: cx.owner });
    cx.log.citations.push({ clause: id.value, file, line, place: cx.place, enforces: cx.enforces });
    return id;
  },
};

/** The number of a clause, as the clause catalogue gives it. */
export const clauseId: Decoder<ClauseId> = parsed('the number of a clause', (number) =>
  /^[A-Z]+[0-9]*-[0-9]+$/.test(number)
    ? // The pattern is what a clause id is.
      { ok: true, value: number as ClauseId }
    : {
        ok: false,
        problem: `"${number}" is not the number of a clause. Write capitals, a hyphen and a number, for example CE23-049`,
      },
);

const noClauses: readonly ClauseId[] = [];

/** The words of anything that may cite clauses. */
const cited = named('cited', list(clause));
export const citing = { clauses: may(cited, noClauses), ours: may(flag, false) } as const;
/** The words of anything where the document may be doubtful. */
export const doubtful = { ...citing, written: may(text), reading: may(text) } as const;

/** A rule must come from the document, or say that it does not. False, and noted, when it does neither. */
export function comesFromSomewhere(
  values: { readonly clauses: readonly ClauseId[]; readonly ours: boolean },
  cx: Reading,
): boolean {
  if (values.clauses.length > 0 || values.ours) return true;
  const advice = 'Write clauses: [ … ], or ours: yes where the rule is not from the document';
  tell(cx, cx.at, `${cx.thing} names no clause. ${advice}`);
  return false;
}

/** Any length of time, also one counted backwards. */
export const periodEitherWay: Decoder<Period> = parsed(
  'a length of time, for example 5 working days',
  parsePeriod,
);

/** A length of time counted forwards. */
export const period: Decoder<Period> = parsed(periodEitherWay.wants, (written) => {
  const read = parsePeriod(written);
  if (!read.ok || read.value.unit === 'same day' || read.value.direction === 'after') return read;
  return {
    ok: false,
    problem: `“${written}” counts backwards, which makes no sense here. Leave out “before”`,
  };
});

/** Days, weeks or months. */
export const calendarPeriod: Decoder<CalendarPeriod> = parsed(
  'a number of days, weeks or months, for example 4 weeks',
  (written) => {
    const read = parsePeriod(written);
    return read.ok ? asCalendarPeriod(read.value) : read;
  },
);

export const day: Decoder<Day> = parsed('a date, for example 2026-03-02', parseDay);
export const timeOfDay: Decoder<LocalTime> = parsed('a time, for example 16:00', parseLocalTime);
