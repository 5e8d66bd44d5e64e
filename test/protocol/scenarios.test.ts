import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { readProtocolFolder } from '../../src/cli/read-files.ts';
import { readBankHolidays } from '../../src/core/calendar/load.ts';
import { loadProtocol } from '../../src/core/protocol/load.ts';
import { tellStory } from '../../src/simulation/tell-story.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const calendar = readBankHolidays(
  JSON.parse(readFileSync(join(root, 'calendars', 'england-and-wales.json'), 'utf8')),
);
assert.ok(calendar.ok);
const bankHolidays = calendar.value;

for (const path of globSync('protocols/*/*/protocol.yaml', { cwd: root })) {
  const folder = dirname(path);
  describe(`the stories of ${folder}`, () => {
    const loaded = loadProtocol(readProtocolFolder(join(root, folder)));
    assert.ok(loaded.ok, `${folder} is sound`);
    for (const file of globSync(`${folder}/scenarios/*.yaml`, { cwd: root }).sort()) {
      const source = { path: file, text: readFileSync(join(root, file), 'utf8') };
      test(file, () => {
        const report = tellStory(source, { protocol: loaded.protocol, bankHolidays });
        assert.deepEqual(report.differences, []);
      });
    }
  });
}
