/** What `stile protocol new` writes is a protocol that can be used and changed at once. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readBankHolidays } from '../../src/core/calendar/load.ts';
import { coverage, summarise } from '../../src/core/protocol/coverage.ts';
import { prove } from '../../src/core/protocol/proof/proof.ts';
import { type Starter, starterFiles } from '../../src/core/protocol/template.ts';
import { tellStory } from '../../src/simulation/tell-story.ts';
import { problemsOf, protocolOf } from './change.ts';

const root = join(import.meta.dirname, '../../..');
const bankHolidays = readBankHolidays(
  JSON.parse(readFileSync(join(root, 'calendars/england-and-wales.json'), 'utf8')),
);

function policyFiles(starter: Starter) {
  return starterFiles(starter).filter(
    ({ path }) => path.endsWith('.yaml') && !path.startsWith('scenarios/'),
  );
}

for (const starter of [
  { authority: 'anytown', name: 'Anytown Council', version: '2027' },
  { authority: 'st-mary-s', name: 'St. Mary’s: "The" $& Borough', version: '2027-04' },
  { authority: '2nd', name: 'Second', version: 'draft' },
]) {
  describe(`A new policy for ${starter.name}`, () => {
    it('loads under its own key, and nothing of the template is left over', () => {
      const protocol = protocolOf(policyFiles(starter));
      assert.equal(protocol.key, `${starter.authority}/${starter.version}`);
      assert.equal(protocol.about.authority.name, starter.name);
      for (const { text } of starterFiles(starter)) assert.doesNotMatch(text, /CLAUSE-|<\w+/);
    });

    it('has no fault, and every clause is accounted for', () => {
      const protocol = protocolOf(policyFiles(starter));
      assert.deepEqual(prove(protocol), []);
      assert.equal(summarise(coverage(protocol)).problems, 0);
    });

    it('tells its own story', () => {
      assert.ok(bankHolidays.ok);
      const protocol = protocolOf(policyFiles(starter));
      const stories = starterFiles(starter).filter(({ path }) => path.startsWith('scenarios/'));
      assert.ok(stories.length > 0);
      for (const story of stories) {
        const report = tellStory(story, { protocol, bankHolidays: bankHolidays.value });
        assert.deepEqual(report.differences, []);
      }
    });
  });
}

it('A short name that cannot be is said as for any other protocol', () => {
  const problems = problemsOf(
    policyFiles({ authority: 'Any Town', name: 'Any Town', version: '1' }),
  );
  assert.match(problems.join('\n'), /"Any Town" should be small letters, digits and hyphens/);
});
