/** From the text of a `demonstration.yaml` to the recipe, or to everything that is wrong with its spelling. */
import { parseLocalTime } from '../core/calendar/time.ts';
import { type Decoder, list, oneOf, parsed, some, text, whole } from '../core/protocol/decode.ts';
import { may, need, record } from '../core/protocol/decode-records.ts';
import { didYouMean } from '../core/protocol/did-you-mean.ts';
import { inOrder, type Problem, type SourceFile } from '../core/protocol/problem.ts';
import { type Reading, tell } from '../core/protocol/reading.ts';
import { readYaml } from '../core/protocol/yaml-reader.ts';
import { act } from './read-act.ts';
import { readingOf } from './read-scenario.ts';
import type { Ago, Ending, Recipe, Story, StoryStep } from './recipe.ts';
import type { Word } from './scenario.ts';
import { anything, pairs, word, words } from './story-words.ts';

export type ReadRecipe =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function readRecipe(source: SourceFile): ReadRecipe {
  const yaml = readYaml(source);
  if (!yaml.ok) return { ok: false, problems: yaml.problems };
  const cx = readingOf(source, 'the demonstration');
  const read = recipe.read(yaml.node, cx);
  if (read === undefined || cx.log.problems.length > 0)
    return { ok: false, problems: inOrder(cx.log.problems) };
  return { ok: true, recipe: read.value };
}

const ago = parsed<Ago>('such as "3 working days", "2 hours" or "20 minutes"', readAgo);

function readAgo(
  written: string,
): { readonly ok: true; readonly value: Ago } | { readonly ok: false } {
  const match = /^(\d{1,4}) (working day|hour|minute)s?$/.exec(written);
  if (match === null) return { ok: false };
  const count = Number(match[1]);
  if (match[2] === 'working day') return { ok: true, value: { unit: 'working days', count } };
  return { ok: true, value: { unit: 'minutes', count: match[2] === 'hour' ? count * 60 : count } };
}

const ending: Decoder<Ending> = record({ to: may(word), ago: need(ago) }, (values, cx) => ({
  ...values,
  place: cx.at,
}));

const ages: Decoder<readonly [number, number]> = parsed('two ages, such as 4-11', (written) => {
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(written);
  return match === null
    ? { ok: false }
    : { ok: true, value: [Number(match[1]), Number(match[2])] as const };
});

const step: Decoder<StoryStep> = record(
  {
    mark: may(text),
    day: need(whole(0)),
    time: need(parsed('a time of day, like 09:30', parseLocalTime)),
    as: need(word),
    do: need(act),
    with: may(pairs(anything), []),
    children: may(words),
    transfer: may(word),
    outcome: may(word),
    outcomes: may(pairs(word), []),
    because: may(text, ''),
    'agreed-by': may(words, []),
    'days-before': may(whole(0)),
    times: may(whole(1), 1),
    every: may(whole(1), 1),
  },
  ({ do: doing, 'agreed-by': agreedBy, 'days-before': daysBefore, ...values }, _, node) => ({
    ...values,
    place: node.at,
    act: doing,
    agreedBy,
    daysBefore,
  }),
);

/** A story may begin as another does, so that what many have in common is written once. */
interface ReadStory extends Story {
  readonly begins: { readonly as: Word; readonly to: Word } | undefined;
}

const story: Decoder<ReadStory> = record(
  {
    story: need(text),
    begins: may(record({ as: need(word), to: need(word) }, (values) => values)),
    holder: need(word),
    children: may(whole(1), 1),
    ages: may(ages, [3, 14]),
    employers: may(pairs(word), []),
    steps: may(list(step), []),
    families: need(some(ending)),
  },
  ({ story: title, ...values }, cx) => ({ ...values, title, at: cx.at }),
);

const worker = record(
  {
    id: need(word),
    name: need(text),
    roles: need(some(word)),
    agency: need(text),
    employer: may(oneOf('authority', 'partner'), 'authority'),
    team: may(text),
  },
  (values) => values,
);

const names = some(text);
const community = record(
  {
    families: need(names),
    girls: need(names),
    boys: need(names),
    women: need(names),
    men: need(names),
  },
  (values) => values,
);

const recipe: Decoder<Recipe> = record(
  {
    authority: need(text),
    'shown-as': may(text),
    reference: may(text, 'F'),
    workers: need(some(worker)),
    communities: need(some(community)),
    localities: may(list(text), []),
    stories: need(some(story)),
  },
  ({ stories, 'shown-as': shownAs, ...values }, cx) => ({
    ...values,
    shownAs,
    stories: joined(stories, cx),
  }),
);

/** Each story with the steps that it begins with. */
function joined(stories: readonly ReadStory[], cx: Reading): readonly Story[] {
  const done = new Map<string, Story>();
  for (const { begins, ...own } of stories) {
    done.set(own.title, { ...own, steps: [...beginning(begins, done, cx), ...own.steps] });
  }
  return [...done.values()];
}

function beginning(
  begins: ReadStory['begins'],
  told: ReadonlyMap<string, Story>,
  cx: Reading,
): readonly StoryStep[] {
  if (begins === undefined) return [];
  const { as, to } = begins;
  const other = told.get(as.text);
  if (other === undefined) {
    const near = didYouMean(as.text, told.keys());
    tell(cx, as.at, `No story before this one is called "${as.text}".${near}`);
    return [];
  }
  const last = other.steps.findLastIndex(({ mark }) => mark === to.text);
  if (last >= 0) return other.steps.slice(0, last + 1);
  const marks = other.steps.flatMap(({ mark }) => mark ?? []);
  tell(cx, to.at, `"${as.text}" has no mark "${to.text}".${didYouMean(to.text, marks)}`);
  return [];
}
