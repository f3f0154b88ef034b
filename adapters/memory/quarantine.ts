import type { QuarantineStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { pageOf, sortedBy } from './pages.ts';

export const memoryQuarantine = (held: Pick<Held, 'quarantined'>): QuarantineStore => ({
  async put(entry) {
    held.quarantined.set(entry.id, entry);
  },
  async get(id) {
    return held.quarantined.get(id);
  },
  async list(page, what = 'requests') {
    const wanted = [...held.quarantined.values()].filter(({ trace }) => (trace !== undefined) === (what === 'traces'));
    return pageOf(sortedBy(wanted, (q) => `${q.receivedAt} ${q.id}`).reverse(), page);
  },
  async markReplayed(id, at) {
    const entry = held.quarantined.get(id);
    if (entry) held.quarantined.set(id, { ...entry, replayedAt: at });
  },
});
