/** What a step brings about, in sentences: said before the button is pressed. */
import type { Effects, Pathway, Protocol, StageId, Step } from '../../core/protocol/protocol.ts';
import { rolesInWords, roleTitle } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';

/** The stage reached, who will hold the family, who is told. */
export function WhatHappens(props: {
  readonly protocol: Protocol;
  readonly pathway: Pathway;
  readonly step: Step;
}): SafeHtml {
  const { protocol, pathway, step } = props;
  return (
    <section aria-labelledby="next-heading">
      <h2 class="govuk-heading-m" id="next-heading">
        What happens when you do this
      </h2>
      <ul class="govuk-list govuk-list--bullet">
        {step.outcomes.length > 0
          ? step.outcomes.map((outcome) => (
              <li>
                {`If “${outcome.title}”: `}
                {reached(protocol, pathway, outcome.to)} {effectsInWords(protocol, outcome.effects)}
              </li>
            ))
          : null}
        {step.outcomes.length === 0 ? <li>{reached(protocol, pathway, step.to)}</li> : null}
        {sentences(protocol, step.effects).map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function reached(protocol: Protocol, pathway: Pathway, to: StageId | 'stay'): string {
  if (to === 'stay') return 'The family stays at the stage it is at.';
  const stage = pathway.stages.get(to);
  if (stage === undefined) return '';
  const end = stage.kind === 'end' ? ' This pathway then ends.' : '';
  const holder =
    stage.holder === 'unchanged'
      ? ' Whoever holds the family goes on holding it.'
      : ` The ${roleTitle(protocol, stage.holder)} holds the family.`;
  return `The stage becomes “${stage.title}”.${holder}${end}`;
}

function effectsInWords(protocol: Protocol, effects: Effects): string {
  return sentences(protocol, effects).join(' ');
}

function sentences(protocol: Protocol, effects: Effects): readonly string[] {
  const told = [
    ...new Set(
      effects.tells.flatMap((tell) =>
        tell.who.filter(
          (who) =>
            who !== 'family' && who !== 'planned-visitors' && who !== 'holder' && who !== 'starter',
        ),
      ),
    ),
  ];
  const visitors = effects.tells.some((tell) => tell.who.includes('planned-visitors'));
  const family = effects.tells.filter((tell) => tell.who.includes('family'));
  const forum = effects.lists === undefined ? undefined : protocol.forums.get(effects.lists.forum);
  const next = effects.handsTo === undefined ? undefined : protocol.pathways.get(effects.handsTo);
  return [
    ...(forum === undefined ? [] : [`The case is listed for the next ${forum.title}.`]),
    ...(next === undefined ? [] : [`“${next.title}” starts.`]),
    ...(told.length === 0 ? [] : [`Stile tells: ${rolesInWords(protocol, told, 'and')}.`]),
    ...(visitors ? ['Stile tells everybody who plans to visit the family.'] : []),
    ...family.map((tell) => `You tell the family: ${tell.what}.`),
  ];
}
