import type { Change, ChangeRecord } from '../../domain/change/change.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { routeSignal } from '../../domain/service/routing.ts';
import type { Ports } from '../../ports/ports.ts';

/** Changes written at once; a batch may hold hundreds. */
const AT_ONCE = 25;

/** The change as it is kept: of the service that an alert with the same hints would be routed to. */
const changeOf = (record: ChangeRecord, lookup: Lookup): Change => {
  const { at, labels: _, service: __, ...kept } = record;
  const { environment, serviceId } = routeSignal(record, lookup.integration(record.integrationId), lookup);
  return { ...kept, at: toIso(at), environment, serviceId };
};

/**
 * Keeps what was changed, by service. Telling of a change again changes nothing. Durable when it returns.
 *
 * @throws StoreError
 */
export const recordChanges = async (
  ports: Pick<Ports, 'stores' | 'inForce'>,
  records: readonly ChangeRecord[],
): Promise<Change[]> => {
  const lookup = await ports.inForce();
  const changes = records.map((record) => changeOf(record, lookup));
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    await Promise.all(changes.slice(from, from + AT_ONCE).map((change) => ports.stores.changes.put(change)));
  }
  await ports.stores.durable();
  return changes;
};
