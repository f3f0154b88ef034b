import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { halfKept, keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { SlotStore, Stores } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** Correlation slots: the first to claim one holds it. */
export const sqliteSlots = (
  db: DatabaseSync,
  group: GroupCommit,
  retention: () => Retention,
  now: () => EpochMs,
): SlotStore & Pick<Stores, 'keepSlot'> => {
  const claim = db.prepare(
    'INSERT INTO slots (slot_key, incident_id, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const holder = db.prepare('SELECT incident_id FROM slots WHERE slot_key = ?');
  const replace = db.prepare(
    'UPDATE slots SET incident_id = ?3, expires_at = ?4 WHERE slot_key = ?1 AND incident_id = ?2',
  );
  const keep = db.prepare('UPDATE slots SET expires_at = ?2 WHERE slot_key = ?1 AND expires_at < ?3');
  const expiresAt = (): EpochMs => keptUntil(retention(), 'slots', now());
  return {
    async claim(slotKey, incidentId) {
      return group.write('claim a slot', () => {
        if (claim.run(slotKey, incidentId, expiresAt()).changes === 1) return { incidentId, claimed: true };
        return { incidentId: String(holder.get(slotKey)?.incident_id), claimed: false };
      });
    },
    async holder(slotKey) {
      return group.read('read a slot', () => holder.get(slotKey)?.incident_id as string | undefined);
    },
    async replace(slotKey, from, to) {
      return group.write('replace a slot', () => replace.run(slotKey, from, to, expiresAt()).changes === 1);
    },
    async keepSlot(slotKey) {
      const soon = now() + halfKept(retention(), 'slots');
      return group.write('keep a slot', () => keep.run(slotKey, expiresAt(), soon).changes === 1);
    },
  };
};
