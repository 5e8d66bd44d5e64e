/** Dates in a recipe are written as `+3 weeks`, `-10 days` or `+9 days 14:00`, counted from the day of the step. */
import { addDays, addMonths } from '../core/calendar/day-number.ts';
import type { Day } from '../core/calendar/time.ts';
import type { Node } from '../core/protocol/yaml-reader.ts';
import type { Pairs } from './scenario.ts';

export function fillDates(given: Pairs<Node>, today: Day): Pairs<Node> {
  return given.map(([name, node]) => [name, filled(node, today)] as const);
}

function filled(node: Node, today: Day): Node {
  switch (node.is) {
    case 'text':
      return { ...node, text: dateOf(node.text, today) ?? node.text };
    case 'list':
      return { ...node, items: node.items.map((item) => filled(item, today)) };
    case 'map':
      return {
        ...node,
        entries: node.entries.map((entry) => ({ ...entry, value: filled(entry.value, today) })),
      };
    case 'nothing':
      return node;
  }
}

function dateOf(text: string, today: Day): string | undefined {
  const match = /^([+-])(\d{1,4}) (day|week|month)s?( \d\d:\d\d)?$/.exec(text.trim());
  if (match === null) return undefined;
  const count = Number(match[2]) * (match[1] === '-' ? -1 : 1);
  const day =
    match[3] === 'month'
      ? addMonths(today, count)
      : addDays(today, match[3] === 'week' ? count * 7 : count);
  return `${day}${match[4] ?? ''}`;
}
