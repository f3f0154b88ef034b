import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, delivery, fresh, HOSTILE, incident, quarantined, record, T0 } from './samples.ts';

/**
 * A lone surrogate is not UTF-8. Where text is a field of its own (ids, keys, environment, addresses) it is stored as
 * U+FFFD; inside what is stored as JSON (titles, labels, states, commits, bodies) it survives as it came.
 */
export const hostileContract = (makeStores: MakeStores): void => {
  describe('hostile text', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('survives %s', async (_, text) => {
      const id = fresh('hostile');
      const labels: Record<string, string> = { [text.slice(0, 100)]: text };
      Object.defineProperty(labels, '__proto__', {
        value: 'own',
        enumerable: true,
        configurable: true,
        writable: true,
      });
      const signal = {
        title: text,
        description: text,
        dedupKey: text,
        groupKey: text,
        labels,
        links: [{ href: text, text }],
      };
      await stores.alerts.record([record(id, signal, { environment: text, suppressedBy: text })]);
      const alert = await stores.alerts.get(id);
      expect(alert).toMatchObject({ title: text, description: text, groupKey: text, links: [{ href: text, text }] });
      expect(Object.entries(alert?.labels ?? {}).sort()).toEqual(Object.entries(labels).sort());
      expect(Object.getPrototypeOf(alert?.labels)).toBe(Object.prototype);
      expect(alert).toMatchObject({ environment: text.toWellFormed(), suppressedBy: text.toWellFormed() });
      expect(await stores.alerts.record([record(id, { ...signal, occurredAt: T0 + 1 })])).toMatchObject([
        { outcome: 'repeated' },
      ]);

      const commit = commitOf(id, 1);
      await stores.commits.append(commit);
      await stores.heads.put(
        'newest',
        incident(id, { seq: 1, hash: commit.hash, title: text, environment: text, description: text }),
      );
      expect(await stores.heads.get('newest', id)).toMatchObject({ title: text, environment: text, description: text });

      const intended = await stores.deliveries.intend(
        delivery(id, { recipientName: text, address: text, subject: text }),
        0,
      );
      expect(intended?.attempts).toBe(1);
      await stores.deliveries.settle({ incidentId: id, deliveryId: 'page-1/ada/sms', status: 'failed', failure: text });
      expect((await stores.deliveries.ofIncident(id))[0]?.failure?.toWellFormed()).toBe(text.toWellFormed());

      await stores.quarantine.put(quarantined(id, { body: text, reason: text }));
      expect(await stores.quarantine.get(id)).toMatchObject({ body: text, reason: text });
      await stores.durable();
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('takes %s as a key', async (_, text) => {
      const key = `${fresh('key')}${text}`;
      expect(await stores.slots.claim(key, 'a')).toEqual({ incidentId: 'a', claimed: true });
      expect(await stores.slots.claim(key, 'b')).toEqual({ incidentId: 'a', claimed: false });
      expect(await stores.counters.next(key)).toBe(1);
      expect(await stores.alerts.get(key)).toBeUndefined();
      await stores.alerts.record([record(key)]);
      await stores.alerts.attach([{ alertId: key, episode: 1, told: 'error' }], key);
      expect((await stores.alerts.ofIncident(key, { limit: 5 })).items).toHaveLength(1);
      const wait = { incidentId: key, waiter: text, token: text, seenSeq: 1 };
      await stores.waits.put(wait);
      expect(await stores.waits.ofIncident(key)).toHaveLength(1);
      await stores.waits.remove(wait);
      expect(await stores.waits.ofIncident(key)).toEqual([]);
      const deliveryId = `m/${text}/sms`;
      await stores.deliveries.intend(delivery(key, { deliveryId }), 0);
      await stores.deliveries.settle({ incidentId: key, deliveryId, status: 'acknowledged' });
      expect(await stores.deliveries.ofIncident(key)).toMatchObject([{ status: 'acknowledged' }]);
      expect(await stores.quarantine.get(key)).toBeUndefined();
      expect(await stores.projections.keyOf('incident-list', key)).toBeUndefined();
      await stores.durable();
    });
  });
};
