/** Draws a pathway as SVG that fits a phone, follows the content security policy and says in words what it shows. */
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import type { Pathway, Protocol } from '../core/protocol/protocol.ts';
import { type Graph, type Marked, pathwayGraph } from './pathway-graph.ts';

export interface Drawing {
  /** An `<svg>` element: scales to its container, has a title and a description, no inline style. */
  readonly svg: string;
  readonly legend: Graph['legend'];
}

let loading: Promise<Graphviz> | undefined;

/** The drawing of a pathway; `marked` stages stand out and say who stands there. About 20 ms; the first takes longer. */
export async function drawPathway(
  protocol: Protocol,
  pathway: Pathway,
  marked: readonly Marked[] = [],
): Promise<Drawing> {
  loading ??= Graphviz.load();
  const graphviz = await loading;
  const { dot, legend } = pathwayGraph(protocol, pathway, marked);
  const id = `drawing-${pathway.id}`;
  const here = marked
    .map((each) => `${each.who} at “${pathway.stages.get(each.stage)?.title ?? each.stage}”`)
    .join('; ');
  const says = `${pathway.stages.size} stages and the steps between them. The same in words is below.${here === '' ? '' : ` Now: ${here}.`}`;
  return { svg: accessible(graphviz.dot(dot, 'svg'), id, pathway.title, says), legend };
}

function accessible(svg: string, id: string, title: string, says: string): string {
  const element = svg.slice(svg.indexOf('<svg'));
  const viewBox = /viewBox="([^"]*)"/.exec(element)?.[1] ?? '0 0 100 100';
  const inside = element
    .slice(element.indexOf('>') + 1)
    // Graphviz writes hyphens as entities, and names its nodes in comments and titles, which browsers show as tooltips.
    .replaceAll('&#45;', '-')
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
    .replaceAll(/<title>[^<]*<\/title>\n?/g, '');
  const label = `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-says">${escaped(says)}</desc>`;
  return `<svg class="app-drawing" role="img" aria-labelledby="${id}-title ${id}-says" viewBox="${viewBox}" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${label}${inside}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
