import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Configuration } from '../domain/configuration/configuration.ts';
import {
  type ConfigurationTest,
  configurationTests,
  type TestStep,
} from '../domain/configuration/configuration-test.ts';
import { type ConfigurationProblem, problemsIn } from '../domain/configuration/parse-configuration.ts';
import { testProblems } from './check/test-problems.ts';
import { TESTS_FOLDER, yamlFilesBelow } from './load.ts';
import { parseFile, placeIn, readText, stepsOf, valuesOf } from './yaml-file.ts';

/** One test, and where each part of it stands. */
export interface LoadedTest {
  readonly test: ConfigurationTest;
  /** `expect.severity` → `tests/night.yaml:12:15`; of nothing, the test itself. */
  readonly locate: (path: string) => string;
}

export interface LoadedTests {
  readonly tests: readonly LoadedTest[];
  readonly problems: readonly ConfigurationProblem[];
}

/** What stands in a file beside the test in place of a payload: JSON as what it says, all else as text. */
const withPayload = (step: TestStep, folder: string, path: string, problems: ConfigurationProblem[]): TestStep => {
  const { file, ...rest } = step;
  if (file === undefined) return step;
  try {
    const text = readFileSync(join(folder, file), 'utf8');
    return { ...rest, payload: file.endsWith('.json') ? JSON.parse(text) : text };
  } catch (cause) {
    problems.push({ path: `${path}.file`, reason: `cannot be read: ${(cause as Error).message}` });
    return step;
  }
};

const testsIn = (directory: string, name: string, configuration: Configuration): LoadedTests => {
  const problems: ConfigurationProblem[] = [];
  const file = parseFile(name, readText(directory, name, problems), problems);
  const raw = file.document.errors.length > 0 ? undefined : valuesOf(file, problems);
  if (raw === undefined || problems.length > 0) return { tests: [], problems };
  const at = (path: string): string => placeIn(file, stepsOf(path)) ?? name;
  const placed = (found: readonly ConfigurationProblem[]) =>
    found.map(({ path, reason }) => ({ path: `${at(path)} ${path}`, reason }));
  const parsed = problemsIn(configurationTests, raw);
  if ('problems' in parsed) return { tests: [], problems: placed(parsed.problems) };
  const folder = dirname(join(directory, name));
  const tests = parsed.data.tests.map(
    (test, i): ConfigurationTest => ({
      ...test,
      ...withPayload(test, folder, `tests.${i}`, problems),
      next: test.next.map((step, j) => withPayload(step, folder, `tests.${i}.next.${j}`, problems)),
    }),
  );
  problems.push(...testProblems(tests, configuration));
  return {
    problems: placed(problems),
    tests: tests.map((test, i) => ({ test, locate: (path) => at(`tests.${i}${path === '' ? '.test' : `.${path}`}`) })),
  };
};

/** The tests of a configuration: every `*.yaml` in its folder `tests`; none where there is none. */
export const loadConfigurationTests = (directory: string, configuration: Configuration): LoadedTests => {
  const loaded = yamlFilesBelow(directory, TESTS_FOLDER).map((name) => testsIn(directory, name, configuration));
  return {
    tests: loaded.flatMap(({ tests }) => tests),
    problems: loaded.flatMap(({ problems }) => problems),
  };
};
