/** Recording the level of help of children. Who holds the family does not change by it. */
import type { Effects } from '../../protocol/protocol.ts';
import type { Fields } from '../events.ts';
import { levelOf } from '../evolve.ts';
import type { Transfer } from '../family.ts';
import type { PersonId } from '../people.ts';
import { type Ledger, say } from './act.ts';

/** Adds the change of level that an effect asks for, for those children whose level it changes. */
export function setLevel(
  ledger: Ledger,
  effect: Effects['setsLevel'],
  of: {
    readonly transfer: Transfer;
    readonly children: readonly PersonId[];
    readonly fields: Fields;
  },
): void {
  if (effect === undefined) return;
  const named = 'level' in effect ? effect.level : of.fields[effect.field];
  const protocol = ledger.deciding.protocols.get(of.transfer.protocol);
  const level = protocol?.levels.find((each) => each.id === named)?.id;
  // A field that was left empty changes nothing.
  if (level === undefined) return;
  const children = of.children.filter((child) => levelOf(ledger.family, child)?.level !== level);
  if (children.length === 0) return;
  const transfer = of.transfer.id;
  say(ledger, of.transfer.protocol, { type: 'LevelChanged', children, level, transfer });
}
