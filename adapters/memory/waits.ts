import type { WaitStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';

export const memoryWaits = (held: Pick<Held, 'waits'>): WaitStore => ({
  async put(wait) {
    held.waits.set(`${wait.incidentId} ${wait.waiter}`, wait);
  },
  async ofIncident(incidentId) {
    return [...held.waits.values()].filter((wait) => wait.incidentId === incidentId);
  },
  async remove(wait) {
    const key = `${wait.incidentId} ${wait.waiter}`;
    if (held.waits.get(key)?.token === wait.token) held.waits.delete(key);
  },
});
