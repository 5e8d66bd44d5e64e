/** The sections about when and where: `contacts`, `office-hours`, `closures`, `forums`. */
import { type OfficeHours, parseOfficeHours } from '../calendar/office-hours.ts';
import { parseRhythm, parseWeekday, type Rhythm, type RhythmEntry } from '../calendar/rhythm.ts';
import { type Day, parseLocalTime } from '../calendar/time.ts';
import {
  type Decoder,
  flag,
  list,
  made,
  oneOf,
  parsed,
  some,
  text,
  unsuitable,
  whole,
} from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type { Contact, ContactId, Forum, ForumId, ForumPart, RoleId } from './protocol.ts';
import { at } from './read-document.ts';
import { label, tell, valueAt } from './reading.ts';
import { textSchema } from './schema.ts';
import { citing, day, doubtful, nameOfA } from './words.ts';

export const contacts = mapOf<ContactId, Contact>(
  { kind: 'contact' },
  (id) =>
    record(
      {
        title: need(text),
        phone: may(text),
        'no-number': may(text),
        menu: may(text),
        email: may(text),
        hours: need(oneOf('office', 'out-of-office', 'always', 'unknown')),
        safeguarding: may(flag, false),
        ...citing,
      },
      ({ title, phone, 'no-number': noNumber, menu, email, hours, safeguarding, clauses }) => ({
        id,
        title,
        phone,
        noNumber,
        menu,
        email,
        hours,
        safeguarding,
        clauses,
      }),
    ),
  at('contact'),
);

/** Each day is read on its own, so that the problem is where the mistake is. */
export const officeHours: Decoder<OfficeHours> = {
  wants: 'the days of the week with their hours, for example monday: 08:30-17:00',
  schema: () => ({ type: 'object', additionalProperties: textSchema }),
  read(node, cx) {
    if (node.is !== 'map') return unsuitable(node, cx, officeHours.wants);
    const week: Record<string, string> = {};
    let whole = true;
    for (const { key, keyAt, value } of node.entries) {
      const hours = text.read(value, { ...cx, part: key });
      const read = hours === undefined ? undefined : parseOfficeHours({ [key]: hours.value });
      if (read !== undefined && !read.ok) tell(cx, keyAt, `${label(cx)}: ${read.problem}`);
      if (key in week) tell(cx, keyAt, `${label(cx)} has "${key}" twice`);
      if (hours === undefined || !read?.ok || key in week) whole = false;
      else week[key] = hours.value;
    }
    const read = parseOfficeHours(week);
    return whole && read.ok ? { value: read.value } : undefined;
  },
};

export const closures: Decoder<
  readonly { readonly from: Day; readonly to: Day; readonly reason: string }[]
> = list(
  record({ from: need(day), to: need(day), reason: need(text) }, (closure, cx, node) => {
    if (closure.to >= closure.from) return closure;
    tell(
      cx,
      valueAt(node, 'to'),
      `${cx.thing} ends on ${closure.to}, before it begins on ${closure.from}`,
    );
    return undefined;
  }),
);

const span: Decoder<RhythmEntry> = record(
  {
    weekly: may(some(text)),
    'every-weeks': may(whole(1)),
    monthly: may(text),
    time: may(text),
    from: may(day),
    to: may(day),
  },
  ({ weekly, 'every-weeks': everyWeeks, monthly, time, from, to }) => ({
    weekly,
    everyWeeks,
    monthly,
    time,
    from,
    to,
  }),
);

const rhythm: Decoder<Rhythm> = made(
  some(
    made(span, (entry, cx, place) => {
      const read = parseRhythm([entry]);
      if (read.ok) return read.value;
      tell(cx, place, `${label(cx)}: ${read.problem}`);
      return undefined;
    }),
  ),
  (spans) => spans.flat(),
);

const cutOff = parsed('a day of the week and a time, for example thursday 16:00', (written) => {
  const [name = '', hour = '', ...rest] = written.split(/\s+/);
  const weekday = parseWeekday(name);
  if (!weekday.ok) return weekday;
  if (hour === '' || rest.length > 0) return { ok: false };
  const time = parseLocalTime(hour);
  return time.ok ? { ok: true, value: { weekday: weekday.value, time: time.value } } : time;
});

const parts = (forum: ForumId) =>
  mapOf<string, ForumPart>({ kind: 'part', scope: () => forum }, (id) =>
    record(
      { title: need(text), decides: may(flag, true), 'cut-off': may(cutOff), ...citing },
      ({ title, decides, 'cut-off': cutOff, clauses }) => ({ id, title, decides, cutOff, clauses }),
    ),
  );

const onePart: readonly ForumPart[] = [
  { id: 'cases', title: 'Cases', decides: true, cutOff: undefined, clauses: [] },
];

export const forums = mapOf<ForumId, Forum>(
  { kind: 'forum' },
  (id) =>
    record(
      {
        title: need(text),
        short: need(text),
        rhythm: need(rhythm),
        chair: need(nameOfA<RoleId>('role')),
        members: may(list(nameOfA<RoleId>('role')), []),
        'late-by': may(list(nameOfA<RoleId>('role')), []),
        parts: may(parts(id)),
        ...doubtful,
      },
      ({
        title,
        short,
        rhythm,
        chair,
        members,
        'late-by': lateBy,
        parts,
        clauses,
        written,
        reading,
      }) => ({
        id,
        title,
        short,
        rhythm,
        chair,
        members,
        lateBy,
        parts: parts === undefined || parts.size === 0 ? onePart : [...parts.values()],
        clauses,
        written,
        reading,
      }),
    ),
  at('forum'),
);
