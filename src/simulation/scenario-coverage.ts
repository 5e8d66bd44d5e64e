/** Which clauses of a policy its stories show, computed from what really happened in them. */
import type { Clause, ClauseId, Protocol } from '../core/protocol/protocol.ts';
import { type Rule, type RuleKind, rulesOf } from './rules.ts';
import type { ScenarioReport } from './run-scenario.ts';
import type { Showing, Way } from './showings.ts';

/** A story told, and what it showed. */
export interface ToldStory {
  readonly report: Pick<ScenarioReport, 'file' | 'title' | 'clauses' | 'tags'>;
  readonly showings: readonly Showing[];
}

/** What a story can still be asked to show of a clause. */
export type Lack = 'holding' | 'refused or flagged' | 'softness' | 'date';

export interface ClauseShown {
  readonly clause: ClauseId;
  readonly modality: Clause['modality'];
  readonly says: string;
  /** The rules that cite it: `gate plan-recent`. */
  readonly rules: readonly string[];
  /** Stories whose header names it. */
  readonly cited: readonly string[];
  /** Stories, with the step, that showed each way. */
  readonly holding: readonly Place[];
  readonly refused: readonly Place[];
  readonly soft: readonly Place[];
  readonly lacks: readonly Lack[];
  /** Why no story shows what is lacking. */
  readonly because: string | undefined;
}

export interface ClockShown {
  readonly clock: string;
  readonly clauses: readonly ClauseId[];
  /** Stories that give its date across a weekend, a bank holiday or a change of the clocks. */
  readonly dated: readonly Place[];
  readonly lacks: readonly Lack[];
  readonly because: string | undefined;
}

export interface GateShown {
  readonly gate: string;
  readonly holding: number;
  readonly refused: number;
}

export interface Place {
  readonly file: string;
  readonly step: number;
}

export interface ScenarioCoverage {
  readonly protocol: string;
  readonly stories: number;
  readonly clauses: readonly ClauseShown[];
  readonly clocks: readonly ClockShown[];
  readonly gates: readonly GateShown[];
  /** By `must`, `should`, `may`, `never` and `clock`: how many lack nothing or have a reason, of how many. */
  readonly totals: Readonly<
    Record<Counted, { readonly shown: number; readonly reasoned: number; readonly of: number }>
  >;
  /** Reasons given for what is shown all the same, or for what there is not. */
  readonly needless: readonly string[];
}

export type Counted = Clause['modality'] | 'clock';

/** Where a clause has one of these, it is not shown by refusing a form or a step to somebody else. */
const telling: readonly RuleKind[] = ['gate', 'field', 'clock', 'cut-off'];

/** Kinds that only say who and what there is: where a clause has others, their being used shows nothing of it. */
const naming: readonly RuleKind[] = ['role', 'service', 'level'];

/** `reasons`: by clause or clock, why no story shows it. */
export function scenarioCoverage(
  protocol: Protocol,
  stories: readonly ToldStory[],
  reasons: ReadonlyMap<string, string> = new Map(),
): ScenarioCoverage {
  const places = placesOf(stories);
  const rules = rulesOf(protocol);
  const clauses = [...protocol.clauses.values()]
    .filter(({ treatment }) => treatment === 'enforced')
    .map((clause) => ({
      ...clauseShown(clause, rules, stories, places),
      because: reasons.get(clause.id),
    }));
  const clocks = clocksOf(protocol, places).map((each) => ({
    ...each,
    because: reasons.get(each.clock),
  }));
  const lacking = new Set([
    ...clauses.flatMap(({ clause, lacks }) => (lacks.length === 0 ? [] : [String(clause)])),
    ...clocks.flatMap(({ clock, lacks }) => (lacks.length === 0 ? [] : [clock])),
  ]);
  return {
    protocol: protocol.key,
    stories: stories.length,
    clauses,
    clocks,
    gates: [...protocol.gates.keys()].map((gate) => ({
      gate,
      holding: find(places, 'held', `gate ${gate}`).length,
      refused: find(places, 'refused', `gate ${gate}`).length,
    })),
    totals: {
      must: count(clauses.filter(({ modality }) => modality === 'must')),
      should: count(clauses.filter(({ modality }) => modality === 'should')),
      may: count(clauses.filter(({ modality }) => modality === 'may')),
      never: count(clauses.filter(({ modality }) => modality === 'never')),
      clock: count(clocks),
    },
    needless: [...reasons.keys()].filter((name) => !lacking.has(name)),
  };
}

function count(all: readonly Pick<ClauseShown, 'lacks' | 'because'>[]) {
  const lacking = all.filter(({ lacks }) => lacks.length > 0);
  const reasoned = lacking.filter(({ because }) => because !== undefined).length;
  return { shown: all.length - lacking.length, reasoned, of: all.length };
}

type Places = ReadonlyMap<string, readonly Place[]>;

function placesOf(stories: readonly ToldStory[]): Places {
  const places = new Map<string, Place[]>();
  for (const { report, showings } of stories)
    for (const { key, way, step } of showings) {
      const known = `${way} ${key}`;
      places.set(known, [...(places.get(known) ?? []), { file: report.file, step }]);
    }
  return places;
}

function find(places: Places, way: Way, key: string): readonly Place[] {
  return places.get(`${way} ${key}`) ?? [];
}

function clauseShown(
  clause: Clause,
  all: readonly Rule[],
  stories: readonly ToldStory[],
  places: Places,
): Omit<ClauseShown, 'because'> {
  const rules = all.filter(({ clauses }) => clauses.includes(clause.id));
  const shown = (way: Way, of: readonly Rule[]): readonly Place[] =>
    of.flatMap(({ key }) => find(places, way, key));
  const refusable = refusableOf(clause, rules);
  const leavable = rules.filter(({ canBeLeft }) => canBeLeft);
  const deeds = rules.filter(({ kind }) => !naming.includes(kind));
  const holding = shown('held', deeds.length > 0 ? deeds : rules);
  const refused = shown('refused', refusable.length > 0 ? refusable : rules);
  const soft = shown('left', leavable.length > 0 ? leavable : rules);
  const strict = clause.modality === 'must' || clause.modality === 'never';
  const lacks: Lack[] = [
    ...(holding.length === 0 ? (['holding'] as const) : []),
    ...(strict && refusable.length > 0 && refused.length === 0
      ? (['refused or flagged'] as const)
      : []),
    ...(clause.modality === 'should' && leavable.length > 0 && soft.length === 0
      ? (['softness'] as const)
      : []),
  ];
  return {
    clause: clause.id,
    modality: clause.modality,
    says: clause.says,
    rules: [...new Set(rules.map(({ key }) => key))],
    cited: stories.filter(({ report }) => report.clauses.includes(clause.id)).map(fileOf),
    holding,
    refused,
    soft,
    lacks,
  };
}

/** The rules that can be gone against: the telling ones among them, if there are any. */
function refusableOf({ modality }: Clause, rules: readonly Rule[]): readonly Rule[] {
  const refusable = rules.filter(({ canBeRefused }) => canBeRefused);
  // What must never happen and is held when the protocol is loaded, nobody can try in a story.
  if (modality === 'never' && rules.some(({ kind }) => kind === 'never'))
    return refusable.filter(({ kind }) => kind === 'never');
  const chief = refusable.filter(({ kind }) => telling.includes(kind));
  return chief.length > 0 ? chief : refusable;
}

function fileOf({ report }: ToldStory): string {
  return report.file;
}

/** Every clock with a date, under a clause or not. */
function clocksOf(protocol: Protocol, places: Places): readonly Omit<ClockShown, 'because'>[] {
  const owners = [...protocol.pathways.values(), ...protocol.obligations.values()];
  return owners.flatMap(({ id: owner, clocks }) =>
    [...clocks.values()]
      .filter(({ due }) => due.is === 'period' || due.is === 'field')
      .map(({ id, due, clauses }): Omit<ClockShown, 'because'> => {
        const key = `clock ${owner}.${id}`;
        const across = find(places, 'dated', key);
        // Nothing can lie on the way to what people agreed, or to the end of the same day.
        const direct =
          due.is === 'field' || (due.is === 'period' && due.period.unit === 'same day');
        const dated = direct ? [...across, ...find(places, 'date', key)] : across;
        return {
          clock: `${owner}.${id}`,
          clauses,
          dated,
          lacks: dated.length === 0 ? ['date'] : [],
        };
      }),
  );
}
