import type { ChangeStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryChanges = (held: Pick<Held, 'changes'>): ChangeStore => ({
  async put(change) {
    held.changes.set(`${change.serviceId} ${change.at} ${change.id}`, change);
  },
  async ofService(serviceId, { from, to }, limit) {
    const found = [...held.changes.values()].filter(
      (one) => one.serviceId === serviceId && one.at >= from && one.at < to,
    );
    return sortedBy(found, (one) => `${one.at} ${one.id}`)
      .reverse()
      .slice(0, limit);
  },
});
