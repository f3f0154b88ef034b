import { describe } from 'vitest';
import { alertsContract } from './alerts-contract.ts';
import { alertsModel } from './alerts-model.ts';
import { changesContract } from './changes-contract.ts';
import { deliveriesContract } from './deliveries-contract.ts';
import { erasingContract } from './erasing-contract.ts';
import { floodsContract } from './floods-contract.ts';
import { headsContract } from './heads-contract.ts';
import { heartbeatsContract } from './heartbeats-contract.ts';
import { hostileContract } from './hostile-contract.ts';
import { keepingContract } from './keeping-contract.ts';
import { liveContract } from './live-contract.ts';
import { logContract } from './log-contract.ts';
import { mailThreadsContract } from './mail-threads-contract.ts';
import type { MakeStores } from './makes-stores.ts';
import { opsgenieContract } from './opsgenie-contract.ts';
import { projectionsContract } from './projections-contract.ts';
import { providerHealthContract } from './provider-health-contract.ts';
import { reportsContract } from './reports-contract.ts';
import { retentionContract } from './retention-contract.ts';
import { streamsContract } from './streams-contract.ts';

/**
 * What every implementation of `Stores` must do, as a suite. `runs` bounds the property test, for stores across a
 * network.
 */
export const storeContract = (name: string, makeStores: MakeStores, { runs = 100 }: { runs?: number } = {}): void => {
  describe(`${name} keeps the contract of the stores`, () => {
    alertsContract(makeStores);
    alertsModel(makeStores, runs);
    logContract(makeStores);
    headsContract(makeStores);
    streamsContract(makeStores);
    liveContract(makeStores);
    providerHealthContract(makeStores);
    projectionsContract(makeStores);
    deliveriesContract(makeStores);
    floodsContract(makeStores);
    keepingContract(makeStores);
    changesContract(makeStores);
    heartbeatsContract(makeStores);
    opsgenieContract(makeStores);
    erasingContract(makeStores);
    mailThreadsContract(makeStores);
    reportsContract(makeStores);
    retentionContract(makeStores);
    hostileContract(makeStores);
  });
};
