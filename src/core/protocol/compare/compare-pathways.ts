/** Changes to pathways: their stages, steps, outcomes and clocks. */

import { dueInWords, recipientsInWords, rolesInWords } from '../describe.ts';
import { conditionInWords } from '../describe-condition.ts';
import { levelTitle, momentInWords } from '../describe-moment.ts';
import type { Clock, Outcome, Pathway, Protocol, Stage, Step } from '../protocol.ts';
import { type Change, compareNamed, differs, listDiffers } from './change.ts';

export function comparePathways(before: Protocol, after: Protocol): readonly Change[] {
  const whole = compareNamed(
    'pathways',
    'pathway',
    before.pathways,
    after.pathways,
    (pathway) => pathway.title,
    (old, now) => [
      ...differs('Title of the pathway', old.title, now.title),
      ...differs(
        `“${now.title}” is started by`,
        rolesInWords(before, old.start.by),
        rolesInWords(after, now.start.by),
      ),
      ...differs(`A safeguarding concern`, interrupt(old), interrupt(now)),
      ...listDiffers(
        routesInWords(before, old),
        routesInWords(after, now),
        (route) => `“${now.title}” now starts ${route}.`,
        (route) => `“${now.title}” no longer starts ${route}.`,
      ),
    ],
  );
  const inside = [...after.pathways].flatMap(([id, now]) => {
    const old = before.pathways.get(id);
    return old === undefined ? [] : pathwayChanges(before, after, old, now);
  });
  return [...whole, ...inside];
}

function routesInWords(protocol: Protocol, pathway: Pathway): readonly string[] {
  return pathway.start.routes.map(
    (route) =>
      `at “${pathway.stages.get(route.to)?.title ?? route.to}” where there is ${conditionInWords(route.when, { protocol })}`,
  );
}

function interrupt(pathway: Pathway): string {
  const words = { suspends: 'suspends', ends: 'ends', continues: 'leaves running' } as const;
  return `${words[pathway.onInterrupt]} “${pathway.title}”`;
}

function pathwayChanges(
  before: Protocol,
  after: Protocol,
  old: Pathway,
  now: Pathway,
): readonly Change[] {
  const named = (change: Change): Change => ({ ...change, says: `${now.title}: ${change.says}` });
  return [
    ...compareNamed(
      'pathways',
      'stage',
      old.stages,
      now.stages,
      (stage) => stage.title,
      (was, is) => stageChanges(before, after, was, is),
    ),
    ...compareNamed(
      'pathways',
      'step',
      old.steps,
      now.steps,
      (step) => step.title,
      (was, is) => stepChanges(before, after, old, now, was, is),
      { added: (step) => `, for ${rolesInWords(after, step.by)}` },
    ),
    ...compareNamed(
      'clocks',
      'clock',
      old.clocks,
      now.clocks,
      (clock) => clock.title,
      (was, is) => clockChanges(before, after, old, now, was, is),
      { added: (clock) => `, ${dueInWords(after, clock)}` },
    ),
  ].map(named);
}

function stageChanges(
  before: Protocol,
  after: Protocol,
  old: Stage,
  now: Stage,
): readonly string[] {
  const holder = (protocol: Protocol, stage: Stage): string =>
    stage.holder === 'unchanged' || stage.holder === 'as-before'
      ? 'whoever held it before'
      : rolesInWords(protocol, [stage.holder]);
  return [
    ...differs('Title of the stage', old.title, now.title),
    ...differs(`At “${now.title}” the family is held by`, holder(before, old), holder(after, now)),
    ...differs(`“${now.title}” is`, kindInWords(old), kindInWords(now)),
  ];
}

function kindInWords(stage: Stage): string {
  return { normal: 'a stage on the way', waiting: 'a stage of waiting', end: 'an end' }[stage.kind];
}

function stepChanges(
  before: Protocol,
  after: Protocol,
  oldPathway: Pathway,
  nowPathway: Pathway,
  old: Step,
  now: Step,
): readonly string[] {
  const stages = (pathway: Pathway, ids: readonly string[]): string =>
    ids
      .map((id) => [...pathway.stages.values()].find((stage) => stage.id === id)?.title ?? id)
      .join(', ');
  const target = (pathway: Pathway, step: Step): string =>
    step.to === 'stay' ? 'the same stage' : stages(pathway, [step.to]);
  const gates = (protocol: Protocol, step: Step): readonly string[] => [
    ...step.gates.map((id) => protocol.gates.get(id)?.title ?? id),
    ...step.gateLists.map((id) => protocol.gateLists.get(id)?.title ?? id),
  ];
  const told = (protocol: Protocol, step: Step): string =>
    step.effects.tells.map((tell) => recipientsInWords(protocol, tell.who)).join('; ') || 'nobody';
  const outcomes = compareNamed(
    'pathways',
    'outcome',
    byId(old.outcomes),
    byId(now.outcomes),
    (outcome) => outcome.title,
    (was, is) => [
      ...differs('Title of the outcome', was.title, is.title),
      ...differs(
        `“${is.title}” leads to`,
        stages(oldPathway, [was.to]),
        stages(nowPathway, [is.to]),
      ),
    ],
  );
  return [
    ...differs('Title of the step', old.title, now.title),
    ...differs(`“${now.title}” is for`, rolesInWords(before, old.by), rolesInWords(after, now.by)),
    ...differs(
      `“${now.title}” can be taken at`,
      stages(oldPathway, old.from),
      stages(nowPathway, now.from),
    ),
    ...differs(`“${now.title}” leads to`, target(oldPathway, old), target(nowPathway, now)),
    ...differs(`“${now.title}” asks for the form`, formOf(before, old), formOf(after, now)),
    ...listDiffers(
      gates(before, old),
      gates(after, now),
      (name) => `“${now.title}” now asks for “${name}”.`,
      (name) => `“${now.title}” no longer asks for “${name}”.`,
    ),
    ...differs(`After “${now.title}” Stile tells`, told(before, old), told(after, now)),
    ...differs(`“${now.title}” records the level`, levelOf(before, old), levelOf(after, now)),
    ...outcomes.map((change) => `“${now.title}”: ${change.says}`),
  ];
}

function levelOf(protocol: Protocol, { effects }: Step): string {
  if (effects.setsLevel === undefined) return 'not at all';
  return 'field' in effects.setsLevel
    ? 'chosen in its form'
    : `“${levelTitle(protocol, effects.setsLevel.level)}”`;
}

function byId(outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  return new Map(outcomes.map((outcome) => [outcome.id, outcome]));
}

function formOf(protocol: Protocol, step: Step): string {
  return step.form === undefined
    ? 'none'
    : `“${protocol.evidence.get(step.form)?.title ?? step.form}”`;
}

/** What changed of one clock: how long, from when, until when, whose, and how strictly. */
export function clockChanges(
  before: Protocol,
  after: Protocol,
  oldPathway: Pathway | undefined,
  nowPathway: Pathway | undefined,
  old: Clock,
  now: Clock,
): readonly string[] {
  const moments = (
    protocol: Protocol,
    pathway: Pathway | undefined,
    list: Clock['starts'],
  ): string =>
    list
      .map((moment) => momentInWords(moment, { protocol, pathways: pathway && [pathway] }))
      .join(' or ') || 'nothing';
  const strength = {
    must: 'must be kept',
    should: 'is best practice',
    reminder: 'is a reminder',
  } as const;
  return [
    ...differs('Title of the clock', old.title, now.title),
    ...differs(`“${now.title}”`, dueInWords(before, old), dueInWords(after, now)),
    ...differs(
      `“${now.title}” starts with`,
      moments(before, oldPathway, old.starts),
      moments(after, nowPathway, now.starts),
    ),
    ...differs(
      `“${now.title}” stops with`,
      moments(before, oldPathway, old.stops),
      moments(after, nowPathway, now.stops),
    ),
    ...differs(`“${now.title}” is for`, rolesInWords(before, old.by), rolesInWords(after, now.by)),
    ...differs(`“${now.title}”`, strength[old.strength], strength[now.strength]),
  ];
}
