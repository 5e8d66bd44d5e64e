/** A whole `stile start`, on a database of the tests; says its address to whoever started it. */
import { readEnvironment } from '../../src/main/environment.ts';
import { serve } from '../../src/main/serve.ts';

const [url = '', protocols = ''] = process.argv.slice(2);
const read = readEnvironment({ PORT: '0', DATABASE_URL: url });
if ('errors' in read) throw new Error(read.errors.join(' '));
const serving = await serve(read.value, (message) => console.error(message), protocols);
process.send?.(serving.address);
