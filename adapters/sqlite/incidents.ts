import type { DatabaseSync } from 'node:sqlite';
import type { IncidentState } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import type { IncidentView } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const stateOf = (row: unknown): IncidentState => currentState(JSON.parse((row as { body: string }).body));

/** How many incidents are remembered as they were last put: those that are worked on, or that a storm adds to. */
const REMEMBERED = 256;

/** Folded incidents, as snapshots. */
export const sqliteIncidents = (db: DatabaseSync, group: GroupCommit): IncidentView => {
  const put = db.prepare(`
    INSERT INTO incidents (incident_id, number, seq, status, major, services, opened_at, needs_process, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (incident_id) DO UPDATE SET number = excluded.number, seq = excluded.seq, status = excluded.status,
      major = excluded.major, services = excluded.services, opened_at = excluded.opened_at,
      needs_process = excluded.needs_process, body = excluded.body
    WHERE excluded.seq >= incidents.seq`);
  const get = db.prepare('SELECT body FROM incidents WHERE incident_id = ?');
  // This connection is the only writer, so what was put last is what the row holds; a lost epoch forgets all. Without it
  // every alert that joins would parse the state of all that joined before. States are never changed in place.
  const known = new Map<string, IncidentState>();
  group.onLost(() => known.clear());

  const remember = (state: IncidentState): IncidentState => {
    known.delete(state.incidentId);
    known.set(state.incidentId, state);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
    return state;
  };

  return {
    async put(state) {
      const { incidentId, number, seq, status, major, openedAt } = state;
      group.write('store an incident', () => {
        const body = JSON.stringify(state);
        const { changes } = put.run(incidentId, number, seq, status, major, '[]', openedAt, 0, body);
        if (changes === 1) remember(state);
      });
    },
    async get(incidentId) {
      return group.read('read an incident', () => {
        const state = known.get(incidentId);
        if (state) return remember(state);
        const row = get.get(incidentId);
        return row === undefined ? undefined : remember(stateOf(row));
      });
    },
  };
};
