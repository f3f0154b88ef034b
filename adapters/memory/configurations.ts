import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationStore } from '../../ports/stores.ts';

export const memoryConfigurations = (): ConfigurationStore => {
  let configuration: Configuration | undefined;
  return {
    async current() {
      return configuration;
    },
    async apply(next) {
      configuration = next;
    },
  };
};
