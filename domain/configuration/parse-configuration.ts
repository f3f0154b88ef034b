import type * as z from 'zod';
import { hashOf } from '../chain/chain.ts';
import { DomainError } from '../failure/domain-error.ts';
import { type Configuration, type ConfigurationFields, configurationFields } from './configuration.ts';
import { referenceProblems } from './references.ts';
import { sentenceOfIssue } from './sentence-of-issue.ts';

/** One thing wrong with a configuration: where, and what to do. */
export interface ConfigurationProblem {
  readonly path: string;
  readonly reason: string;
  /** The other path, where two do not go together. */
  readonly other?: string;
}

const sentence = ({ other, path, reason }: ConfigurationProblem): string =>
  `${path}: ${reason}${other === undefined ? '' : ` (${other})`}`;

/** The refusal of a configuration, with every path and reason. */
export const configurationInvalid = (problems: readonly ConfigurationProblem[]): DomainError =>
  new DomainError('configuration-invalid', `The configuration is not valid: ${problems.map(sentence).join('; ')}`, {
    details: { problems },
  });

const pathOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? '(root)' : path.map(String).join('.'));

/** What a schema makes of what somebody wrote, or what is wrong with it, in words. */
export const problemsIn = <T>(
  schema: z.ZodType<T>,
  raw: unknown,
): { readonly data: T } | { readonly problems: readonly ConfigurationProblem[] } => {
  const parsed = schema.safeParse(raw, { error: sentenceOfIssue });
  if (parsed.success) return { data: parsed.data };
  const problems = parsed.error.issues.flatMap((issue): ConfigurationProblem[] => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(issue.path), reason: issue.message }];
    const reasons = issue.message.split('\n');
    return issue.keys.map((key, i) => ({ path: pathOf([...issue.path, key]), reason: reasons[i] ?? issue.message }));
  });
  return { problems };
};

/**
 * What the files hold, with every default; whether what refers to what is there is not asked.
 *
 * @throws DomainError `configuration-invalid` with `details.problems`
 */
export const parseFields = (raw: unknown): ConfigurationFields => {
  const parsed = problemsIn(configurationFields, raw);
  if ('problems' in parsed) throw configurationInvalid(parsed.problems);
  return parsed.data;
};

/** The version of a configuration is the hash of its content. */
export const versioned = (fields: ConfigurationFields): Configuration => ({
  ...fields,
  version: hashOf(fields).slice(0, 12),
});

/**
 * Validates what the files hold and stamps it with the version of its content.
 *
 * @throws DomainError `configuration-invalid` with `details.problems`: every path and reason, not only the first.
 */
export const parseConfiguration = (raw: unknown): Configuration => {
  const fields = parseFields(raw);
  const problems = referenceProblems(fields);
  if (problems.length > 0) throw configurationInvalid(problems);
  return versioned(fields);
};
