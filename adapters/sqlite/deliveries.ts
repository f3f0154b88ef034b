import type { DatabaseSync } from 'node:sqlite';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { DeliveryLedger } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const deliveryOf = (row: Record<string, unknown>): Delivery => JSON.parse(String(row.body)) as Delivery;

/** The ledger of who was reached. */
export const sqliteDeliveries = (db: DatabaseSync, group: GroupCommit, retention: () => Retention): DeliveryLedger => {
  const get = db.prepare('SELECT body FROM deliveries WHERE incident_id = ? AND delivery_id = ?');
  const save = db.prepare(`
    INSERT INTO deliveries (incident_id, delivery_id, status, intended_at, body, expires_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET status = excluded.status, intended_at = excluded.intended_at, body = excluded.body`);
  const ofIncident = db.prepare('SELECT body FROM deliveries WHERE incident_id = ? ORDER BY delivery_id');
  const between = db.prepare(`
    SELECT body FROM deliveries WHERE incident_id = ? AND delivery_id >= ? AND delivery_id < ?
    ORDER BY delivery_id LIMIT ?`);
  const unsettled = db.prepare(`
    SELECT body FROM deliveries WHERE status = 'intended' AND intended_at < ? ORDER BY intended_at LIMIT ?`);

  const load = (incidentId: string, deliveryId: string): Delivery | undefined => {
    const row = get.get(incidentId, deliveryId);
    return row === undefined ? undefined : deliveryOf(row);
  };
  const store = (delivery: Delivery): void => {
    const { incidentId, deliveryId, status, intendedAt } = delivery;
    const expiresAt = keptUntil(retention(), 'deliveries', toMs(intendedAt));
    save.run(incidentId, deliveryId, status, intendedAt, JSON.stringify(delivery), expiresAt);
  };

  return {
    async intend(delivery, takeOverBefore) {
      return group.write('intend a delivery', () => {
        const stored = load(delivery.incidentId, delivery.deliveryId);
        const free =
          stored === undefined ||
          (stored.status === 'intended' && stored.intendedAt < toIso(takeOverBefore)) ||
          (stored.status === 'failed' && stored.attempts === delivery.attempts);
        if (!free) return undefined;
        const intended: Delivery = { ...delivery, status: 'intended', attempts: (stored?.attempts ?? 0) + 1 };
        store(intended);
        return intended;
      });
    },
    async settle(change) {
      group.write('settle a delivery', () => {
        const stored = load(change.incidentId, change.deliveryId);
        if (stored === undefined) return;
        const told = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const status = stored.status === 'acknowledged' ? stored.status : (change.status ?? stored.status);
        store({ ...stored, ...(change.status && { nextTryAt: undefined }), ...told, status });
      });
    },
    async ofIncident(incidentId) {
      return group.read('read deliveries', () => ofIncident.all(incidentId)).map(deliveryOf);
    },
    async between(incidentId, from, to, limit = -1) {
      return group.read('read some deliveries', () => between.all(incidentId, from, to, limit)).map(deliveryOf);
    },
    async unsettled(before, limit) {
      return group.read('read unsettled deliveries', () => unsettled.all(toIso(before), limit)).map(deliveryOf);
    },
  };
};
