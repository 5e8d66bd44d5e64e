import type { Comparison } from '../../cases/queries/list-comparisons.ts';

type Finding = Comparison['found'][number]['finding'];

export const FINDINGS = {
  'same-family': 'The same family',
  'child-in-both': 'Two families, and a child is in both',
  'not-the-same': 'Not the same',
} as const satisfies Record<Finding, string>;

export function isFinding(text: unknown): text is Finding {
  return typeof text === 'string' && Object.hasOwn(FINDINGS, text);
}

/** Where two families are compared. */
export function compareHref({ family, other }: Pick<Comparison, 'family' | 'other'>): string {
  return `/families/${encodeURIComponent(family)}/alike/${encodeURIComponent(other)}`;
}
