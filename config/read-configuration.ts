import { didYouMean } from '../domain/configuration/closest-name.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import {
  type ConfigurationProblem,
  configurationInvalid,
  parseConfiguration,
} from '../domain/configuration/parse-configuration.ts';
import { mappingProblem } from '../intake/message/mapping-problem.ts';
import { SOURCES, sourceById } from '../sources/index.ts';

const SOURCE_IDS = SOURCES.map(({ id }) => id);

/** What is wrong with integrations that only the sources and JSONata know. */
const integrationProblems = async ({ integrations }: Configuration): Promise<ConfigurationProblem[]> => {
  const problems: ConfigurationProblem[] = [];
  for (const [i, { keyHashes, mapping, source: id }] of integrations.entries()) {
    const complain = (field: string, reason: string) => problems.push({ path: `integrations.${i}.${field}`, reason });
    const source = sourceById(id);
    if (!source) complain('source', `there is no source "${id}".${didYouMean(id, SOURCE_IDS)}`);
    if (source?.verify && keyHashes) {
      complain(
        'keyHashes',
        `${source.title} signs with the key itself, which takes the key and not its hash: let it sign with the key of this integration`,
      );
    }
    const problem = mapping === undefined ? undefined : await mappingProblem(mapping);
    if (problem !== undefined) complain('mapping', problem);
  }
  return problems;
};

/**
 * Validates what configuration files hold before it is put into force: as `parseConfiguration`, and what takes the sources
 * to know.
 *
 * @throws DomainError `configuration-invalid` with `details.problems`
 */
export const readConfiguration = async (raw: unknown): Promise<Configuration> => {
  const configuration = parseConfiguration(raw);
  const problems = await integrationProblems(configuration);
  if (problems.length > 0) throw configurationInvalid(problems);
  return configuration;
};
