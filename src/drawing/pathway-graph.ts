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

/** A step from more stages than this is not drawn as arrows but as a number at each stage, which the legend explains. */
const mostStarts = 3;

export interface Graph {
  readonly dot: string;
  /** What the numbers at stages stand for. */
  readonly legend: readonly { readonly number: number; readonly says: string }[];
}

/** The graph of a pathway. Ids in it are `drawn-stage-…`: a page that also tells the stages in words keeps `stage-…` for those. */
export function pathwayGraph(
  protocol: Protocol,
  pathway: Pathway,
  marked: readonly Marked[] = [],
): Graph {
  const ways = waysOf(pathway);
  const numbered = ways.filter((way) => way.starts.length > mostStarts);
  const stages = [...pathway.stages.values()];
  const nodes = stages.map((stage) => node(protocol, pathway, stage, { marked, numbered }));
  const edges = ways
    .filter((way) => way.starts.length <= mostStarts)
    .flatMap((way) => arrows(protocol, way));
  const dot = [
    'digraph pathway {',
    '  graph [rankdir=TB, ranksep=0.4, nodesep=0.3, bgcolor=transparent, margin=0.1, fontname="Helvetica"];',
    `  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=14, fontcolor="${ink}", color="${line}", margin="0.16,0.1"];`,
    `  edge [fontname="Helvetica", fontsize=12, fontcolor="${ink}", color="${line}", arrowsize=0.7];`,
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
  return {
    dot,
    legend: numbered.map((way, index) => ({
      number: index + 1,
      says: `${way.title} (${rolesInWords(protocol, way.step.by)}): to “${titleOf(pathway, way.to)}”, from ${way.starts.map((from) => `“${titleOf(pathway, from)}”`).join(', ')}.`,
    })),
  };
}

/** One step, or one outcome of it, with the stages from which it moves a family. */
interface Way {
  readonly step: Step;
  readonly title: string;
  readonly to: string;
  readonly starts: readonly StageId[];
  readonly gates: number;
}

function waysOf(pathway: Pathway): readonly Way[] {
  return [...pathway.steps.values()].flatMap((step) => {
    const ends: readonly { readonly to: string; readonly outcome: Outcome | undefined }[] =
      step.outcomes.length > 0
        ? step.outcomes.map((outcome) => ({ to: outcome.to, outcome }))
        : [{ to: step.to, outcome: undefined }];
    return ends
      .filter(({ to }) => to !== 'stay')
      .map(({ to, outcome }) => ({
        step,
        title: outcome === undefined ? step.title : `${step.title}: ${outcome.title}`,
        to,
        starts: step.from.filter((from) => from !== to),
        gates: step.gates.length + step.gateLists.length + (outcome?.gates.length ?? 0),
      }))
      .filter((way) => way.starts.length > 0);
  });
}

interface Marks {
  readonly marked: readonly Marked[];
  readonly numbered: readonly Way[];
}

function node(
  protocol: Protocol,
  pathway: Pathway,
  stage: Stage,
  { marked, numbered }: Marks,
): string {
  const here = marked.filter((each) => each.stage === stage.id).map((each) => each.who);
  const named = stage.holder !== 'unchanged' && stage.holder !== 'as-before';
  const holder = named
    ? [...protocol.roles.values()].find((role) => role.id === stage.holder)
    : undefined;
  const held =
    stage.holder === 'as-before'
      ? 'held as before'
      : holder === undefined
        ? ''
        : `held by ${holder.title}`;
  const clocks = [...pathway.clocks.values()]
    .filter((clock) => startsAt(clock, stage))
    .map((clock) => `Clock: ${clock.title}, ${dueInWords(protocol, clock)}`);
  const out = numbersOf(numbered, (way) => way.starts.includes(stage.id));
  const into = numbersOf(numbered, (way) => way.to === stage.id);
  const lines = [
    ...wrap(stage.title, 26),
    ...(held === '' ? [] : wrap(held, 30)),
    ...clocks.flatMap((clock) => wrap(clock, 30)),
    ...(out === '' ? [] : [`also ${out}`]),
    ...(into === '' ? [] : [`reached by ${into}`]),
    ...here.map((who) => `▶ ${who}`),
  ];
  const ground = here.length > 0 ? markedGround : holderSide[holder?.side ?? 'unknown'];
  const ends = stage.kind === 'end' ? ', peripheries=2' : '';
  const width = here.length > 0 ? ', penwidth=3' : '';
  return `  ${quoted(stage.id)} [id=${quoted(`drawn-stage-${stage.id}`)}, label=${quoted(lines.join('\\n'))}, fillcolor="${ground}"${ends}${width}];`;
}

function numbersOf(numbered: readonly Way[], which: (way: Way) => boolean): string {
  return numbered.flatMap((way, index) => (which(way) ? [`(${index + 1})`] : [])).join(' ');
}

function arrows(protocol: Protocol, way: Way): readonly string[] {
  const needs = way.gates === 0 ? [] : ['with gates'];
  const who =
    way.step.by.length > 2
      ? `${rolesInWords(protocol, way.step.by.slice(0, 1))} or ${way.step.by.length - 1} others`
      : rolesInWords(protocol, way.step.by);
  const label = [...wrap(way.title, 30), ...wrap(`(${who})`, 34), ...needs].join('\\n');
  const back = way.step.kind === 'back' ? ', style=dashed, constraint=false' : '';
  return way.starts.map(
    (from) => `  ${quoted(from)} -> ${quoted(way.to)} [label=${quoted(label)}${back}];`,
  );
}

function titleOf(pathway: Pathway, id: string): string {
  return [...pathway.stages.values()].find((stage) => stage.id === id)?.title ?? id;
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
  const parts = text
    .split('\\n')
    .map((part) => part.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  return `"${parts.join('\\n')}"`;
}
