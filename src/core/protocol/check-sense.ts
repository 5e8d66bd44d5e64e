/**
 * Whether a protocol that can be read makes sense: every stage can be reached and left, every family has somebody
 * who holds it, and the interrupt stands open. Asked only when all names are known, so that one misspelt name does
 * not make ten problems.
 */
import { checkClocks, checkWaits } from './check-clocks.ts';
import { checkHolders } from './check-holders.ts';
import { firstStages } from './first-stages.ts';
import type { Problem } from './problem.ts';
import type { Pathway, PathwayId, Protocol, Stage, StageId, Step } from './protocol.ts';
import { type Log, nameOf, whereIs } from './reading.ts';

/** Notes a problem at the place of a thing, or of one of its words. */
export type Note = (thing: object, message: string, key?: string) => void;

/** The problems of a protocol whose names all exist. */
export function checkSense(protocol: Protocol, log: Log): readonly Problem[] {
  const problems: Problem[] = [];
  const note: Note = (thing, message, key) => {
    problems.push({ ...whereIs(log, thing, key), message });
  };
  for (const pathway of protocol.pathways.values()) checkStages(pathway, log, note);
  checkHolders(protocol, log, note);
  checkClocks(protocol, log, note);
  checkWaits(protocol, log, note);
  checkHandovers(protocol, note);
  checkCountsAs(protocol, log, note);
  checkInterrupt(protocol, log, note);
  return problems;
}

interface Way {
  readonly from: StageId;
  readonly to: StageId;
  readonly handsTo: PathwayId | undefined;
}

/** Every way from one stage to another, outcomes included; staying is none. */
function waysOf(pathway: Pathway): readonly Way[] {
  return [...pathway.steps.values()].flatMap((step) =>
    targets(step).flatMap(({ to, handsTo }) =>
      to === 'stay'
        ? []
        : step.from.filter((from) => from !== to).map((from) => ({ from, to, handsTo })),
    ),
  );
}

function targets(
  step: Step,
): readonly { readonly to: StageId | 'stay'; readonly handsTo: PathwayId | undefined }[] {
  const own = step.effects.handsTo;
  if (step.outcomes.length === 0) return [{ to: step.to, handsTo: own }];
  return step.outcomes.map(({ to, effects }) => ({ to, handsTo: effects.handsTo ?? own }));
}

function checkStages(pathway: Pathway, log: Log, note: Note): void {
  const ways = waysOf(pathway);
  const reached = closure(firstStages(pathway), (stage) =>
    ways.flatMap(({ from, to }) => (from === stage ? [to] : [])),
  );
  const ends = [...pathway.stages.values()]
    .filter(({ kind }) => kind === 'end')
    .map(({ id }) => id);
  const canEnd = closure(ends, (stage) =>
    ways.flatMap(({ from, to }) => (to === stage ? [from] : [])),
  );
  for (const stage of pathway.stages.values()) {
    const name = nameOf(log, stage);
    if (!reached.has(stage.id)) {
      const none = !ways.some(({ to }) => to === stage.id);
      note(
        stage,
        none
          ? `No step leads to ${name}`
          : `${name} can never be reached from the first stage, "${pathway.first}"`,
      );
    }
    if (stage.kind !== 'end' && !ways.some(({ from }) => from === stage.id))
      note(stage, `No step leads out of ${name}, and its kind is not end`);
    else if (!canEnd.has(stage.id))
      note(stage, `${name} can never end: no way leads from it to a stage of kind end`);
    if (stage.id === pathway.first && stage.kind === 'end')
      note(stage, `${name} is the first stage, so it cannot be of kind end`);
    checkUnchanged(stage, pathway, note, name);
  }
  for (const route of pathway.start.routes)
    if (pathway.stages.get(route.to)?.kind === 'end')
      note(
        route,
        `A route leads straight to stage "${route.to}", where the pathway has ended`,
        'to',
      );
  for (const step of pathway.steps.values())
    for (const from of step.from)
      if (pathway.stages.get(from)?.kind === 'end')
        note(
          step,
          `${nameOf(log, step)} starts from stage "${from}", where the pathway has ended`,
          'from',
        );
}

function checkUnchanged(stage: Stage, pathway: Pathway, note: Note, name: string): void {
  if (stage.holder !== 'unchanged' || pathway.direction === 'beside') return;
  note(
    stage,
    `${name} leaves the holder unchanged, which only a pathway that runs beside may do. Name the role that holds the family`,
    'holder',
  );
}

/** Everything that can be reached from the first ones. */
function closure<T>(first: readonly T[], next: (each: T) => readonly T[]): ReadonlySet<T> {
  const found = new Set(first);
  for (const each of found) for (const more of next(each)) found.add(more);
  return found;
}

/**
 * Two pathways may hand a family to each other (a step down that becomes a step up again); but from each there must
 * be a way to come to rest, or the family would go round for ever.
 */
function checkHandovers({ pathways }: Protocol, note: Note): void {
  const rest = new Set<PathwayId>();
  const restsNow = (pathway: Pathway) =>
    waysOf(pathway).some(
      ({ to, handsTo }) =>
        pathway.stages.get(to)?.kind === 'end' && (handsTo === undefined || rest.has(handsTo)),
    );
  for (let before = -1; before !== rest.size; ) {
    before = rest.size;
    for (const pathway of pathways.values()) if (restsNow(pathway)) rest.add(pathway.id);
  }
  for (const pathway of pathways.values()) {
    const hands = [...pathway.steps.values()]
      .flatMap(targets)
      .some(({ handsTo }) => handsTo !== undefined);
    if (hands && !rest.has(pathway.id))
      note(
        pathway,
        `pathway "${pathway.id}" only ever hands a family on, round and round: no end of it or of the pathways it hands to lets the family rest`,
      );
  }
}

function checkCountsAs({ evidence }: Protocol, log: Log, note: Note): void {
  for (const definition of evidence.values()) {
    const above = closure(definition.countsAs, (kind) => evidence.get(kind)?.countsAs ?? []);
    if (above.has(definition.id))
      note(
        definition,
        `${nameOf(log, definition)} counts as itself, through "counts-as"`,
        'counts-as',
      );
  }
}

/** Nothing stands before the interrupt (design, promise 1). */
function checkInterrupt({ interrupt, pathways }: Protocol, log: Log, note: Note): void {
  const pathway = pathways.get(interrupt.pathway);
  if (pathway === undefined) return;
  if (pathway.direction !== 'up')
    note(
      interrupt,
      `The interrupt steps a family up, but pathway "${pathway.id}" has direction ${pathway.direction}`,
      'pathway',
    );
  if (pathway.start.gates.length > 0)
    note(
      pathway.start,
      `${nameOf(log, pathway)} is the interrupt, and nothing may stand before it: its start has a gate`,
      'gates',
    );
}
