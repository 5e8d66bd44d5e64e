/** What was sent without the character NUL, which the database takes in no word. */
export function withoutNul<T>(sent: T): T {
  // Of the same form as what was sent; only its words are shorter.
  return strip(sent) as T;
}

function strip(sent: unknown): unknown {
  if (typeof sent === 'string') return sent.replaceAll('\u0000', '');
  if (Array.isArray(sent)) return sent.map(strip);
  if (typeof sent !== 'object' || sent === null) return sent;
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name.replaceAll('\u0000', ''), strip(value)]),
  );
}
