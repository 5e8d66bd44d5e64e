/** A pathway in ordered words: what the drawing shows, for those who cannot see it, and for print. */

import { dueInWords, holdsInWords, rolesInWords } from '../core/protocol/describe.ts';
import { conditionInWords } from '../core/protocol/describe-condition.ts';
import { momentInWords } from '../core/protocol/describe-moment.ts';
import type { ClauseId, Pathway, Protocol, Stage, Step } from '../core/protocol/protocol.ts';

export interface StageOutline {
  readonly id: string;
  readonly title: string;
  readonly ends: boolean;
  readonly heldBy: string;
  readonly clocks: readonly string[];
  readonly steps: readonly StepOutline[];
}

export interface StepOutline {
  readonly title: string;
  readonly by: string;
  readonly leadsTo: readonly string[];
  readonly needs: readonly { readonly title: string; readonly says: string }[];
  readonly clauses: readonly ClauseId[];
}

/** The stages in the order written, each with what may be done there. */
export function outline(protocol: Protocol, pathway: Pathway): readonly StageOutline[] {
  return [...pathway.stages.values()].map((stage) => ({
    id: stage.id,
    title: stage.title,
    ends: stage.kind === 'end',
    heldBy: heldBy(protocol, stage),
    clocks: [...pathway.clocks.values()]
      .filter((clock) =>
        clock.starts.some((moment) => moment.of === 'stage' && moment.stage === stage.id),
      )
      .map(
        (clock) =>
          `${clock.title}: ${dueInWords(protocol, clock)}, until ${clock.stops.map((moment) => momentInWords(moment, { protocol, pathways: [pathway] })).join(' or ') || 'it ends'}`,
      ),
    steps: [...pathway.steps.values()]
      .filter((step) => step.from.includes(stage.id))
      .map((step) => stepOutline(protocol, pathway, step)),
  }));
}

function heldBy(protocol: Protocol, stage: Stage): string {
  if (stage.holder === 'unchanged') return 'whoever holds the family already';
  if (stage.holder === 'as-before') return 'whoever held the family before';
  return rolesInWords(protocol, [stage.holder]);
}

function stepOutline(protocol: Protocol, pathway: Pathway, step: Step): StepOutline {
  const title = (id: string): string =>
    [...pathway.stages.values()].find((stage) => stage.id === id)?.title ?? id;
  const gates = [
    ...step.gates,
    ...step.gateLists.flatMap((list) => protocol.gateLists.get(list)?.gates ?? []),
  ];
  return {
    title: step.title,
    by: rolesInWords(protocol, step.by),
    leadsTo:
      step.outcomes.length > 0
        ? step.outcomes.map((outcome) => `${outcome.title}: ${title(outcome.to)}`)
        : [step.to === 'stay' ? 'stays here' : title(step.to)],
    needs: gates.flatMap((id) => {
      const gate = protocol.gates.get(id);
      return gate === undefined
        ? []
        : [
            {
              title: gate.title,
              says: `${holdsInWords(gate.holds)}; looks for ${conditionInWords(gate.needs, { protocol, pathways: [pathway] })}`,
            },
          ];
    }),
    clauses: step.clauses,
  };
}

/** The outline as plain text, one line a fact, indented. */
export function outlineText(protocol: Protocol, pathway: Pathway): string {
  const lines = [pathway.title, pathway.summary, ''];
  for (const [index, stage] of outline(protocol, pathway).entries()) {
    lines.push(
      `${index + 1}. ${stage.title}${stage.ends ? ' (an end)' : ''}: held by ${stage.heldBy}`,
    );
    for (const clock of stage.clocks) lines.push(`   clock  ${clock}`);
    for (const step of stage.steps) {
      lines.push(`   step   ${step.title} (${step.by}) → ${step.leadsTo.join('; ')}`);
      for (const need of step.needs) lines.push(`          needs ${need.title}: ${need.says}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
