import { memoryStores } from '../../../adapters/memory/memory-stores.ts';
import { T0 } from './samples.ts';
import { storeContract } from './store-contract.ts';

storeContract('in memory', async () => {
  let now = T0;
  const stores = memoryStores({ now: () => now });
  return {
    stores,
    expireAt: async (at) => {
      now = at;
      stores.removeExpired(at);
    },
    close: async () => {},
  };
});
