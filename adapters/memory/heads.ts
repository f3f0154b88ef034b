import { isEnded } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { HeadStore } from '../../ports/head-store.ts';
import type { Held } from './held.ts';
import { pageOf, sortedBy } from './pages.ts';

export const memoryHeads = (held: Pick<Held, 'heads' | 'headsEnded' | 'members'>, now: () => EpochMs): HeadStore => ({
  putEvery: 8,
  async get(place, incidentId) {
    const stored = held.heads.get(`${place} ${incidentId}`);
    return stored && currentState(stored);
  },
  async offer() {
    // Several processes may share these stores: what is held by none of them is read from what was put.
  },
  async put(place, state, rows = []) {
    const members = held.members.get(state.incidentId) ?? new Map<string, { seq: number; value: unknown }>();
    for (const { id, value } of rows) {
      if ((members.get(id)?.seq ?? 0) <= state.seq) members.set(id, { seq: state.seq, value });
    }
    held.members.set(state.incidentId, members);
    const key = `${place} ${state.incidentId}`;
    if ((held.heads.get(key)?.seq ?? 0) > state.seq) return;
    held.heads.set(key, state);
    if (isEnded(state)) held.headsEnded.set(key, now());
    else held.headsEnded.delete(key);
  },
  async letGo(incidentId) {
    for (const place of ['newest', 'followed']) {
      const key = `${place} ${incidentId}`;
      if (held.heads.has(key) && !held.headsEnded.has(key)) held.headsEnded.set(key, now());
    }
  },
  async rows(incidentId, ids) {
    const members = held.members.get(incidentId);
    return ids.flatMap((id) => {
      const row = members?.get(id);
      return row === undefined ? [] : [{ id, value: row.value }];
    });
  },
  async rowsOf(incidentId, kind, page) {
    const ids = [...(held.members.get(incidentId) ?? [])].filter(([id]) => id.startsWith(`${kind} `));
    return pageOf(
      sortedBy(ids, ([id]) => id).map(([id, { value }]) => ({ id, value })),
      page,
    );
  },
});
