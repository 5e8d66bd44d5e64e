export type FieldKind =
  | 'text'
  | 'long-text'
  | 'yes-no'
  | 'choice'
  | 'choices'
  | 'date'
  | 'date-time'
  | 'number'
  | 'person'
  | 'level'
  | 'period'
  | 'items'
  | 'records';

export interface FieldOption {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** One question of a form, as a page shows it and `readForm` reads it. */
export interface FieldView {
  readonly name: string;
  readonly label: string;
  readonly type: FieldKind;
  readonly required: boolean;
  readonly hint?: string | undefined;
  /** How the field reads inside a message: "the date of the visit". Without it the label is used. */
  readonly noun?: string | undefined;
  /** For choices, levels and records; a person with options becomes a list to pick from. */
  readonly options?: readonly FieldOption[] | undefined;
  /** The words of the empty choice where one is picked from a list: "Choose a name" unless said otherwise. */
  readonly nothing?: string | undefined;
  readonly shownWhen?: { readonly field: string; readonly is: readonly string[] } | undefined;
  readonly value?: FieldValue | undefined;
  /** In characters; 20,000 unless said otherwise. */
  readonly maxLength?: number | undefined;
  /** For dates. `past` admits today, and `future` too: most things are recorded on the day. */
  readonly time?: 'past' | 'future' | 'any' | undefined;
  /** For numbers; both ends are allowed. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** The questions of each row of `items`. */
  readonly items?: readonly FieldView[] | undefined;
}

export type RowValue = Readonly<Record<string, string | number | readonly string[]>>;
/** Text and choices: string. Number: number. Several choices and records: strings. Items: rows. */
export type FieldValue = string | number | readonly string[] | readonly RowValue[];
export type FormValues = Readonly<Record<string, FieldValue>>;

/** A form as it travels: `visit-day` = "3", `items-0-task` = "Ring the school". Also what a draft keeps. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

export interface FieldError {
  /** The flat name: `visit` or `items-0-task`. */
  readonly field: string;
  readonly message: string;
  readonly href: string;
}

export const MOST_CHARACTERS = 20_000;
/** More rows than anybody writes, and few enough that a forged form cannot exhaust the server. */
export const MOST_ROWS = 100;

/** What the button sends that adds a row to a list; its value is the name of the list. */
export const ADD_ROW = 'add-row';

export const PERIOD_UNITS = ['hours', 'working days', 'days', 'weeks', 'months'] as const;

/** The one text under a flat name; the first where several were sent. */
export function typedText(typed: Typed, name: string): string {
  const value = typed[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** All texts under a flat name. */
export function typedTexts(typed: Typed, name: string): readonly string[] {
  const value = typed[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** Whether a condition on another field lets this one be asked; a field hidden itself hides what hangs on it. */
export function isShown(
  field: FieldView,
  fields: readonly FieldView[],
  typed: Typed,
  prefix = '',
  depth = 0,
): boolean {
  const { shownWhen } = field;
  if (shownWhen === undefined || depth > fields.length) return true;
  const other = fields.find((candidate) => candidate.name === shownWhen.field);
  if (other !== undefined && !isShown(other, fields, typed, prefix, depth + 1)) return false;
  return typedTexts(typed, prefix + shownWhen.field).some((value) => shownWhen.is.includes(value));
}

/** How many rows of a list were sent or are kept. */
export function rowCount(typed: Typed, listName: string): number {
  const asked = Number(typedText(typed, `${listName}-rows`));
  let highest = Number.isInteger(asked) && asked > 0 ? asked : 0;
  for (const name of Object.keys(typed)) {
    if (!name.startsWith(`${listName}-`)) continue;
    const index = /^(\d{1,3})-/.exec(name.slice(listName.length + 1))?.[1];
    if (index !== undefined) highest = Math.max(highest, Number(index) + 1);
  }
  return Math.min(highest, MOST_ROWS);
}
