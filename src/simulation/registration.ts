/** How the family of a story comes to be known: at the first step, by whoever takes it. */
import type { Instant } from '../core/calendar/time.ts';
import type { Command } from '../core/family/commands.ts';
import type { Actor, AuthorityId, FamilyId } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { actorOf, practitionerOf, roleOf, splitName } from './cast.ts';
import { Mistake, type Scenario, type Word } from './scenario.ts';

export function registration(
  scenario: Scenario,
  protocol: Protocol,
): { readonly actor: Actor; readonly command: Command; readonly now: Instant } {
  const [first] = scenario.steps;
  const opening = scenario.steps.find((step) => step.as !== undefined)?.as;
  const by = scenario.family.holder ?? opening;
  if (first === undefined || by === undefined) {
    const at = first?.place ?? { file: scenario.file, line: 1, column: 1 };
    throw new Mistake(
      at,
      'Somebody must act in the story, or "family" must say who is the "holder"',
    );
  }
  const actor = actorOf(scenario, protocol, by);
  const holder = roleOf(protocol, { ...by, text: actor.roles[0] ?? by.text });
  const { children, adults, knownSince, assigned } = scenario.family;
  const isNamed = protocol.roles.get(holder)?.held === 'family';
  // Whoever holds the family to begin with is named in the role, unless the story says who is named.
  const named: readonly Word[] = assigned ?? (isNamed ? [by] : []);
  const command: Command = {
    do: 'register-family',
    // A protocol names the authority that it is of.
    authority: protocol.about.authority.id as AuthorityId,
    // Stories have one family, which nobody refers to.
    family: 'story' as FamilyId,
    reference: 'A-STORY',
    ...(knownSince === undefined ? {} : { knownSince }),
    people: [
      ...children.map(({ name, born }) => ({
        kind: 'child' as const,
        ...splitName(name),
        ...(born === undefined ? {} : { born }),
      })),
      ...adults.map(({ name, relation, inHousehold }) => ({
        kind: 'adult' as const,
        ...splitName(name),
        relation,
        inHousehold,
      })),
    ],
    holder,
    assign: named.map((word) => {
      const person = actorOf(scenario, protocol, word);
      return {
        role: roleOf(protocol, { ...word, text: person.roles[0] ?? word.text }),
        practitioner: practitionerOf(person),
      };
    }),
  };
  return { actor, command, now: first.at };
}
