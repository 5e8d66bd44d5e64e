/** Fills a form in as somebody would who wants it to be taken: real dates, an answer to everything, no slip of the pen. */
import { addDays } from '../../src/core/calendar/day-number.ts';
import type { Day } from '../../src/core/calendar/time.ts';
import type { Chance } from '../../src/simulation/chance.ts';
import { ADD_ROW } from '../../src/web/kit/field-view.ts';
import type { Pair } from './mutate.ts';
import type { Field } from './page-parts.ts';

export interface Filling {
  readonly chance: Chance;
  /** Stands in everything that is typed. */
  readonly word: string;
  readonly today: Day;
  /** Of families of the council. */
  readonly references: readonly string[];
  /** Somebody of the council. */
  readonly emails: readonly string[];
}

export function fillWell(fields: readonly Field[], filling: Filling): Pair[] {
  const { chance } = filling;
  const dates = new Map<string, Day>();
  const choices = new Map<string, Field[]>();
  const buttons: Field[] = [];
  const pairs: Pair[] = [];
  let selects = 0;
  for (const field of fields) {
    const { name, kind, value } = field;
    if (kind === 'hidden') pairs.push([name, value]);
    else if (kind === 'radio' || kind === 'checkbox')
      choices.set(name, [...(choices.get(name) ?? []), field]);
    else if (kind === 'button' || kind === 'submit') buttons.push(field);
    else if (kind === 'select') {
      // Of many, most say what is otherwise to be for one of them.
      const many = ++selects > 3 && chance.between(0, 3) > 0;
      pairs.push([name, many ? value : selected(field, chance)]);
    } else if (kind !== 'file') pairs.push([name, typed(field, filling, dates)]);
  }
  // Long forms ask the same for each of many things: then the same answer to all is more often a good one.
  const place = chance.between(0, 2) === 0 ? undefined : chance.between(0, 1);
  for (const [name, list] of choices)
    pairs.push(...chosen(list, chance, place).map((value): Pair => [name, value]));
  // A form may have buttons of its own: one of them is pressed, or the one without a name.
  const pressable = buttons.filter(({ name }) => name !== ADD_ROW);
  if (pressable.length > 0 && chance.between(0, 1) === 0) {
    const { name, value } = chance.oneOf(pressable);
    pairs.push([name, value]);
  }
  return pairs;
}

function chosen(
  list: readonly Field[],
  chance: Chance,
  place: number | undefined,
): readonly string[] {
  const [first] = list;
  if (first === undefined) return [];
  if (first.kind === 'radio') {
    const before = list.find((each) => each.chosen);
    if (before !== undefined && chance.between(0, 2) > 0) return [before.value];
    return [(list[place ?? -1] ?? chance.oneOf(list)).value];
  }
  const some = list.filter((each) => each.chosen || chance.between(0, 2) > 0);
  return (some.length > 0 ? some : [chance.oneOf(list)]).map(({ value }) => value);
}

function selected({ options, value }: Field, chance: Chance): string {
  const real = options.filter((each) => each !== '');
  if (value !== '' && chance.between(0, 1) === 0) return value;
  return real.length === 0 || chance.between(0, 7) === 0 ? value : chance.oneOf(real);
}

function typed(field: Field, filling: Filling, dates: Map<string, Day>): string {
  const { chance, word, references, emails } = filling;
  const { name, value, kind, numeric } = field;
  const [, of = '', part = ''] = /^(.*?)-?(day|month|year)$/.exec(name) ?? [];
  if (part !== '') {
    // What is there may be what was kept of a form that was not taken.
    if (value !== '' && !dates.has(of) && chance.between(0, 3) === 0) return value;
    const date = dates.get(of) ?? dayFor(of, filling);
    dates.set(of, date);
    const [year = '', month = '', day = ''] = date.split('-');
    return { day, month, year }[part] ?? '';
  }
  if (value !== '' && chance.between(0, 3) > 0) return value;
  if (/time|hour/.test(name)) return '9:30am';
  if (/reference/.test(name) && references.length > 0 && chance.between(0, 3) > 0)
    return chance.oneOf(references);
  if (/email/.test(name) || kind === 'email')
    return chance.between(0, 3) > 0 || emails.length === 0
      ? `${word}-${chance.between(1, 40)}@example.org`
      : chance.oneOf(emails);
  if (/__contact$|phone|tel/.test(name)) return `07700 900${chance.between(100, 999)} ${word}`;
  if (numeric) return String(chance.between(1, 9));
  return `${word} ${chance.oneOf(['words', 'two words', 'Other'])}`;
}

function dayFor(name: string, { chance, today }: Filling): Day {
  if (/born|birth/.test(name)) return addDays(today, -chance.between(400, 6500));
  if (/died|death/.test(name)) return addDays(today, -chance.between(1, 300));
  const past = [-400, -40, -3, -1, 0];
  const future = [0, 1, 1, 7, 30, 200];
  if (/since|asked|when|given|happened|held|last-seen/.test(name))
    return addDays(today, chance.oneOf(past));
  if (/review|until|last|next|by$|^date$/.test(name)) return addDays(today, chance.oneOf(future));
  // Which of them is good hangs on what is asked.
  return addDays(today, chance.oneOf([0, 0, 0, ...past, ...future]));
}
