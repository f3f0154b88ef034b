import { hashOf } from '../chain/chain.ts';
import { DomainError } from '../failure/domain-error.ts';
import type { Configuration } from './configuration.ts';
import { configurationFile } from './configuration-file.ts';

/** One thing wrong with a configuration: where, and what to do. */
export interface ConfigurationProblem {
  readonly path: string;
  readonly reason: string;
}

/** The refusal of a configuration, with every path and reason. */
export const configurationInvalid = (problems: readonly ConfigurationProblem[]): DomainError =>
  new DomainError(
    'configuration-invalid',
    `The configuration is not valid: ${problems.map((p) => `${p.path}: ${p.reason}`).join('; ')}`,
    { details: { problems } },
  );

/**
 * Validates what the files hold and stamps it with the version of its content.
 *
 * @throws DomainError `configuration-invalid` with `details.problems`: every path and reason, not only the first.
 */
export const parseConfiguration = (raw: unknown): Configuration => {
  const parsed = configurationFile.safeParse(raw);
  if (!parsed.success) {
    const problems: ConfigurationProblem[] = parsed.error.issues.map((issue) => ({
      path: issue.path.length === 0 ? '(root)' : issue.path.join('.'),
      reason: issue.message,
    }));
    throw configurationInvalid(problems);
  }
  return { ...parsed.data, version: hashOf(parsed.data).slice(0, 12) };
};
