import type { DatabaseSync } from 'node:sqlite';
import type { SlotStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** Correlation slots: the first to claim one holds it. */
export const sqliteSlots = (db: DatabaseSync, group: GroupCommit): SlotStore => {
  const claim = db.prepare('INSERT INTO slots (slot_key, incident_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const holder = db.prepare('SELECT incident_id FROM slots WHERE slot_key = ?');
  const replace = db.prepare('UPDATE slots SET incident_id = ?3 WHERE slot_key = ?1 AND incident_id = ?2');
  return {
    async claim(slotKey, incidentId) {
      return group.write('claim a slot', () => {
        if (claim.run(slotKey, incidentId).changes === 1) return { incidentId, claimed: true };
        return { incidentId: String(holder.get(slotKey)?.incident_id), claimed: false };
      });
    },
    async replace(slotKey, from, to) {
      return group.write('replace a slot', () => replace.run(slotKey, from, to).changes === 1);
    },
  };
};
