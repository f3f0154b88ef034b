import { Command } from 'commander';
import { loadConfigurationFiles } from '../../config/load.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, type Terminal } from '../terminal.ts';

const DEFAULT_DIRECTORY = 'config/example';

/** Every problem with where it stands: the file and line, and the path within the configuration. */
const problemsOf = (error: unknown, locate: (path: string) => string | undefined): ConfigurationProblem[] => {
  if (!(error instanceof DomainError) || error.code !== 'configuration-invalid') throw error;
  return (error.details.problems as ConfigurationProblem[]).map(({ path, reason }) => {
    const place = locate(path);
    return { path: place === undefined ? path : `${place} ${path}`, reason };
  });
};

/** `muster config check`: whether a deployment would take it, before it is deployed. */
export const configCommand = (terminal: Terminal): Command => {
  const check = new Command('check')
    .description('whether the files of a directory are a configuration; says what is wrong, and where')
    .argument('[directory]', 'of *.yaml files (MUSTER_CONFIG)', terminal.env.MUSTER_CONFIG ?? DEFAULT_DIRECTORY)
    .action(async (directory: string, _: unknown, command: Command) => {
      const { answer } = invocationOf(terminal, command);
      let locate: (path: string) => string | undefined = () => undefined;
      try {
        const loaded = loadConfigurationFiles(directory);
        locate = loaded.locate;
        const { version, services, people, integrations } = await readConfiguration(loaded.raw);
        const counts = { services: services.length, people: people.length, integrations: integrations.length };
        answer(
          { ok: true, version, ...counts },
          () =>
            `${directory} is valid: version ${version}, ${counts.services} services, ${counts.people} people, ${counts.integrations} integrations\n`,
        );
      } catch (error) {
        const problems = problemsOf(error, locate);
        answer({ ok: false, problems }, () => '');
        const lines = problems.map(({ path, reason }) => `  ${path}: ${reason}`).join('\n');
        throw new CommandFailed(`${directory} is not valid:\n${lines}`);
      }
    });
  return new Command('config').description('the configuration').addCommand(check);
};
