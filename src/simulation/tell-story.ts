/** From the text of a scenario file to the report of its telling; what is wrong with its spelling is reported like a difference. */
import type { SourceFile } from '../core/protocol/problem.ts';
import { readScenario } from './read-scenario.ts';
import { type Happening, type Policy, runScenario, type ScenarioReport } from './run-scenario.ts';
import { type ScenarioCoverage, scenarioCoverage } from './scenario-coverage.ts';
import { showingsOf } from './showings.ts';

export function tellStory(source: SourceFile, policy: Policy): ScenarioReport {
  const read = readScenario(source);
  if (read.ok) return runScenario(read.scenario, policy);
  return {
    file: source.path,
    title: source.path,
    clauses: [],
    tags: [],
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

/** Tells all stories of a policy, and says which of its clauses they show. */
export function coverStories(
  sources: readonly SourceFile[],
  policy: Policy,
  reasons?: ReadonlyMap<string, string>,
): ScenarioCoverage {
  const told = sources.map((source) => {
    const read = readScenario(source);
    const happenings: Happening[] = [];
    const report = read.ok
      ? runScenario(read.scenario, policy, (happening) => happenings.push(happening))
      : tellStory(source, policy);
    return { report, showings: showingsOf(policy.protocol, happenings) };
  });
  return scenarioCoverage(policy.protocol, told, reasons);
}
