import type { ShownIncident } from '../projections/incident.ts';
import type { ShownDelivery } from '../usecases/incident/read-incident.ts';
import type { ApiClient } from './api-client.ts';
import type { Names } from './present-incident.ts';

/**
 * What the people of an incident are called, by its ledger. Whoever was sent nothing is called by their id; so is everybody where
 * the ledger cannot be read, for what was asked for has been done.
 */
export const namesIn = async (client: ApiClient, { number }: Pick<ShownIncident, 'number'>): Promise<Names> => {
  try {
    const { items } = await client.get<{ items: readonly ShownDelivery[] }>(`/v1/incidents/${number}/deliveries`);
    return new Map(items.map(({ recipient, recipientName }) => [recipient, recipientName]));
  } catch {
    return new Map();
  }
};
