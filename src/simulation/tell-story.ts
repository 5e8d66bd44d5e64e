/** From the text of a scenario file to the report of its telling; what is wrong with its spelling is reported like a difference. */
import type { SourceFile } from '../core/protocol/problem.ts';
import { readScenario } from './read-scenario.ts';
import { type Policy, runScenario, type ScenarioReport } from './run-scenario.ts';

export function tellStory(source: SourceFile, policy: Policy): ScenarioReport {
  const read = readScenario(source);
  if (read.ok) return runScenario(read.scenario, policy);
  return {
    file: source.path,
    title: source.path,
    clauses: [],
    steps: 0,
    ok: false,
    differences: read.problems.map(({ message, ...place }) => ({
      ...place,
      step: 0,
      expected: 'a scenario that can be read',
      happened: message,
    })),
  };
}
