import type { Configuration } from '../../domain/configuration/configuration.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { ConfigurationStore } from '../../ports/stores.ts';
import { text, textOf } from './attributes.ts';
import { CONFIGURATION_POINTER, configurationKey } from './keys.ts';
import { putWhole, wholeOf } from './parts.ts';
import type { Table } from './table.ts';

/** Every version applied is kept: decisions name the one they were made under. Nothing is cached here. */
export const dynamoConfigurations = (table: Table): ConfigurationStore => {
  const what = 'read a configuration';
  const version = async (asked: string): Promise<Configuration | undefined> => {
    const key = configurationKey(asked);
    const item = await table.get(what, key);
    const json = item && (await wholeOf(what, table, key, item));
    return json === undefined ? json : JSON.parse(json);
  };
  return {
    version,
    async current() {
      const pointer = await table.get(what, CONFIGURATION_POINTER);
      if (pointer === undefined) return undefined;
      const pointed = textOf(pointer.version);
      const configuration = await version(pointed);
      if (configuration === undefined) {
        throw new StoreError('missing', `configuration ${pointed} is in force, but not in the table`, {
          advice: 'Apply the configuration again.',
        });
      }
      return configuration;
    },
    async apply(configuration) {
      const stamp = { version: text(configuration.version) };
      const key = configurationKey(configuration.version);
      const what = 'apply a configuration';
      await putWhole(what, table, key, stamp, JSON.stringify(configuration));
      await table.put(what, CONFIGURATION_POINTER, stamp);
    },
  };
};
