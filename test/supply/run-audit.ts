/** Run by bin/test and `npm run audit`: ends with 0 where nothing grave is shipped, 1 where something is, 2 where nobody could be asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { askRegistry } from './ask-registry.ts';
import { acceptedFaults, judgeAudit } from './judge-audit.ts';

const own = join(import.meta.dirname, '..', '..', '..');
const { values } = parseArgs({ options: { folder: { type: 'string', default: own } } });
const list = readFileSync(join(own, 'test', 'supply', 'accepted-faults.json'), 'utf8');
const accepted = v.parse(acceptedFaults, JSON.parse(list));
const today = Temporal.Now.plainDateISO('Europe/London').toString();
const { result, lines } = judgeAudit(await askRegistry(values.folder), accepted, today);
for (const line of lines) console.log(line);
process.exit({ clean: 0, faults: 1, 'not asked': 2 }[result]);
