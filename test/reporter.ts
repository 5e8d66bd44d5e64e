import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

/** What a test process tells test/run.ts, which started it. */
export type Message =
  | {
      readonly kind: 'passed' | 'skipped';
      readonly file: string;
      readonly name: string;
      readonly ms: number;
    }
  | {
      readonly kind: 'failed';
      readonly file: string;
      readonly name: string;
      readonly ms: number;
      readonly why: string;
    }
  | { readonly kind: 'end' };

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = [];
  for await (const event of source) {
    if (event.type === 'test:start')
      names.splice(event.data.nesting, names.length, event.data.name);
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { file = '', nesting, name, details } = event.data;
    const title = [...names.slice(0, nesting), name].join(' > ');
    const about = { file, name: title, ms: details.duration_ms };
    const isSuite = details.type === 'suite';
    if (event.type === 'test:pass') {
      const skipped = event.data.skip !== undefined || event.data.todo !== undefined;
      if (!isSuite) tell({ kind: skipped ? 'skipped' : 'passed', ...about });
    } else {
      const { error } = event.data.details;
      // The part that failed has been counted itself.
      if ('failureType' in error && error.failureType === 'subtestsFailed') continue;
      tell({ kind: 'failed', ...about, why: inspect(error.cause ?? error, { depth: 8 }) });
    }
  }
  tell({ kind: 'end' });
  // Node asks for a generator of text; the text is test/run.ts's to write.
  yield '';
}

function tell(message: Message): void {
  if (process.send) process.send(message);
  else if (message.kind !== 'end') console.log(message.kind, message.name);
}
