/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[], last = 'and'): string {
  const final = items.at(-1) ?? '';
  if (items.length < 2) return final;
  return `${items.slice(0, -1).join(', ')} ${last} ${final}`;
}
