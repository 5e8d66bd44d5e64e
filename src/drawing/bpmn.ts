/** A pathway as BPMN 2.0 for the usual modellers: stages as tasks, choices as gateways, clocks as boundary timers. */
import { BpmnModdle, type BpmnElement as Element } from 'bpmn-moddle';
import { dueInWords } from '../core/protocol/describe.ts';
import { edgesOf, nameOf } from '../core/protocol/proof/walk.ts';
import type { Pathway, Protocol, Stage } from '../core/protocol/protocol.ts';

interface Placed {
  readonly element: Element;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** BPMN 2.0 XML of a pathway, with a simple layout: one row a stage. What BPMN has no word for stands in the documentation of each element. */
export async function pathwayBpmn(protocol: Protocol, pathway: Pathway): Promise<string> {
  const moddle = new BpmnModdle();
  const placed = new Map<string, Placed>();
  const flows: Element[] = [];
  const shapes: Element[] = [];
  const put = (
    key: string,
    element: Element,
    x: number,
    y: number,
    width: number,
    height: number,
  ): Element => {
    placed.set(key, { element, x, y, width, height });
    shapes.push(shape(moddle, element, x, y, width, height));
    return element;
  };
  const stages = [...pathway.stages.values()];
  put(
    'start',
    moddle.create('bpmn:StartEvent', { id: 'Start', name: `Start: ${pathway.title}` }),
    120,
    100,
    36,
    36,
  );
  for (const [row, stage] of stages.entries()) {
    const y = 80 + row * 130;
    if (stage.kind === 'end')
      put(
        stage.id,
        moddle.create('bpmn:EndEvent', { id: idOf('End', stage.id), name: stage.title }),
        320,
        y + 22,
        36,
        36,
      );
    else
      put(
        stage.id,
        moddle.create('bpmn:UserTask', {
          id: idOf('Stage', stage.id),
          name: stage.title,
          documentation: [says(moddle, protocol, pathway, stage)],
        }),
        260,
        y,
        160,
        80,
      );
  }
  const connect = (from: string, to: string, name: string, id: string): void => {
    const [a, b] = [placed.get(from), placed.get(to)];
    if (a === undefined || b === undefined) return;
    const flow = moddle.create('bpmn:SequenceFlow', {
      id,
      name,
      sourceRef: a.element,
      targetRef: b.element,
    });
    flows.push(flow);
    shapes.push(edge(moddle, flow, a, b));
  };
  connect('start', pathway.first, '', 'Flow_start');
  const seen = new Set<string>();
  for (const way of edgesOf(pathway)) {
    if (way.from === way.to) continue;
    const id = idOf('Flow', `${way.from}_${way.step.id}_${way.outcome?.id ?? ''}`);
    if (seen.has(id)) continue;
    seen.add(id);
    connect(way.from, way.to, nameOf(way), id);
  }
  const elements = [...placed.values()].map((each) => each.element);
  const timers = clockTimers(moddle, protocol, pathway, placed, shapes);
  const process = moddle.create('bpmn:Process', {
    id: idOf('Process', pathway.id),
    name: pathway.title,
    isExecutable: false,
    flowElements: [...elements, ...timers, ...flows],
  });
  const plane = moddle.create('bpmndi:BPMNPlane', {
    id: 'Plane',
    bpmnElement: process,
    planeElement: shapes,
  });
  const diagram = moddle.create('bpmndi:BPMNDiagram', { id: 'Diagram', plane });
  const definitions = moddle.create('bpmn:Definitions', {
    id: 'Definitions',
    targetNamespace: 'urn:stile:protocol',
    exporter: 'Stile',
    rootElements: [process],
    diagrams: [diagram],
  });
  const { xml } = await moddle.toXML(definitions, { format: true });
  return xml;
}

function says(moddle: BpmnModdle, protocol: Protocol, pathway: Pathway, stage: Stage): Element {
  const held =
    stage.holder === 'unchanged' || stage.holder === 'as-before'
      ? 'as before'
      : (protocol.roles.get(stage.holder)?.title ?? stage.holder);
  const steps = [...pathway.steps.values()].filter((step) => step.from.includes(stage.id));
  const lines = [
    `Held by: ${held}.`,
    ...steps.map(
      (step) =>
        `${step.title} (${step.by.map((role) => protocol.roles.get(role)?.title ?? role).join(' or ')}): ${[...step.clauses].join(', ')}`,
    ),
  ];
  return moddle.create('bpmn:Documentation', { text: lines.join('\n') });
}

/** Each clock that starts when a stage is entered, as a timer on its edge that interrupts nothing. */
function clockTimers(
  moddle: BpmnModdle,
  protocol: Protocol,
  pathway: Pathway,
  placed: ReadonlyMap<string, Placed>,
  shapes: Element[],
): readonly Element[] {
  return [...pathway.clocks.values()].flatMap((clock) =>
    clock.starts.flatMap((moment, index): readonly Element[] => {
      const stage = moment.of === 'stage' ? placed.get(moment.stage) : undefined;
      if (
        stage === undefined ||
        moment.of !== 'stage' ||
        pathway.stages.get(moment.stage)?.kind === 'end'
      )
        return [];
      const timer = moddle.create('bpmn:TimerEventDefinition', {
        id: idOf('Timer', `${clock.id}_${index}`),
      });
      const event = moddle.create('bpmn:BoundaryEvent', {
        id: idOf('Clock', `${clock.id}_${index}`),
        name: `${clock.title}: ${dueInWords(protocol, clock)}`,
        cancelActivity: false,
        attachedToRef: stage.element,
        eventDefinitions: [timer],
      });
      shapes.push(shape(moddle, event, stage.x + 100 - index * 40, stage.y + 62, 36, 36));
      return [event];
    }),
  );
}

function shape(
  moddle: BpmnModdle,
  element: Element,
  x: number,
  y: number,
  width: number,
  height: number,
): Element {
  return moddle.create('bpmndi:BPMNShape', {
    id: `Shape_${element.id}`,
    bpmnElement: element,
    bounds: moddle.create('dc:Bounds', { x, y, width, height }),
  });
}

function edge(moddle: BpmnModdle, flow: Element, a: Placed, b: Placed): Element {
  const point = (x: number, y: number): Element => moddle.create('dc:Point', { x, y });
  const down = b.y > a.y;
  const side = 440 + (Math.abs(b.y - a.y) / 130) * 25;
  const near = Math.abs(b.y - a.y) <= 130 && down;
  const waypoint = near
    ? [point(a.x + a.width / 2, a.y + a.height), point(b.x + b.width / 2, b.y)]
    : [
        point(a.x + a.width, a.y + a.height / 2),
        point(side, a.y + a.height / 2),
        point(side, b.y + b.height / 2),
        point(b.x + b.width, b.y + b.height / 2),
      ];
  return moddle.create('bpmndi:BPMNEdge', { id: `Edge_${flow.id}`, bpmnElement: flow, waypoint });
}

/** An id that XML allows. */
function idOf(prefix: string, name: string): string {
  return `${prefix}_${name.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
}
