/** Writes docs/protocol.schema.json anew, when the language has learnt a word: `node dist/test/protocol/write-schema.js`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema } from '../../src/core/protocol/json-schema.ts';

writeFileSync(
  join(import.meta.dirname, '../../../docs/protocol.schema.json'),
  `${JSON.stringify(jsonSchema(), null, 1)}\n`,
);
