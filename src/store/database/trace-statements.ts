import type pg from 'pg';

/** Is told of a statement, by its name, when it is sent; what it answers is told of its end, with the code of a failure. */
export type TraceStatement = (name: string) => (failure: string | undefined) => void;

type Asks = (...sent: unknown[]) => unknown;

/** Tells of every statement of a connection. Its words stay here: they could hold what somebody typed. */
export function traceStatements(client: pg.ClientBase, trace: TraceStatement): void {
  // `query` takes its callback last or answers with a promise; which of its many forms was meant is not for here.
  const ask = client.query.bind(client) as Asks;
  const traced: Asks = (...sent) => {
    const end = trace(nameOf(sent[0]));
    const last = sent.at(-1);
    if (typeof last === 'function')
      return ask(...sent.slice(0, -1), (error: unknown, result: unknown) => {
        end(failureOf(error));
        last(error, result);
      });
    const answer = ask(...sent);
    if (answer instanceof Promise)
      answer.then(
        () => end(undefined),
        (error) => end(failureOf(error)),
      );
    else end(undefined);
    return answer;
  };
  // As above.
  client.query = traced as typeof client.query;
}

function nameOf(statement: unknown): string {
  if (typeof statement === 'string') return firstWord(statement);
  if (typeof statement !== 'object' || statement === null) return 'statement';
  if ('name' in statement && typeof statement.name === 'string') return statement.name;
  return 'text' in statement ? firstWord(String(statement.text)) : 'statement';
}

function firstWord(text: string): string {
  return /^\s*([a-z]{2,12})\b/i.exec(text)?.[1]?.toUpperCase() ?? 'statement';
}

function failureOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  const code = typeof error === 'object' && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^\w{1,20}$/.test(code) ? code : 'failed';
}
