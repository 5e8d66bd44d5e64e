/** Posts concerns and notes to a running server until it answers no more; writes down each that was acknowledged. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

const [address = '', cookie = '', csrf = '', file = ''] = process.argv.slice(2);
const acknowledged = openSync(file, 'a');

async function writer(): Promise<void> {
  for (;;) {
    const request = randomUUID();
    const answer = await fetch(`${address}/concern`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf: csrf, request }),
    }).catch(() => undefined);
    // Gone: what was under way may be there or not, and nobody was told.
    if (answer === undefined) return;
    if (answer.status !== 303 && answer.status !== 200)
      throw new Error(`answered ${answer.status}`);
    writeSync(acknowledged, `${request}\n`);
  }
}

await Promise.all([1, 2, 3, 4].map(writer));
closeSync(acknowledged);
