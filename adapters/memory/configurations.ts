import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationStore } from '../../ports/stores.ts';

export const memoryConfigurations = (): ConfigurationStore => {
  let configuration: Configuration | undefined;
  const versions = new Map<string, Configuration>();
  return {
    async current() {
      return configuration;
    },
    async version(version) {
      return versions.get(version);
    },
    async apply(next) {
      configuration = next;
      versions.set(next.version, next);
    },
  };
};
