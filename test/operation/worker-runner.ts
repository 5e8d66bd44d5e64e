/** A worker by itself, round after round, until it is killed. */
import { workOnce } from '../../src/worker/worker.ts';
import { moment, openTestStile } from '../store/support.ts';

const [url = '', now = ''] = process.argv.slice(2);
const stile = await openTestStile(url);
stile.setClock(moment(now));
process.send?.('ready');
for (;;) await workOnce(stile, { deliver: undefined, log: (line) => console.error(line) });
