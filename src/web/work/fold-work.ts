/** Puts what waits for somebody in one transfer into as few lines as can be: the same thing is never shown twice. */
import type { MyWork } from '../../cases/queries/list-my-work.ts';
import type { Clock, Moment, Pathway, Protocol, Step } from '../../core/protocol/protocol.ts';

export type StoredWork = MyWork['mine'][number];

/** One line of work, with what it takes in. */
export interface Folded {
  readonly item: StoredWork;
  /** The stage that asks the same people: its steps say what is to be done. */
  readonly stage: StoredWork | undefined;
  /** Titles of what has no date and is asked of the same people: said beside, not as a line of its own. */
  readonly also: readonly string[];
}

/**
 * Of each transfer: its dated clocks, each once. The stage, what has no date and the duties go with the first of
 * them, or with the stage where nothing is dated. A clock that says no more than the stage's own step is left out.
 */
export function foldWork(protocol: Protocol, items: readonly StoredWork[]): readonly Folded[] {
  const groups = Map.groupBy(items, (item) => `${item.family} ${item.transfer ?? item.key}`);
  return [...groups.values()].flatMap((group) => foldGroup(protocol, once(group)));
}

function foldGroup(protocol: Protocol, items: readonly StoredWork[]): readonly Folded[] {
  const dated = items.filter((item) => item.due !== null && item.kind === 'clock');
  const stages = items.filter((item) => item.kind === 'stage');
  const undated = items.filter((item) => !dated.includes(item) && !stages.includes(item));
  const [main, ...others] = [
    ...dated.filter((item) => item.strength !== 'reminder'),
    ...stages.filter(() => dated.length === 0),
    ...dated.filter((item) => item.strength === 'reminder'),
    ...undated.filter(() => dated.length === 0 && stages.length === 0),
  ];
  if (main === undefined) return [];
  const stage = main.kind === 'stage' ? main : stages[0];
  const said = new Set([main.title, ...others.map((item) => item.title)]);
  const also = undated.flatMap((item) =>
    said.has(item.title) || item.kind === 'obligation' || repeats(protocol, item, stage)
      ? []
      : [item.title],
  );
  return [
    { item: main, stage, also: [...new Set(also)] },
    ...others
      // Nothing is dated, and the first line has named them.
      .filter((item) => item.due !== null || item.kind === 'stage')
      .map((item) => ({ item, stage: item.kind === 'stage' ? item : undefined, also: [] })),
  ];
}

/** One line of a kind is enough, also where it waits for several roles of one person. */
function once(items: readonly StoredWork[]): readonly StoredWork[] {
  const named = (item: StoredWork): string =>
    item.kind === 'stage' ? item.key : `${item.kind === 'clock' ? item.key : ''}${item.title}`;
  return [...new Map(items.toReversed().map((item) => [named(item), item])).values()].toReversed();
}

/** Whether a clock stops with what the stage's own steps do: then the stage has said it. */
function repeats(protocol: Protocol, clock: StoredWork, stage: StoredWork | undefined): boolean {
  const pathway = pathwayOf(protocol, clock);
  const definition = clockOf(protocol, clock);
  if (stage === undefined || pathway === undefined || definition === undefined) return false;
  const steps = stepsAt(pathway, stage);
  return definition.stops.some((moment) => steps.some((step) => brings(step, moment)));
}

function brings(step: Step, moment: Moment): boolean {
  const effects = [step.effects, ...step.outcomes.map((outcome) => outcome.effects)];
  switch (moment.of) {
    case 'step':
      return moment.step === step.id;
    case 'evidence':
      return moment.kind === step.form;
    case 'stage':
      return step.to === moment.stage || step.outcomes.some(({ to }) => to === moment.stage);
    case 'assigned':
      return effects.some(({ fills }) => fills.some(({ role }) => role === moment.role));
    default:
      return false;
  }
}

/** The pathway that an item of the list belongs to; the list knows it by its title. */
export function pathwayOf(protocol: Protocol, item: StoredWork): Pathway | undefined {
  return [...protocol.pathways.values()].find((each) => each.title === item.transferTitle);
}

/** What the policy says about a clock of the list; undefined where a later version no longer has it. */
export function clockOf(protocol: Protocol, item: StoredWork): Clock | undefined {
  if (item.kind !== 'clock') return undefined;
  const clocks = [
    ...(pathwayOf(protocol, item)?.clocks.values() ?? []),
    ...[...protocol.obligations.values()].flatMap((duty) => [...duty.clocks.values()]),
  ];
  return clocks.find((clock) => clock.title === item.title);
}

/** The steps that lead on from the stage of an item. */
export function stepsAt(pathway: Pathway, item: StoredWork): readonly Step[] {
  return [...pathway.steps.values()].filter(
    (step) => step.kind === 'forward' && step.from.some((stage) => stage === item.stage),
  );
}
