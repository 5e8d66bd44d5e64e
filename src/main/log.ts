/** Where news of the running server goes: plain lines for people, or one JSON object a line for machines. */
export interface Log {
  /** Something an operator should know. Never holds what anybody typed, nor a name. */
  (message: string, about?: LogFields): void;
  /** What only machines read, such as each request; undefined where nobody wants it. */
  readonly detail?: (fields: LogFields) => void;
}

export type LogFields = Readonly<Record<string, string | number | undefined>>;

interface Streams {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export function makeLog(
  form: 'plain' | 'json',
  { out, err }: Streams,
  now: () => string = () => new Date().toISOString(),
): Log {
  if (form === 'plain') return (message) => err(message);
  const detail = (fields: LogFields): void =>
    out(JSON.stringify({ at: now(), level: 'info', ...fields }));
  const log = (message: string, about: LogFields = {}): void =>
    out(JSON.stringify({ at: now(), level: 'warning', event: 'news', ...about, message }));
  return Object.assign(log, { detail });
}
