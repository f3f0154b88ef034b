import type { HeartbeatStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryHeartbeats = (held: Pick<Held, 'heartbeats'>): HeartbeatStore => ({
  async put(heartbeat) {
    const stored = held.heartbeats.get(heartbeat.heartbeatId);
    if ((stored?.version ?? 0) !== heartbeat.version - 1) return false;
    held.heartbeats.set(heartbeat.heartbeatId, heartbeat);
    return true;
  },
  async get(heartbeatId) {
    return held.heartbeats.get(heartbeatId);
  },
  async ofIntegration(integrationId, limit) {
    const found = [...held.heartbeats.values()].filter((one) => one.integrationId === integrationId);
    return sortedBy(found, (one) => one.name).slice(0, limit);
  },
  async due(before, limit) {
    const found = [...held.heartbeats.values()].filter(({ deadline }) => deadline !== undefined && deadline < before);
    return sortedBy(found, ({ deadline }) => deadline ?? 0).slice(0, limit);
  },
  async remove({ heartbeatId, version }) {
    return held.heartbeats.get(heartbeatId)?.version === version && held.heartbeats.delete(heartbeatId);
  },
});
