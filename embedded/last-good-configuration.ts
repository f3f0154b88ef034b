import type { SqliteStores } from '../adapters/sqlite/sqlite-stores.ts';
import { readConfigurationFiles } from '../config/read-configuration.ts';
import { type Configuration, configurationFields } from '../domain/configuration/configuration.ts';
import { DomainError } from '../domain/failure/domain-error.ts';

/** What the files hold, or why that cannot be used. */
export type FilesRead = { readonly configuration: Configuration } | { readonly broken: DomainError };

/** @throws whatever is no mistake in the files */
export const readFiles = async (directory: string): Promise<FilesRead> => {
  try {
    return { configuration: (await readConfigurationFiles(directory)).configuration };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'configuration-invalid') return { broken: error };
    throw error;
  }
};

/**
 * The configuration that was in force last. It was good under the rules of then: what has been added to them since is filled in
 * where it can be, and nothing is refused, for there is no other.
 */
export const lastGoodConfiguration = async (
  stores: Pick<SqliteStores, 'configurations'>,
): Promise<Configuration | undefined> => {
  const stored = await stores.configurations.current();
  if (stored === undefined) return undefined;
  const { version, ...fields } = stored;
  const read = configurationFields.safeParse(fields);
  return read.success ? { ...read.data, version } : stored;
};
