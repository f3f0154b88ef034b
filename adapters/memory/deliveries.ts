import type { Delivery } from '../../domain/delivery/delivery.ts';
import { toMs } from '../../domain/instant/instant.ts';
import type { DeliveryLedger } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryDeliveries = (held: Pick<Held, 'deliveries'>): DeliveryLedger => ({
  async intend(delivery, takeOverBefore) {
    const key = `${delivery.incidentId} ${delivery.deliveryId}`;
    const stored = held.deliveries.get(key);
    const free =
      !stored ||
      (stored.status === 'intended' && toMs(stored.intendedAt) < takeOverBefore) ||
      (stored.status === 'failed' && stored.attempts === delivery.attempts);
    if (!free) return undefined;
    const intended: Delivery = { ...delivery, status: 'intended', attempts: (stored?.attempts ?? 0) + 1 };
    held.deliveries.set(key, intended);
    return intended;
  },
  async settle(change) {
    const key = `${change.incidentId} ${change.deliveryId}`;
    const stored = held.deliveries.get(key);
    if (!stored) return;
    const told = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const status = stored.status === 'acknowledged' ? stored.status : (change.status ?? stored.status);
    const { nextTryAt, ...rest } = { ...stored, ...(change.status && { nextTryAt: undefined }), ...told, status };
    held.deliveries.set(key, { ...rest, ...(nextTryAt === undefined ? {} : { nextTryAt }) });
  },
  async ofIncident(incidentId) {
    return [...held.deliveries.values()].filter((delivery) => delivery.incidentId === incidentId);
  },
  async between(incidentId, from, to, limit) {
    const within = (d: Delivery) => d.incidentId === incidentId && d.deliveryId >= from && d.deliveryId < to;
    return sortedBy([...held.deliveries.values()].filter(within), (d) => d.deliveryId).slice(0, limit);
  },
  async unsettled(before, limit) {
    const waiting = (d: Delivery) => d.status === 'intended' && toMs(d.intendedAt) < before;
    return sortedBy([...held.deliveries.values()].filter(waiting), (d) => d.intendedAt).slice(0, limit);
  },
});
