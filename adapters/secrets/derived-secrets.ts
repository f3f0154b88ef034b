import { linkKey, reporterKey } from '../../domain/access/signing-keys.ts';
import type { Secrets } from '../../ports/ports.ts';

/** Keys derived from the master key when they are first needed. */
export const derivedSecrets = (masterKey: () => Promise<Uint8Array>): Secrets => {
  let link: Uint8Array | undefined;
  let reporter: Uint8Array | undefined;
  return {
    async linkKey() {
      link ??= linkKey(await masterKey());
      return link;
    },
    async reporterKey() {
      reporter ??= reporterKey(await masterKey());
      return reporter;
    },
  };
};
