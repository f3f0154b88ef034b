import { Command } from 'commander';
import { loadConfigurationTests } from '../../config/load-tests.ts';
import { readConfigurationFiles } from '../../config/read-configuration.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { type ConfigurationProblem, configurationInvalid } from '../../domain/configuration/parse-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { runConfigurationTest } from '../../simulation/run-configuration-test.ts';
import { invocationOf } from '../context.ts';
import { type JudgedTest, judgedTest, testReport } from '../present-tests.ts';
import { CommandFailed, type Terminal } from '../terminal.ts';
import { diffCommand, rollbackCommand, versionsCommand } from './config-versions.ts';

const DEFAULT_DIRECTORY = 'config/example';

interface CheckOptions {
  /** False with `--no-tests`. */
  readonly tests: boolean;
  readonly only?: string;
}

const problemsOf = (error: unknown): readonly ConfigurationProblem[] => {
  if (!(error instanceof DomainError) || error.code !== 'configuration-invalid') throw error;
  return error.details.problems as readonly ConfigurationProblem[];
};

/** @throws DomainError `configuration-invalid` for tests that name what there is not */
const runTests = async (
  directory: string,
  configuration: Configuration,
  { only, tests: wanted }: CheckOptions,
): Promise<readonly JudgedTest[]> => {
  if (!wanted) return [];
  const { tests, problems } = loadConfigurationTests(directory, configuration);
  if (problems.length > 0) throw configurationInvalid(problems);
  const judged: JudgedTest[] = [];
  for (const loaded of tests) {
    if (only !== undefined && !loaded.test.test.toLowerCase().includes(only.toLowerCase())) continue;
    const { unmet } = await runConfigurationTest(configuration, loaded.test);
    judged.push(judgedTest(loaded, unmet));
  }
  return judged;
};

/** `muster config check`: whether a deployment would take it, and whether it does what its tests say, before it is deployed. */
export const configCommand = (terminal: Terminal): Command => {
  const check = new Command('check')
    .description(
      'whether the files of a directory are a configuration, and do what its tests say; says what is wrong, and where',
    )
    .argument('[directory]', 'of *.yaml files (MUSTER_CONFIG)', terminal.env.MUSTER_CONFIG ?? DEFAULT_DIRECTORY)
    .option('--no-tests', 'without running the tests in its folder "tests"')
    .option('--only <words>', 'only the tests whose name has these words')
    .action(async (directory: string, options: CheckOptions, command: Command) => {
      const { answer } = invocationOf(terminal, command);
      try {
        const { configuration } = await readConfigurationFiles(directory);
        const { version, services, people, integrations } = configuration;
        const counts = { services: services.length, people: people.length, integrations: integrations.length };
        const tests = await runTests(directory, configuration, options);
        const failed = tests.filter((test) => !test.ok).length;
        answer(
          { ok: failed === 0, version, ...counts, tests },
          () =>
            `${tests.length === 0 ? '' : `${testReport(terminal, tests)}\n`}${directory} is valid: version ${version}, ${counts.services} services, ${counts.people} people, ${counts.integrations} integrations\n`,
        );
        if (failed > 0) throw new CommandFailed(`${failed} of ${tests.length} tests of the configuration failed.`);
      } catch (error) {
        if (error instanceof CommandFailed) throw error;
        const problems = problemsOf(error);
        answer({ ok: false, problems }, () => '');
        const lines = problems.map(({ path, reason }) => `  ${path}: ${reason}`).join('\n');
        throw new CommandFailed(`${directory} is not valid:\n${lines}`);
      }
    });
  return new Command('config')
    .description('the configuration: check, diff, versions, rollback')
    .addCommand(check)
    .addCommand(diffCommand(terminal, DEFAULT_DIRECTORY))
    .addCommand(versionsCommand(terminal))
    .addCommand(rollbackCommand(terminal));
};
