import type { EpochMs } from '../../domain/instant/instant.ts';
import { halfKept, type Retention } from '../../domain/retention/retention.ts';
import type { SlotStore, Stores } from '../../ports/stores.ts';
import type { Held } from './held.ts';

export const memorySlots = (
  held: Pick<Held, 'slots' | 'slotsTaken'>,
  now: () => EpochMs,
  retention: () => Retention,
): SlotStore & Pick<Stores, 'keepSlot'> => ({
  async claim(slotKey, incidentId) {
    const holder = held.slots.get(slotKey);
    if (holder === undefined) {
      held.slots.set(slotKey, incidentId);
      held.slotsTaken.set(slotKey, now());
    }
    return { incidentId: holder ?? incidentId, claimed: holder === undefined };
  },
  async holder(slotKey) {
    return held.slots.get(slotKey);
  },
  async replace(slotKey, from, to) {
    if (held.slots.get(slotKey) !== from) return false;
    held.slots.set(slotKey, to);
    held.slotsTaken.set(slotKey, now());
    return true;
  },
  async keepSlot(slotKey) {
    const taken = held.slotsTaken.get(slotKey);
    if (taken === undefined || !held.slots.has(slotKey)) return false;
    if (now() - taken <= halfKept(retention(), 'slots')) return false;
    held.slotsTaken.set(slotKey, now());
    return true;
  },
});
