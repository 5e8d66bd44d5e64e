/**
 * JSON that PostgreSQL takes whatever was typed: its text knows neither the character NUL nor half
 * a surrogate pair, which a paste can bring. The history itself keeps both, escaped.
 */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'string' ? each.toWellFormed().replaceAll('\0', '\ufffd') : each,
  );
}
