/** Everything that Stile holds about one person of a family, in plain words, each passage marked where it speaks of others. */
import type { Day } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { EventOf, EventType, FamilyEvent, FieldValue } from '../../core/family/events.ts';
import { allEvidence } from '../../core/family/evolve.ts';
import type { Family } from '../../core/family/family.ts';
import { fullName, type Person, type PersonId } from '../../core/family/people.ts';
import type { Field, FieldType } from '../../core/protocol/protocol.ts';
import type { Protocols } from '../../core/protocol/protocols.ts';
import { type Mark, names, type Passage } from '../../core/records/export.ts';
import { answerInWords, rowsOf } from '../family/answer-words.ts';
import { newScene, note } from '../family/history-scene.ts';
import { tellEvent } from '../family/history-words.tsx';
import { stampInWords } from '../family/names.ts';
import { recordLabel } from '../forms/field-views.ts';
import type { Child } from '../jsx/jsx-runtime.ts';
import { Fragment } from '../jsx/jsx-runtime.ts';
import { list } from '../kit/words.ts';

export interface ExportScene {
  readonly protocols: Protocols;
  readonly family: Family;
  readonly events: readonly FamilyEvent[];
  readonly looks: readonly {
    readonly day: Day;
    readonly name: string;
    readonly purpose: string;
  }[];
}

type Draft = Omit<Passage, 'id' | 'marks' | 'names'> & {
  /** Whom it is about by what it is, whatever it says; undefined is the whole family. */
  readonly about?: readonly PersonId[] | undefined;
  /** Somebody typed words into it. */
  readonly typed?: boolean;
};

export const sections = {
  person: 'Who they are',
  others: 'Other people of the family',
  records: 'Forms and records',
  history: 'What has happened',
  looked: 'Who has looked at the record',
} as const;

/** The passages about one person, in the order in which they are read. */
export function passagesAbout(scene: ExportScene, person: Person): readonly Passage[] {
  const { family, events } = scene;
  const drafts = [
    personPassage(sections.person, person),
    ...family.people
      .filter(({ id }) => id !== person.id)
      .map((other) => personPassage(sections.others, other)),
    ...historyPassages(scene).toSorted((one, other) => order(one) - order(other)),
    ...lookedPassages(scene),
  ];
  const others = family.people.filter(({ id }) => id !== person.id);
  const practitioners = practitionersIn(events, scene.looks).filter(
    (name) => !names(fullName(person), name),
  );
  return drafts.map((draft, index) => {
    const { about, typed, ...passage } = draft;
    const texts = [passage.title, ...passage.lines, passage.by];
    const found = (name: string) => texts.some((text) => names(text, name));
    const named = others.flatMap((other) => {
      const hits = namesOf(other, person).filter(found);
      return hits.length === 0 ? [] : [{ other, hits }];
    });
    const atWork = practitioners.filter(found);
    const meant = (about ?? []).filter((id) => id !== person.id);
    const onlyOthers = meant.length > 0 && about?.includes(person.id) === false;
    const marks: Mark[] = [];
    if (onlyOthers || named.length > 0) {
      const who = new Set([
        ...named.map(({ other }) => fullName(other)),
        ...others.filter(({ id }) => meant.includes(id)).map(fullName),
      ]);
      const says = onlyOthers ? 'is about somebody else' : 'names somebody else';
      marks.push({ because: 'other', says: `It ${says}: ${list([...who])}` });
    }
    if (atWork.length > 0)
      marks.push({ because: 'practitioner', says: `It names somebody at work: ${list(atWork)}` });
    if (typed === true)
      marks.push({
        because: 'typed',
        says: 'It has words that somebody typed: they may be about, or come from, somebody else',
      });
    return {
      ...passage,
      id: `p${index + 1}`,
      marks,
      names: uniquely([...named.flatMap(({ hits }) => hits), ...atWork]),
    };
  });
}

/** Records come before what happened; both oldest first. */
function order({ section }: Draft): number {
  return section === sections.records ? 0 : 1;
}

/** Under which names somebody may be found; never the family name that both bear. */
function namesOf(other: Person, person: Person): readonly string[] {
  const own = [person.given, person.family].map((each) => each.toLowerCase());
  return [fullName(other), other.given, other.family].filter(
    (name) => name.length > 1 && !own.includes(name.toLowerCase()),
  );
}

function personPassage(section: string, person: Person): Draft {
  const born = person.born === undefined ? 'Not known' : dayInWords(person.born);
  return {
    ...{ section, title: fullName(person), when: '', by: '', about: [person.id] },
    lines: [
      `Date of birth: ${born}`,
      ...(person.died === undefined ? [] : [`Date of death: ${dayInWords(person.died)}`]),
      ...(person.kind === 'adult'
        ? [`${person.relation}${person.inHousehold ? ', lives in the household' : ''}`]
        : []),
      ...(person.note === undefined ? [] : [person.note]),
    ],
    typed: hasTyped({
      note: person.note,
      ...(person.kind === 'adult' ? { as: person.relation } : {}),
    }),
  };
}

/** A form as it was recorded, also where it was corrected or struck out since: that stands in the history. */
function recordPassage(
  { protocols, family }: ExportScene,
  event: EventOf<'EvidenceRecorded'>,
): Pick<Draft, 'lines' | 'typed'> {
  const protocol = protocols.get(event.protocol) ?? protocols.current(family.authority);
  const said = {
    protocol,
    people: family.people,
    record: (id: string) => {
      const other = allEvidence(family).find((each) => each.id === id);
      return other === undefined ? undefined : recordLabel(other, { protocol });
    },
  };
  const fields = protocol.evidence.get(event.kind)?.fields ?? [];
  const known = new Set(fields.map(({ id }) => id));
  const lines = fields.flatMap((field) => {
    const value = event.fields[field.id];
    if (value === undefined) return [];
    const rows = rowsOf(field, value, said);
    return rows.length === 0
      ? [`${field.label}: ${answerInWords(field, value, said)}`]
      : rows.map(
          (row) =>
            `${field.label}: ${row.map(({ label, answer }) => `${label}: ${answer}`).join('. ')}`,
        );
  });
  // A concern keeps words that were typed where the form had no place for them.
  const extra = Object.entries(event.fields).flatMap(([name, value]) =>
    known.has(name)
      ? []
      : [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  const typed = fields.some((field) => isTyped(field, event.fields[field.id]));
  return { lines: [...lines, ...extra], typed: extra.length > 0 || typed };
}

/** Questions that are answered with what Stile offers, or with a day or a number. */
const pickedTypes: ReadonlySet<FieldType> = new Set<FieldType>([
  ...(['yes-no', 'choice', 'choices', 'level', 'service', 'adult', 'evidence'] as const),
  ...(['date', 'date-time', 'number', 'period'] as const),
]);

function isTyped({ type, items }: Field, value: FieldValue | undefined): boolean {
  if (type === 'items')
    return value !== undefined && items.some((item) => !pickedTypes.has(item.type));
  return !pickedTypes.has(type) && hasTyped(value);
}

function historyPassages(around: ExportScene): readonly Draft[] {
  const { protocols, family, events } = around;
  const scene = newScene(
    (event) => protocols.get(event.protocol) ?? protocols.current(family.authority),
  );
  return events.map((event) => {
    const { title, body } = tellEvent(scene, event);
    note(scene, event);
    const record = event.type === 'EvidenceRecorded' ? recordPassage(around, event) : undefined;
    return {
      section: record === undefined ? sections.history : sections.records,
      ...{ title, when: stampInWords(event), by: event.by.name },
      lines: [...linesOf(body), ...(record?.lines ?? [])],
      about: 'children' in event && event.children.length > 0 ? event.children : undefined,
      typed: record?.typed ?? typedIn(event),
    };
  });
}

/** Events in which nobody types anything: what was picked, what the policy says, and what Stile worked out. */
const untypedEvents: ReadonlySet<EventType> = new Set<EventType>([
  ...(['TransferStarted', 'TransferMoved', 'TransferSuspended', 'TransferReexamined'] as const),
  ...(['StepTaken', 'LevelChanged', 'CaseListed', 'CaseDecided', 'ConcernRaised'] as const),
  ...(['ClockOverdue', 'ReminderSent', 'DatesWorkedOutAgain'] as const),
]);

/** What else of an event is picked or written by Stile. A name that is not here is taken for one under which people type. */
const untypedNames: ReadonlySet<string> = new Set([
  ...['type', 'at', 'recorded', 'by', 'protocol', 'until'],
  ...['role', 'standsInFor', 'team', 'employer', 'because'],
  ...['consent', 'scope', 'status', 'competence'],
]);

/** Whether an event has words that somebody typed. */
function typedIn(event: FamilyEvent): boolean {
  return event.by.worker !== 'stile' && !untypedEvents.has(event.type) && hasTyped(event);
}

/** Whoever is of the directory was picked there; every other text is taken for typed, unless its name says otherwise. */
function hasTyped(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value !== 'object' || value === null) return false;
  if ('worker' in value && typeof value.worker === 'string') return false;
  return Object.entries(value).some(([name, each]) => !untypedNames.has(name) && hasTyped(each));
}

function lookedPassages({ looks }: ExportScene): readonly Draft[] {
  const days = Map.groupBy(looks, ({ day, name }) => `${day} ${name}`);
  return [...days.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const purposes = [...new Set([first, ...more].map(({ purpose }) => purpose))];
    return [
      {
        ...{ section: sections.looked, title: first.name, by: '' },
        when: dayInWords(first.day),
        lines: [purposes.join(', ')],
      },
    ];
  });
}

/** Everybody who is named in the history as somebody at work: whoever recorded, was named, told or consulted. */
function practitionersIn(
  events: readonly FamilyEvent[],
  looks: ExportScene['looks'],
): readonly string[] {
  const found = new Set<string>(looks.map(({ name }) => name));
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('name' in value && typeof value.name === 'string' && value.name.trim().length > 1)
      found.add(value.name.trim());
    if ('contact' in value && typeof value.contact === 'string' && value.contact.length > 1)
      found.add(value.contact);
    for (const each of Object.values(value)) walk(each);
  };
  for (const event of events) walk(event);
  found.delete('Stile');
  return uniquely([...found]);
}

/** Each once, whatever the case of its letters. */
function uniquely(found: readonly string[]): readonly string[] {
  return [...new Map(found.map((each) => [each.toLowerCase(), each])).values()];
}

/** The words of what a page would show, a line for each paragraph; ways to other pages are left out. */
function linesOf(body: Child): readonly string[] {
  const html = String(Fragment({ children: body }));
  return html
    .replace(/<a [\s\S]*?<\/a>/g, '')
    .replace(/<\/(?:p|li|dd|dt|tr|h\d|div)>|<br>/g, '\n')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}
