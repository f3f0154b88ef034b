import type { EpochMs } from '../../domain/instant/instant.ts';
import { halfKept, type Retention } from '../../domain/retention/retention.ts';
import type { SlotStore } from '../../ports/stores.ts';
import { optionalNumberOf, text, textOf } from './attributes.ts';
import { slotKey } from './keys.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

/**
 * Correlation slots: the first to claim one holds it. When the answer to a claim was lost and the client sent it again,
 * the caller reads `claimed: false` with its own incident id.
 */
export const dynamoSlots = (table: Table, retention: () => Retention, now: () => EpochMs): SlotStore => ({
  async claim(slot, incidentId) {
    const result = await table.put(
      'claim a slot',
      slotKey(slot),
      { incidentId: text(incidentId), expiresAt: ttl(retention(), 'slots', now()) },
      {
        text: 'attribute_not_exists(#pk)',
      },
    );
    if (result.written) return { incidentId, claimed: true };
    const holder = textOf(result.found?.incidentId);
    // A slot that is still asked for is kept: halfway through its time it begins anew.
    const left = (optionalNumberOf(result.found?.expiresAt) ?? 0) * 1000 - now();
    if (left < halfKept(retention(), 'slots')) {
      await table.update('keep a slot', slotKey(slot), {
        set: { expiresAt: ttl(retention(), 'slots', now()) },
        when: { text: '#incidentId = :holder', values: { holder: text(holder) } },
      });
    }
    return { incidentId: holder, claimed: false };
  },
  async holder(slot) {
    const item = await table.get('read a slot', slotKey(slot));
    return item && textOf(item.incidentId);
  },
  async replace(slot, from, to) {
    const result = await table.update('replace a slot', slotKey(slot), {
      set: { incidentId: text(to), expiresAt: ttl(retention(), 'slots', now()) },
      when: { text: '#incidentId = :from', values: { from: text(from) } },
    });
    return result.written || (result.retried && textOf(result.found?.incidentId) === to);
  },
});
