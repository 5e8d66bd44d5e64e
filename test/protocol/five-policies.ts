/** The five published policies with their stories, told once for the tests that look at what they show. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProtocolFolder } from '../../src/cli/read-files.ts';
import { type BankHolidays, readBankHolidays } from '../../src/core/calendar/load.ts';
import { loadProtocol } from '../../src/core/protocol/load.ts';
import type { Protocol } from '../../src/core/protocol/protocol.ts';
import { readScenario } from '../../src/simulation/read-scenario.ts';
import { type Happening, runScenario } from '../../src/simulation/run-scenario.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { type Showing, showingsOf } from '../../src/simulation/showings.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export const policies = {
  CE20: 'cheshire-east/2020',
  CE23: 'cheshire-east/2023',
  HAL: 'halton/undated',
  SHR: 'shropshire/undated',
  SWI: 'swindon/2022-12',
} as const;
export type Policy = keyof typeof policies;

/** The invented one has its stories too. */
export const shipped = { ...policies, SU: 'small-unitary/example' } as const;
export type Shipped = keyof typeof shipped;

export interface Story {
  readonly file: string;
  readonly scenario: Scenario;
  readonly happenings: readonly Happening[];
  readonly showings: readonly Showing[];
  readonly ok: boolean;
}

const read = readBankHolidays(
  JSON.parse(readFileSync(join(root, 'calendars', 'england-and-wales.json'), 'utf8')),
);
assert.ok(read.ok);
export const bankHolidays: BankHolidays = read.value;

export const folderOf = (policy: Shipped): string => join(root, 'protocols', shipped[policy]);

export function protocolOf(policy: Shipped): Protocol {
  const loaded = loadProtocol(readProtocolFolder(folderOf(policy)));
  assert.ok(loaded.ok, `${shipped[policy]} is sound`);
  return loaded.protocol;
}

export function sourcesOf(policy: Shipped) {
  const folder = join(folderOf(policy), 'scenarios');
  return globSync('*.yaml', { cwd: folder })
    .sort()
    .map((file) => ({ path: file, text: readFileSync(join(folder, file), 'utf8') }));
}

/** The stories that bear a tag, by tag. */
export function taggedStories(policy: Policy, protocol: Protocol): ReadonlyMap<string, Story[]> {
  const stories = new Map<string, Story[]>();
  for (const source of sourcesOf(policy)) {
    const parsed = readScenario(source);
    if (!parsed.ok || parsed.scenario.tags.length === 0) continue;
    const { scenario } = parsed;
    const happenings: Happening[] = [];
    const { ok } = runScenario(scenario, { protocol, bankHolidays }, (each) =>
      happenings.push(each),
    );
    const showings = showingsOf(protocol, happenings);
    const story = { file: source.path, scenario, happenings, showings, ok };
    for (const { text } of scenario.tags) stories.set(text, [...(stories.get(text) ?? []), story]);
  }
  return stories;
}
