/** From the text of a scenario file to the scenario, or to everything that is wrong with its spelling. */
import {
  type Decoder,
  flag,
  list,
  made,
  oneOf,
  type Read,
  some,
  text,
} from '../core/protocol/decode.ts';
import { may, need, record } from '../core/protocol/decode-records.ts';
import { inOrder, type Problem, type SourceFile } from '../core/protocol/problem.ts';
import { newLog, type Reading, tell } from '../core/protocol/reading.ts';
import { readYaml } from '../core/protocol/yaml-reader.ts';
import { act } from './read-act.ts';
import { expectation } from './read-then.ts';
import type {
  ExpectedRefusal,
  FamilyOfStory,
  PersonOfStory,
  Scenario,
  ScenarioStep,
} from './scenario.ts';
import { anything, day, mapOr, moment, pairs, when, word, words } from './story-words.ts';

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads one scenario file. Names of the policy are looked up when the story is told, since only then is the policy at hand. */
export function readScenario(source: SourceFile): ReadScenario {
  const yaml = readYaml(source);
  if (!yaml.ok) return { ok: false, problems: yaml.problems };
  const cx = readingOf(source, 'the scenario');
  const read = scenario.read(yaml.node, cx);
  if (read === undefined || cx.log.problems.length > 0)
    return { ok: false, problems: inOrder(cx.log.problems) };
  return { ok: true, scenario: { ...read.value, file: source.path } };
}

/** Where a reader begins that knows no protocol. */
export function readingOf(source: SourceFile, thing: string): Reading {
  return {
    log: newLog(),
    thing,
    at: { file: source.path, line: 1, column: 1 },
    part: undefined,
    place: 'story',
    enforces: false,
    owner: { in: 'nowhere' },
    form: undefined,
    forums: new Map(),
  };
}

const child = record({ name: need(text), born: may(day) }, (values) => values);
const adult = record(
  { name: need(text), relation: need(text), 'in-household': may(flag, true) },
  ({ 'in-household': inHousehold, ...values }) => ({ ...values, inHousehold }),
);

const family: Decoder<FamilyOfStory> = record(
  {
    children: need(some(child)),
    adults: may(list(adult), []),
    'known-since': may(day),
    holder: may(word),
    assigned: may(words),
  },
  ({ 'known-since': knownSince, ...values }) => ({ ...values, knownSince }),
);

const person: Decoder<PersonOfStory> = record(
  {
    role: may(word),
    name: may(text),
    agency: may(text),
    employer: may(oneOf('authority', 'partner')),
  },
  (values, cx) => ({ ...values, at: cx.at }),
);

const closure = record({ from: need(day), to: need(day), reason: need(text) }, (values) => values);

const otherRefusals = ['role', 'stage', 'suspended', 'time', 'unknown', 'already'] as const;

const refused: Decoder<ExpectedRefusal> = mapOr(
  record({ form: need(words) }, ({ form }): ExpectedRefusal => ({ is: 'form', fields: form })),
  {
    wants: `a list of gates, or one of ${otherRefusals.join(', ')}, or form: with its fields`,
    read(node, cx): Read<ExpectedRefusal> {
      const kind = node.is === 'text' && otherRefusals.find((each) => each === node.text.trim());
      if (kind) return { value: { is: kind } };
      const gates = words.read(node, cx);
      return gates === undefined ? undefined : { value: { is: 'gates', gates: gates.value } };
    },
  },
);

/** Not written as a property: what has one called so is taken for a promise. */
const afterwards = 'then';

type Unnumbered = Omit<ScenarioStep, 'number'>;

const step: Decoder<Unnumbered> = record(
  {
    at: need(moment),
    as: may(word),
    do: may(act),
    with: may(pairs(anything), []),
    children: may(words),
    transfer: may(word),
    outcome: may(word),
    outcomes: may(pairs(word), []),
    because: may(text, ''),
    'agreed-by': may(words, []),
    happened: may(when),
    refused: may(refused),
    'refused-words': may(text),
    [afterwards]: may(expectation),
  },
  (values, cx, node) => {
    const { do: doing, 'agreed-by': agreedBy, 'refused-words': refusedWords, ...others } = values;
    const { [afterwards]: expected, ...rest } = others;
    if (doing === undefined && values.refused !== undefined) {
      tell(cx, node.at, 'A step without "do" cannot be refused');
      return undefined;
    }
    if (doing !== undefined && values.as === undefined && doing.is !== 'bank holiday added') {
      tell(
        cx,
        node.at,
        'A step with "do" needs "as": the role, or the person of `people`, who acts',
      );
      return undefined;
    }
    return { ...rest, place: node.at, act: doing, agreedBy, refusedWords, expected };
  },
);

/** Numbers the steps, and notes those that are out of order. */
const steps = made(some(step), (read, cx): readonly ScenarioStep[] => {
  for (const [index, each] of read.entries()) {
    const before = read[index - 1];
    if (before !== undefined && each.at < before.at)
      tell(cx, each.place, `Step ${index + 1} is earlier than the step before it`);
  }
  return read.map((each, index) => ({ ...each, number: index + 1 }));
});

const scenario: Decoder<Omit<Scenario, 'file'>> = record(
  {
    scenario: need(text),
    about: may(text),
    clauses: may(words, []),
    tags: may(words, []),
    calendar: may(
      record({ closures: may(list(closure), []) }, (values) => values.closures),
      [],
    ),
    family: need(family),
    people: may(pairs(person), []),
    steps: need(steps),
  },
  ({ scenario: title, calendar, people, ...values }) => ({
    ...values,
    title,
    closures: calendar,
    people: new Map(people.map(([name, value]) => [name.text, value])),
  }),
);
