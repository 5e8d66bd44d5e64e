/** Reads what stands after the question mark of an address. */

/** The first value under a name, as text; empty where there is none. */
export function queryText(query: unknown, name: string, longest = 200): string {
  if (typeof query !== 'object' || query === null) return '';
  const value: unknown = Object.entries(query).find(([key]) => key === name)?.[1];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.slice(0, longest) : '';
}
