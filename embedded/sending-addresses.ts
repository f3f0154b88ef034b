import { type Reachable, type SendingAddress, sendingAddressOf } from '../domain/access/sending-address.ts';
import type { Integration } from '../domain/configuration/integration.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { DataDirectory } from './data-directory.ts';

/** Writes into the data directory where the senders of each integration send, and with what key: for the CLI, and for people. */
export const writeSendingAddresses = async (
  directory: Pick<DataDirectory, 'writePrivate'>,
  integrations: readonly Integration[],
  keys: Pick<IntegrationKeys, 'keysOf'>,
  reachable: Reachable,
): Promise<Readonly<Record<string, SendingAddress>>> => {
  const addresses: Record<string, SendingAddress> = {};
  for (const integration of integrations)
    addresses[integration.id] = sendingAddressOf(integration, (await keys.keysOf(integration.id))[0] ?? '', reachable);
  directory.writePrivate('integrations.json', `${JSON.stringify(addresses, null, 2)}\n`);
  return addresses;
};
