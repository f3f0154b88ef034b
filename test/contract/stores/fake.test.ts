import { fakeStores } from '../../fakes/fake-stores.ts';
import { storeContract } from './store-contract.ts';

storeContract('in memory', async () => ({ stores: fakeStores(), close: async () => {} }));
