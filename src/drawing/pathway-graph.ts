/** A pathway as a graph in the language of Graphviz: stages as boxes, steps as arrows. */
import { dueInWords, rolesInWords } from '../core/protocol/describe.ts';
import type {
  Clock,
  Outcome,
  Pathway,
  Protocol,
  Stage,
  StageId,
  Step,
} from '../core/protocol/protocol.ts';

/** Stages to mark: where a family's children stand now. */
export interface Marked {
  readonly stage: StageId;
  /** Who stands there: "Ava and Ben". */
  readonly who: string;
}

// Colours that keep 4.5 to 1 against their ground, and read in grey on paper.
const ink = '#0b0c0c';
const line = '#505a5f';
const holderSide = { statutory: '#e8f1f8', 'early-help': '#e6f2ea', unknown: '#f3f2f1' } as const;
const markedGround = '#fff2b8';

/** More starting stages than this, and a step is drawn as one dashed arrow for each, with a number that the legend explains. */
const mostStarts = 3;

export interface Graph {
  readonly dot: string;
  /** What the numbers on dashed arrows stand for. */
  readonly legend: readonly { readonly number: number; readonly says: string }[];
}

/** The graph of a pathway, with what its dashed arrows mean. Ids in it are `stage-…`, so that a page can link to them. */
export function pathwayGraph(
  protocol: Protocol,
  pathway: Pathway,
  marked: readonly Marked[] = [],
): Graph {
  const legend: { number: number; says: string }[] = [];
  const nodes = [...pathway.stages.values()].map((stage) => node(protocol, pathway, stage, marked));
  const edges = [...pathway.steps.values()].flatMap((step) =>
    edgesOf(protocol, pathway, step, legend),
  );
  const dot = [
    'digraph pathway {',
    '  graph [rankdir=TB, ranksep=0.45, nodesep=0.3, bgcolor=transparent, margin=0.1, fontname="Helvetica"];',
    `  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=14, fontcolor="${ink}", color="${line}", margin="0.16,0.1"];`,
    `  edge [fontname="Helvetica", fontsize=12, fontcolor="${ink}", color="${line}", arrowsize=0.7];`,
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
  return { dot, legend };
}

function node(
  protocol: Protocol,
  pathway: Pathway,
  stage: Stage,
  marked: readonly Marked[],
): string {
  const here = marked.filter((each) => each.stage === stage.id).map((each) => each.who);
  const holder =
    stage.holder === 'unchanged' || stage.holder === 'as-before'
      ? undefined
      : protocol.roles.get(stage.holder);
  const held =
    stage.holder === 'as-before'
      ? 'held as before'
      : holder === undefined
        ? ''
        : `held by ${holder.title}`;
  const clocks = [...pathway.clocks.values()]
    .filter((clock) => startsAt(clock, stage))
    .map((clock) => `${clock.title}: ${dueInWords(protocol, clock)}`);
  const lines = [
    ...wrap(stage.title, 26),
    ...(held === '' ? [] : wrap(held, 30)),
    ...clocks.flatMap((clock) => wrap(`⏱ ${clock}`, 30)),
    ...here.map((who) => `▶ ${who}`),
  ];
  const ground = here.length > 0 ? markedGround : holderSide[holder?.side ?? 'unknown'];
  const ends = stage.kind === 'end' ? ', peripheries=2' : '';
  const width = here.length > 0 ? ', penwidth=3' : '';
  return `  ${quoted(stage.id)} [id=${quoted(`stage-${stage.id}`)}, label=${quoted(lines.join('\\n'))}, fillcolor="${ground}"${ends}${width}];`;
}

function edgesOf(
  protocol: Protocol,
  pathway: Pathway,
  step: Step,
  legend: { number: number; says: string }[],
): readonly string[] {
  const ways: readonly { readonly to: string; readonly outcome: Outcome | undefined }[] =
    step.outcomes.length > 0
      ? step.outcomes.map((outcome) => ({ to: outcome.to, outcome }))
      : [{ to: step.to, outcome: undefined }];
  return ways.flatMap(({ to, outcome }) => {
    const starts = step.from.filter((from) => to !== 'stay' && from !== to);
    if (starts.length === 0) return [];
    const title = outcome === undefined ? step.title : `${step.title}: ${outcome.title}`;
    const who = rolesInWords(protocol, step.by);
    if (starts.length > mostStarts) {
      const number = legend.length + 1;
      const stages = starts
        .map((from) => `“${pathway.stages.get(from)?.title ?? from}”`)
        .join(', ');
      legend.push({ number, says: `${title} (${who}), from ${stages}.` });
      return starts.map(
        (from) =>
          `  ${quoted(from)} -> ${quoted(to)} [label="${number}", style=dashed, constraint=false];`,
      );
    }
    const gates =
      step.gates.length +
      step.gateLists.reduce(
        (sum, list) => sum + (protocol.gateLists.get(list)?.gates.length ?? 0),
        0,
      ) +
      (outcome?.gates.length ?? 0);
    const needs =
      gates === 0
        ? []
        : [gates === 1 ? '1 thing must be in place' : `${gates} things must be in place`];
    const label = [...wrap(title, 30), ...wrap(`(${who})`, 34), ...needs].join('\\n');
    const back = step.kind === 'back' ? ', style=dashed, constraint=false' : '';
    return starts.map(
      (from) => `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(label)}${back}];`,
    );
  });
}

function startsAt(clock: Clock, stage: Stage): boolean {
  return clock.starts.some((moment) => moment.of === 'stage' && moment.stage === stage.id);
}

/** Breaks a title into lines of about so many characters, at spaces. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A string of the graph language. Line breaks arrive as \n and stay so; everything else is taken literally. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\n', '\u0000').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\u0000', '\\n')}"`;
}
