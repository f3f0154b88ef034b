import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { IncidentFilter, IncidentView } from '../../ports/stores.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

interface IncidentRow {
  readonly incident_id: string;
  readonly opened_at: string;
  readonly body: string;
}

const stateOf = (row: unknown): IncidentState => JSON.parse((row as IncidentRow).body) as IncidentState;

/** How many incidents are remembered as they were last put: those that are worked on, or that a storm adds to. */
const REMEMBERED = 256;

/** Folded incidents, for lists and as snapshots. */
export const sqliteIncidents = (db: DatabaseSync, group: GroupCommit): IncidentView => {
  const put = db.prepare(`
    INSERT INTO incidents (incident_id, number, seq, status, major, services, opened_at, needs_process, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (incident_id) DO UPDATE SET number = excluded.number, seq = excluded.seq, status = excluded.status,
      major = excluded.major, services = excluded.services, opened_at = excluded.opened_at,
      needs_process = excluded.needs_process, body = excluded.body
    WHERE excluded.seq >= incidents.seq`);
  const get = db.prepare('SELECT body FROM incidents WHERE incident_id = ?');
  const byNumber = db.prepare('SELECT body FROM incidents WHERE number = ?');
  // Lists arrive as JSON, so that one prepared statement serves every filter.
  const list = db.prepare(`
    SELECT incident_id, opened_at, body FROM incidents
    WHERE (opened_at, incident_id) < (?1, ?2)
      AND (?3 IS NULL OR status IN (SELECT value FROM json_each(?3)))
      AND (?4 IS NULL OR major IN (SELECT value FROM json_each(?4)))
      AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(services) WHERE value = ?5))
    ORDER BY opened_at DESC, incident_id DESC LIMIT ?6`);
  const needing = db.prepare('SELECT incident_id FROM incidents WHERE needs_process = 1 ORDER BY opened_at LIMIT ?');

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
    async put(state, needsProcess) {
      const services = JSON.stringify([...new Set([state.serviceId, ...state.affectedServices])]);
      const { incidentId, number, seq, status, major, openedAt } = state;
      const flag = needsProcess ? 1 : 0;
      group.write('store an incident', () => {
        const body = JSON.stringify(state);
        const { changes } = put.run(incidentId, number, seq, status, major, services, openedAt, flag, body);
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
    async byNumber(number) {
      const row = group.read('read an incident by number', () => byNumber.get(number));
      return row === undefined ? undefined : stateOf(row);
    },
    async list(filter, { limit, next }) {
      // '~' sorts after every ISO instant.
      const [openedAt, incidentId] = next === undefined ? ['~', ''] : fromCursor(next);
      const rows = group.read('list incidents', () =>
        list.all(openedAt, incidentId, ...filterValues(filter), limit + 1),
      ) as unknown as IncidentRow[];
      return toPage(rows, limit, stateOf, (row) => [row.opened_at, row.incident_id]);
    },
    async needingProcess(limit) {
      const rows = group.read('list incidents that need a process', () => needing.all(limit));
      return rows.map((row) => String(row.incident_id));
    },
  };
};

const filterValues = ({ status, major, service }: IncidentFilter): SQLInputValue[] => [
  status === undefined ? null : JSON.stringify(status),
  major === undefined ? null : JSON.stringify(major),
  service ?? null,
];
