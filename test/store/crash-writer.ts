/** Acts without end until it is killed; writes down each act once it has been acknowledged. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { act, openTestStile, registration, socialWorker, told } from './support.ts';

const [url = '', file = '', run = ''] = process.argv.slice(2);
const acknowledged = openSync(file, 'a');
const stile = await openTestStile(url);
const families = [1, 2, 3, 4].map((number) => `crash-${run}-${number}`);

async function writer(family: string) {
  await act(stile, family, registration(family));
  for (let number = 1; ; number++) {
    const command =
      number % 10 === 0 ? ({ do: 'raise-concern', fields: {} } as const) : told(`Act ${number}`);
    const result = await act(stile, family, command, socialWorker, `${family}-${number}`);
    if (!result.ok) throw new Error(JSON.stringify(result));
    writeSync(acknowledged, `${family} ${number} ${result.family.version}\n`);
  }
}

await Promise.all(families.map(writer)).finally(() => closeSync(acknowledged));
