/** A fault for the log: what and where, and nothing that anybody typed. */

/** Classes of PostgreSQL's errors whose words are about the server and never hold data: connections, resources, operators. */
const aboutServer = /^(?:08|53|57|58)/;

export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  return [wordsOf(error), ...framesOf(error)].join('\n');
}

/** One line: for the worker, whose faults come round again. */
export function describeFaultBriefly(error: unknown): string {
  return error instanceof Error ? wordsOf(error) : `thrown: ${typeof error}`;
}

/** The database cannot be reached, is starting or stopping, or has no room left: it is not about what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(?:08|53|57P|58|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code) ||
    /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}

/** The database holds that this is not for this person, whatever the page thought: row-level security and the like. */
export function isRefusedByDatabase(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

function wordsOf(error: Error): string {
  const { code, severity, table, constraint } = error as Error &
    // What pg and Node add to their errors; each is looked at before it is used.
    Partial<Record<'code' | 'severity' | 'table' | 'constraint', unknown>>;
  if (severity === undefined) {
    const kind = [error.name === 'Error' ? undefined : error.name, code];
    const known = kind.filter((part) => typeof part === 'string').join(' ');
    return `${known === '' ? '' : `${known}: `}${withoutData(error.message)}`;
  }
  const where = [table, constraint].filter((part) => typeof part === 'string').join(' ');
  const words = aboutServer.test(String(code)) ? `: ${error.message}` : '';
  return `database error ${String(code)}${where === '' ? '' : ` (${where})`}${words}`;
}

/** Whatever stands in quotes, brackets or braces may be somebody's words. */
function withoutData(message: string): string {
  return message
    .slice(0, 1000)
    .replace(/[[{][\s\S]*[\]}]/g, '[…]')
    .replace(/“[^”]*”|"[^"]*"|'[^']*'|`[^`]*`|‘[^’]*’/g, '[…]')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

function framesOf(error: Error): readonly string[] {
  const lines = (error.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).slice(0, 12);
}
