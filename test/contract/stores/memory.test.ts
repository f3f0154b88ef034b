import { memoryStores } from '../../../adapters/memory/memory-stores.ts';
import { storeContract } from './store-contract.ts';

storeContract('in memory', async () => ({ stores: memoryStores(), close: async () => {} }));
