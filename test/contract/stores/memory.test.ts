import { memoryStores } from '../../../adapters/memory/memory-stores.ts';
import { T0 } from './samples.ts';
import { storeContract } from './store-contract.ts';

storeContract('in memory', async () => {
  const stores = memoryStores({ now: () => T0 });
  return { stores, expireAt: async (at) => stores.removeExpired(at), close: async () => {} };
});
