/** What a story writes under `with:` as the fields of a form. */

import type { Instant } from '../core/calendar/time.ts';
import { presetFields } from '../core/family/decide/preset-fields.ts';
import type { Fields, FieldValue, Row } from '../core/family/events.ts';
import type { Family } from '../core/family/family.ts';
import type { Practitioner } from '../core/family/people.ts';
import type { EvidenceDefinition, Field, Protocol } from '../core/protocol/protocol.ts';
import type { Node } from '../core/protocol/yaml-reader.ts';
import { actorOf, known, memberOf, practitionerOf } from './cast.ts';
import { type Cast, Mistake, type Pairs, type Word } from './scenario.ts';

export interface Filling {
  readonly scenario: Cast;
  readonly protocol: Protocol;
  readonly family: Family;
  readonly now: Instant;
}

/**
 * The fields of a form: those that the story names, and for the others what the page would hold to begin with.
 * A field that is written with nothing after it is left empty.
 */
export function fieldsOf(
  filling: Filling,
  definition: EvidenceDefinition | undefined,
  given: Pairs<Node>,
): Fields {
  const own = given.flatMap(([name, node]) => {
    const field = definition?.fields.find((each) => each.id === name.text);
    // A field that the form does not have is sent as it is: to be refused is what the story may be about.
    const value = field === undefined ? textOf(node) : fieldValue(filling, field, node);
    return [[name.text, value]] as const;
  });
  const presets =
    definition === undefined ? {} : presetFields(definition, filling.family, filling.now);
  return { ...presets, ...Object.fromEntries(own) };
}

/** The text of a word among others, such as `until:`; undefined when it is not there. */
export function wordIn(given: Pairs<Node>, name: string): Word | undefined {
  const node = given.find(([key]) => key.text === name)?.[1];
  return node?.is === 'text' ? { text: node.text.trim(), at: node.at } : undefined;
}

/** Refuses words that an act does not know. */
export function onlyWords(given: Pairs<Node>, ...names: readonly string[]): void {
  for (const [key] of given) known('word for this act', key, names);
}

export function wordsIn(given: Pairs<Node>, name: string): readonly Word[] {
  const node = given.find(([key]) => key.text === name)?.[1];
  return node === undefined
    ? []
    : itemsOf(node).map((item) => ({ text: textOf(item), at: item.at }));
}

function fieldValue(filling: Filling, field: Field, node: Node): FieldValue {
  if (node.is === 'nothing') return '';
  switch (field.type) {
    case 'choices':
      return itemsOf(node).map(textOf);
    case 'items':
      return itemsOf(node).map(rowOf);
    case 'practitioner':
      return practitionerIn(filling, node);
    case 'adult':
      return memberOf(filling.family, { text: textOf(node), at: node.at });
    case 'evidence':
      return itemsOf(node).flatMap((item) => {
        const word = { text: textOf(item), at: item.at };
        const kind = known('evidence', word, filling.protocol.evidence.keys());
        return filling.family.evidence.get(kind)?.at(-1)?.id ?? [];
      });
    case 'text':
    case 'long-text':
    case 'yes-no':
    case 'choice':
    case 'date':
    case 'date-time':
    case 'number':
    case 'level':
    case 'service':
    case 'period':
      return textOf(node);
  }
}

/** Somebody of the story by the word that `as` uses, or anybody described here. */
function practitionerIn(filling: Filling, node: Node): FieldValue {
  if (node.is !== 'map') {
    const text = textOf(node);
    if (text === '') return '';
    return practitionerOf(actorOf(filling.scenario, filling.protocol, { text, at: node.at }));
  }
  return practitionerFrom(node);
}

export function practitionerFrom(node: Node): Practitioner {
  const row = rowOf(node);
  return {
    name: row.name ?? '',
    agency: row.agency ?? '',
    employer: row.employer === 'authority' ? 'authority' : 'partner',
    contact: row.contact,
    worker: undefined,
  };
}

function rowOf(node: Node): Row {
  if (node.is !== 'map') throw new Mistake(node.at, 'This should be words with values');
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, textOf(value)]));
}

function itemsOf(node: Node): readonly Node[] {
  return node.is === 'list' ? node.items : node.is === 'nothing' ? [] : [node];
}

function textOf(node: Node): string {
  if (node.is === 'nothing') return '';
  if (node.is === 'text') return node.text.trim();
  throw new Mistake(
    node.at,
    `This should be text, not ${node.is === 'list' ? 'a list' : 'words with values'}`,
  );
}
