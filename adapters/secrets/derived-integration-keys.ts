import { integrationKey, integrationKeyIndex, type TokenIndex } from '../../domain/access/keys.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { configuredIn } from '../../domain/configuration/lookup.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { ConfigurationSource } from '../../ports/ports.ts';

/**
 * Keys derived from the deployment's master key for the integrations of the configuration in force. The index is made
 * once per configuration.
 *
 * @param masterKey read once, when the first sender arrives, and again only if that failed
 */
export const derivedIntegrationKeys = (
  masterKey: () => Promise<Uint8Array>,
  configuration: ConfigurationSource,
): IntegrationKeys => {
  const indexes = new WeakMap<Configuration, TokenIndex>();
  let known: Promise<Uint8Array> | undefined;
  const key = (): Promise<Uint8Array> => {
    known ??= masterKey().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  const ownerOf = async (token: string, isPublic: boolean): Promise<string | undefined> => {
    const current = await configuration.current();
    let index = indexes.get(current);
    if (!index) {
      index = integrationKeyIndex(await key(), current.integrations);
      indexes.set(current, index);
    }
    const owner = index.ownerOf(token);
    if (owner === undefined) return undefined;
    return (configuredIn(current).integration(owner)?.report !== undefined) === isPublic ? owner : undefined;
  };
  return {
    identify: (token) => ownerOf(token, false),
    identifyForm: (token) => ownerOf(token, true),
    async keyOf(integrationId, generation) {
      return integrationKey(await key(), integrationId, generation);
    },
    async keysOf(integrationId) {
      const { integrations } = await configuration.current();
      const integration = integrations.find(({ id }) => id === integrationId);
      const secret = await key();
      return integration?.keyGenerations.map((generation) => integrationKey(secret, integrationId, generation)) ?? [];
    },
  };
};
