import type { Configuration } from '../../domain/configuration/configuration.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { ConfigurationStore } from '../../ports/stores.ts';
import { text, textOf } from './attributes.ts';
import { CONFIGURATION_POINTER, configurationKey } from './keys.ts';
import { putWhole, wholeOf } from './parts.ts';
import type { Table } from './table.ts';

/** Every version applied is kept: decisions name the one they were made under. Nothing is cached here. */
export const dynamoConfigurations = (table: Table): ConfigurationStore => ({
  async current() {
    const what = 'read the configuration';
    const pointer = await table.get(what, CONFIGURATION_POINTER);
    if (pointer === undefined) return undefined;
    const version = textOf(pointer.version);
    const key = configurationKey(version);
    const item = await table.get(what, key);
    const json = item === undefined ? undefined : await wholeOf(what, table, key, item);
    if (json === undefined) {
      throw new StoreError('missing', `configuration ${version} is in force, but not in the table`, {
        advice: 'Apply the configuration again.',
      });
    }
    return JSON.parse(json) as Configuration;
  },
  async apply(configuration) {
    const what = 'apply a configuration';
    const { version } = configuration;
    await putWhole(what, table, configurationKey(version), { version: text(version) }, JSON.stringify(configuration));
    await table.put(what, CONFIGURATION_POINTER, { version: text(version) });
  },
});
