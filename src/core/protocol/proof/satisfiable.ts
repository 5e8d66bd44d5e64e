/** Whether conditions can hold and can fail, by trying every combination of what they look for. */
import type { Condition, FieldTest, Protocol } from '../protocol.ts';

type Leaf = Exclude<Condition, { readonly is: 'all' | 'any' | 'not' }>;

/** Whether a field can have several answers at once. */
type Several = (kind: string, field: string) => boolean;

/** Most different things looked for in one question; more would take too long, and no gate comes near. */
const mostLeaves = 14;

/** Whether there is a family for which `wanted` holds together with `given`. `undefined` when there are too many things to try. */
export function canHold(
  { evidence }: Pick<Protocol, 'evidence'>,
  wanted: Condition,
  given: readonly Condition[] = [],
): boolean | undefined {
  const several: Several = (kind, field) => {
    const form = [...evidence.values()].find((each) => each.id === kind);
    return form?.fields.find((each) => each.id === field)?.type === 'choices';
  };
  const whole: Condition = { is: 'all', of: [wanted, ...given] };
  const leaves = unique(leavesOf(whole));
  if (leaves.length > mostLeaves) return undefined;
  for (let bits = 0; bits < 2 ** leaves.length; bits += 1) {
    const truth = new Map(
      leaves.map((leaf, index) => [JSON.stringify(leaf), (bits & (1 << index)) !== 0]),
    );
    if (consistent(leaves, truth, several) && evaluate(whole, truth)) return true;
  }
  return false;
}

function leavesOf(condition: Condition): readonly Leaf[] {
  switch (condition.is) {
    case 'all':
    case 'any':
      return condition.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(condition.of);
    default:
      return [condition];
  }
}

function unique(leaves: readonly Leaf[]): readonly Leaf[] {
  return [...new Map(leaves.map((leaf) => [JSON.stringify(leaf), leaf])).values()];
}

function evaluate(condition: Condition, truth: ReadonlyMap<string, boolean>): boolean {
  switch (condition.is) {
    case 'all':
      return condition.of.every((part) => evaluate(part, truth));
    case 'any':
      return condition.of.some((part) => evaluate(part, truth));
    case 'not':
      return !evaluate(condition.of, truth);
    default:
      return truth.get(JSON.stringify(condition)) === true;
  }
}

/** Whether the leaves can be so together: nothing excludes anything else, and what follows from something also holds. */
function consistent(
  leaves: readonly Leaf[],
  truth: ReadonlyMap<string, boolean>,
  several: Several,
): boolean {
  const so = (leaf: Leaf): boolean => truth.get(JSON.stringify(leaf)) === true;
  for (const one of leaves) {
    if (so(one) && impossible(one, several)) return false;
    for (const other of leaves) {
      if (one === other) continue;
      if (so(one) && so(other) && excludes(one, other, several)) return false;
      if (so(one) && !so(other) && implies(one, other)) return false;
    }
  }
  return true;
}

/** A leaf that no family can ever satisfy by itself. */
function impossible(leaf: Leaf, several: Several): boolean {
  if (leaf.is === 'age') return leaf.from >= leaf.under;
  if (leaf.is === 'consent') return leaf.status.length === 0;
  if (leaf.is !== 'evidence') return false;
  return leaf.with.some((one) =>
    leaf.with.some(
      (other) =>
        one !== other &&
        one.field === other.field &&
        !several(leaf.kind, one.field) &&
        disjoint(one, other),
    ),
  );
}

function excludes(one: Leaf, other: Leaf, several: Several): boolean {
  if (one.is === 'evidence' && other.is === 'evidence') {
    // Only the newest record is one and the same; older ones may say different things.
    const sameRecord = one.kind === other.kind && one.last === 1 && other.last === 1;
    return (
      sameRecord &&
      one.with.some((a) =>
        other.with.some(
          (b) => a.field === b.field && !several(one.kind, a.field) && disjoint(a, b),
        ),
      )
    );
  }
  if (one.is === 'consent' && other.is === 'consent') {
    return one.scope === other.scope && !one.status.some((status) => other.status.includes(status));
  }
  if (one.is === 'level' && other.is === 'level')
    return !one.levels.some((level) => other.levels.includes(level));
  if (one.is === 'employer' && other.is === 'employer') return one.employer !== other.employer;
  if (one.is === 'age' && other.is === 'age')
    return one.from >= other.under || other.from >= one.under;
  return false;
}

function implies(one: Leaf, other: Leaf): boolean {
  if (one.is === 'evidence' && other.is === 'evidence') {
    const plain =
      other.within === undefined &&
      other.since === undefined &&
      other.by.length === 0 &&
      other.count <= one.count &&
      other.last === undefined &&
      !other.eachChild;
    return (
      one.kind === other.kind &&
      plain &&
      other.with.every((test) =>
        one.with.some((each) => JSON.stringify(each) === JSON.stringify(test)),
      )
    );
  }
  if (one.is === 'age' && other.is === 'age')
    return one.from >= other.from && one.under <= other.under;
  if (one.is === 'level' && other.is === 'level')
    return one.levels.every((level) => other.levels.includes(level));
  if (one.is === 'transfer' && other.is === 'transfer')
    return one.pathway === other.pathway && one.state === other.state && other.within === undefined;
  return false;
}

function disjoint(one: FieldTest, other: FieldTest): boolean {
  const [a, b] = [one.test, other.test];
  if (a.is === 'one-of' && b.is === 'one-of')
    return !a.values.some((value) => b.values.includes(value));
  if (a.is === 'at-least' && b.is === 'at-most') return a.value > b.value;
  if (a.is === 'at-most' && b.is === 'at-least') return b.value > a.value;
  return false;
}
