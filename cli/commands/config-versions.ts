import { Command } from 'commander';
import { readConfigurationFiles } from '../../config/read-configuration.ts';
import {
  type Configuration,
  type ConfigurationFields,
  configurationFields,
} from '../../domain/configuration/configuration.ts';
import { differencesBetween } from '../../domain/configuration/difference.ts';
import { withSecretsHashed } from '../../domain/configuration/shown-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { AppliedVersion } from '../../usecases/configuration/list-versions.ts';
import type { ApiClient } from '../api-client.ts';
import { invocationOf } from '../context.ts';
import { columns, localTime } from '../present.ts';
import { presentDifference } from '../present-difference.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';

/** As diff(1) has them: nothing is another, something is, and it cannot be told. */
const DIFF_EXIT = { same: EXIT.done, differ: 1, trouble: 2 } as const;

const DIFF_HELP = `
Exit codes, as of diff: 0 nothing is another, 1 something is, 2 it cannot be told.
Names and addresses of people are masked, for logs of CI; that they have changed is told in any case. Addresses that are secrets
are shown to nobody.`;

const VERSIONS = '/v1/configuration/versions';

/** With the defaults of now, so that only what somebody wrote is another; as it is, where it cannot be read so. */
const filledIn = ({ version: _, ...fields }: Configuration): ConfigurationFields => {
  const read = configurationFields.safeParse(fields);
  return read.success ? read.data : fields;
};

const configurationIn = async (directory: string): Promise<Configuration> => {
  try {
    return (await readConfigurationFiles(directory)).configuration;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new CommandFailed(error.message, `\`muster config check ${directory}\` names every mistake.`);
  }
};

const versionAt = (client: ApiClient, version: string): Promise<Configuration> =>
  client.get<Configuration>(`${VERSIONS}/${encodeURIComponent(version)}`);

interface DiffOptions {
  readonly against?: string;
  readonly showPersonalData?: boolean;
}

/** `muster config diff`: what a deploy, or a start, would change. */
export const diffCommand = (terminal: Terminal, defaultDirectory: string): Command =>
  new Command('diff')
    .description('what is another between the files of a directory and what is in force; takes the role admin')
    .argument('[directory]', 'of *.yaml files (MUSTER_CONFIG)', terminal.env.MUSTER_CONFIG ?? defaultDirectory)
    .option('--against <version>', 'an earlier one in the place of what is in force, as `config versions` names it')
    .option('--show-personal-data', 'names and addresses of people too')
    .addHelpText('after', DIFF_HELP)
    .action(async (directory: string, options: DiffOptions, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      try {
        const files = await configurationIn(directory);
        const there = await versionAt(client, options.against ?? 'in-force');
        const changes = differencesBetween(withSecretsHashed(filledIn(there)), withSecretsHashed(filledIn(files)), {
          showsPersonalData: options.showPersonalData === true,
        });
        const what = `configuration ${there.version}${options.against === undefined ? ', which is in force' : ''}`;
        answer({ from: there.version, to: files.version, changes }, () =>
          changes.length === 0
            ? `${directory} is the same as ${what}.\n`
            : `${presentDifference(terminal, changes)}${directory} (${files.version}) compared with ${what}.\n`,
        );
        if (changes.length > 0) throw new CommandFailed('', undefined, DIFF_EXIT.differ);
      } catch (error) {
        if (!(error instanceof CommandFailed) || error.message === '') throw error;
        throw new CommandFailed(error.message, error.advice, DIFF_EXIT.trouble, error.code);
      }
    });

const whoOf = ({ by }: AppliedVersion): string => {
  if (by === undefined) return '–';
  return by.kind === 'person' ? (by.name ?? by.id) : by.id;
};

const whenOf = (terminal: Terminal, { at }: AppliedVersion): string =>
  at === undefined ? 'before this was recorded' : localTime(at, terminal.timeZone);

const standing = ({ how, inForce }: AppliedVersion): string =>
  `${inForce ? 'in force' : ''}${how === 'rollback' ? `${inForce ? ', ' : ''}rolled back to` : ''}`;

/** `muster config versions`: what was in force since when, and who put it there. */
export const versionsCommand = (terminal: Terminal): Command =>
  new Command('versions')
    .description('every configuration that was in force, newest first, and who put it there')
    .action(async (_: unknown, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      const items = await client.all<AppliedVersion>(VERSIONS);
      const rows = items.map((one) => [one.version, whenOf(terminal, one), whoOf(one), standing(one)]);
      answer({ items }, () => columns(terminal, ['VERSION', 'SINCE', 'BY', ''], rows));
    });

/** `muster config rollback`: an earlier one, at once, without its files. */
export const rollbackCommand = (terminal: Terminal): Command =>
  new Command('rollback')
    .description('put a configuration that was in force before into force again, at once; takes the role admin')
    .argument('<version>', 'as `config versions` names it')
    .action(async (version: string, _: unknown, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      const done = await client.post<AppliedVersion>(`${VERSIONS}/${encodeURIComponent(version)}/rollback`, {});
      answer(
        done,
        () =>
          `Configuration ${done.version} is in force, everywhere within ten seconds. Who rolled back is on record: ${whoOf(done)}.\nMend the files too: the next deploy that changes them, or the next start, puts them into force again.\n`,
      );
    });
