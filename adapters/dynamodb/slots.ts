import type { SlotStore } from '../../ports/stores.ts';
import { text, textOf } from './attributes.ts';
import { slotKey } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Correlation slots: the first to claim one holds it. When the answer to a claim was lost and the client sent it again,
 * the caller reads `claimed: false` with its own incident id.
 */
export const dynamoSlots = (table: Table): SlotStore => ({
  async claim(slot, incidentId) {
    const result = await table.put(
      'claim a slot',
      slotKey(slot),
      { incidentId: text(incidentId) },
      {
        text: 'attribute_not_exists(#pk)',
      },
    );
    return result.written
      ? { incidentId, claimed: true }
      : { incidentId: textOf(result.found?.incidentId), claimed: false };
  },
  async replace(slot, from, to) {
    const result = await table.update('replace a slot', slotKey(slot), {
      set: { incidentId: text(to) },
      when: { text: '#incidentId = :from', values: { from: text(from) } },
    });
    return result.written || (result.retried && textOf(result.found?.incidentId) === to);
  },
});
