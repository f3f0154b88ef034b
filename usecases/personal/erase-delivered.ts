import { maskedAddress } from '../../domain/access/shown-address.ts';
import { type Delivery, ERASED_ADDRESS } from '../../domain/delivery/delivery.ts';
import type { Ports } from '../../ports/ports.ts';

/** Incidents whose rows are read at once. */
const AT_ONCE = 16;

export interface ErasedRows {
  readonly rows: number;
  /** Rows of messages that are still on their way: their sender needs the address. */
  readonly underWay: number;
}

const isUnderWay = ({ nextTryAt, status }: Delivery): boolean =>
  status === 'intended' || status === 'held' || (status === 'failed' && nextTryAt !== undefined);

/**
 * Takes the name and the address of a person out of the ledger: what was sent when, and what became of it, stays, under the id of the
 * configuration.
 *
 * @param person an id, an address, or a name
 */
export const eraseDelivered = async ({ stores }: Pick<Ports, 'stores'>, person: string): Promise<ErasedRows> => {
  const wanted = person.toLowerCase();
  const isTheirs = ({ address, recipient, recipientName }: Delivery): boolean =>
    recipient === person || address.toLowerCase() === wanted || recipientName.toLowerCase() === wanted;
  let rows = 0;
  let underWay = 0;
  const eraseIn = async (incidentId: string): Promise<void> => {
    for (const row of await stores.deliveries.ofIncident(incidentId)) {
      if (row.address === ERASED_ADDRESS || !isTheirs(row)) continue;
      if (isUnderWay(row)) {
        underWay += 1;
        continue;
      }
      const { address, channel, deliveryId, failure, recipient } = row;
      await stores.deliveries.settle({
        incidentId,
        deliveryId,
        address: ERASED_ADDRESS,
        recipientName: recipient,
        failure: failure
          ?.replaceAll(address, ERASED_ADDRESS)
          .replaceAll(maskedAddress(channel, address), ERASED_ADDRESS),
      });
      rows += 1;
    }
  };
  let next: string | undefined;
  do {
    const page = await stores.commits.incidents({
      limit: AT_ONCE,
      newestFirst: true,
      ...(next !== undefined && { next }),
    });
    await Promise.all(page.items.map(eraseIn));
    next = page.next;
  } while (next !== undefined);
  return { rows, underWay };
};
