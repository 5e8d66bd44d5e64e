import type { Pathway, StageId } from './protocol.ts';

/** The stages at which a transfer may start: the first one, and those that routes lead to; each once. */
export function firstStages({ first, start }: Pathway): readonly StageId[] {
  return [...new Set([first, ...start.routes.map(({ to }) => to)])];
}
