import { systemClock } from '../adapters/clock/system-clock.ts';
import { noSuch } from '../domain/configuration/closest-name.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import {
  type ConfigurationProblem,
  configurationInvalid,
  parseFields,
  versioned,
} from '../domain/configuration/parse-configuration.ts';
import { referenceProblems } from '../domain/configuration/references.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import { mappingProblem } from '../intake/message/mapping-problem.ts';
import { SOURCES, sourceById } from '../sources/index.ts';
import { conditionProblems } from './check/condition-problems.ts';
import { dependencyProblems } from './check/dependency-problems.ts';
import { doubledProblems } from './check/doubled-problems.ts';
import { reachProblems } from './check/reach-problems.ts';
import { rotaProblems } from './check/rota-problems.ts';
import { templateProblems } from './check/template-problems.ts';
import { type LoadedConfiguration, loadConfigurationFiles, type ToBeWritten } from './load.ts';

const SOURCE_IDS = SOURCES.map(({ id }) => id);

/** What is wrong with integrations that only the sources and JSONata know. */
const integrationProblems = async ({ integrations }: Configuration): Promise<ConfigurationProblem[]> => {
  const problems: ConfigurationProblem[] = [];
  for (const [i, { keyHashes, mapping, source: id }] of integrations.entries()) {
    const complain = (field: string, reason: string) => problems.push({ path: `integrations.${i}.${field}`, reason });
    const source = sourceById(id);
    if (!source) complain('source', noSuch(`source "${id}"`, id, SOURCE_IDS));
    if (source?.verify && keyHashes) {
      complain(
        'keyHashes',
        `${id} signs with the key itself, which takes the key and not its hash: let it sign with the key of this integration`,
      );
    }
    const problem = mapping === undefined ? undefined : await mappingProblem(mapping);
    if (problem !== undefined) complain('mapping', problem);
  }
  return problems;
};

const CHECKS: readonly ((configuration: Configuration) => readonly ConfigurationProblem[])[] = [
  referenceProblems,
  doubledProblems,
  dependencyProblems,
  conditionProblems,
  templateProblems,
  reachProblems,
];

/**
 * Validates what configuration files hold before it is put into force: its form, then at once everything else that
 * would leave somebody unreachable, a message empty or a rule without effect. Stricter than `parseConfiguration`: what is in force
 * already stays readable.
 *
 * @param now from when on somebody has to be on call
 * @throws DomainError `configuration-invalid` with `details.problems`
 */
export const readConfiguration = async (raw: unknown, now = systemClock.now()): Promise<Configuration> => {
  const configuration = versioned(parseFields(raw));
  const problems = CHECKS.flatMap((check) => check(configuration));
  problems.push(...(await integrationProblems(configuration)), ...(await rotaProblems(configuration, now)));
  if (problems.length > 0) throw configurationInvalid(problems);
  return configuration;
};

const placed = (
  { other, path, reason }: ConfigurationProblem,
  locate: LoadedConfiguration['locate'],
): ConfigurationProblem => {
  const at = (one: string): string => {
    const place = locate(one);
    return place === undefined ? one : `${place} ${one}`;
  };
  return { path: at(path), reason: other === undefined ? reason : `${reason}; the other stands at ${at(other)}` };
};

/**
 * The configuration in the files of a directory.
 *
 * @throws DomainError `configuration-invalid`, with file, line, path and reason of every problem in `details.problems`
 */
export const readConfigurationFiles = async (
  directory: string,
  toBeWritten?: ToBeWritten,
): Promise<{ readonly configuration: Configuration } & LoadedConfiguration> => {
  const loaded = loadConfigurationFiles(directory, toBeWritten);
  try {
    return { ...loaded, configuration: await readConfiguration(loaded.raw) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'configuration-invalid') throw error;
    const problems = error.details.problems as readonly ConfigurationProblem[];
    throw configurationInvalid(problems.map((problem) => placed(problem, loaded.locate)));
  }
};
