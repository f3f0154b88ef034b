import type { UnfollowedStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryUnfollowed = (held: Pick<Held, 'unfollowed'>): UnfollowedStore => ({
  async put(unfollowed) {
    held.unfollowed.set(`${unfollowed.incidentId} ${unfollowed.seq}`, unfollowed);
  },
  async list(limit) {
    return sortedBy(held.unfollowed.values(), ({ triedAt }) => triedAt).slice(0, limit);
  },
  async remove({ incidentId, seq }) {
    held.unfollowed.delete(`${incidentId} ${seq}`);
  },
});
