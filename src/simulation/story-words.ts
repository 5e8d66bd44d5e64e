/** Readers of the small things that a scenario is made of: names with their place, days, moments, words with values. */
import type { Parsed } from '../core/calendar/parsed.ts';
import { type Day, parseDay, parseLocalDateTime, startOfDay } from '../core/calendar/time.ts';
import { type Decoder, list, parsed, text, unsuitable } from '../core/protocol/decode.ts';
import type { Node } from '../core/protocol/yaml-reader.ts';
import { Mistake, type Pairs, type WhenOfStory, type Word } from './scenario.ts';

/** A name or other text, with its place. */
export const word: Decoder<Word> = {
  wants: 'a name',
  read(node, cx) {
    const read = text.read(node, cx);
    return read === undefined ? undefined : { value: { text: read.value, at: node.at } };
  },
};

export const words = list(word);

export const day: Decoder<Day> = parsed('a date, like 2026-03-02', parseDay);

export const moment = parsed('a date and time, like 2026-03-02 10:00', parseLocalDateTime);

/** A day, or a day and a time. */
export const when: Decoder<WhenOfStory> = parsed('a date, or a date and time', readWhen);

function readWhen(written: string): Parsed<WhenOfStory> {
  const only = parseDay(written);
  if (only.ok) return { ok: true, value: { at: startOfDay(only.value), dayOnly: true } };
  if (/^\d{4}-\d\d-\d\d$/.test(written)) return only;
  const at = parseLocalDateTime(written);
  return at.ok ? { ok: true, value: { at: at.value, dayOnly: false } } : at;
}

/** Anything: what it means depends on the form that it is for. */
export const anything: Decoder<Node> = {
  wants: 'a value',
  read: (node) => ({ value: node }),
};

/** Names that the story chooses, each with a value. */
export function pairs<T>(value: Decoder<T>): Decoder<Pairs<T>> {
  const wants = `names, each with ${value.wants}`;
  return {
    wants,
    read(node, cx) {
      if (node.is === 'nothing') return { value: [] };
      if (node.is !== 'map') return unsuitable(node, cx, wants);
      const read = node.entries.flatMap(({ key, keyAt, value: inner }) => {
        const found = value.read(inner, { ...cx, part: key, at: keyAt });
        return found === undefined ? [] : [[{ text: key, at: keyAt }, found.value] as const];
      });
      return read.length === node.entries.length ? { value: read } : undefined;
    },
  };
}

/** One of two shapes, told apart by whether it is words with values. */
export function mapOr<A, B>(map: Decoder<A>, other: Decoder<B>): Decoder<A | B> {
  return {
    wants: `${other.wants}, or ${map.wants}`,
    read: (node, cx) => (node.is === 'map' ? map.read(node, cx) : other.read(node, cx)),
  };
}

/** The day that a word of a story stands for. A day that does not exist is a mistake of the story. */
export function readDay(written: Word | undefined): Day | undefined {
  if (written === undefined) return undefined;
  const read = parseDay(written.text);
  if (read.ok) return read.value;
  throw new Mistake(written.at, read.problem);
}

export function readYesNo(written: Word | undefined): boolean | undefined {
  if (written === undefined) return undefined;
  if (['yes', 'true'].includes(written.text)) return true;
  if (['no', 'false'].includes(written.text)) return false;
  throw new Mistake(written.at, `This should be yes or no, not "${written.text}"`);
}
