import type { DatabaseSync } from 'node:sqlite';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { HeadPlace, HeadStore, MemberRow } from '../../ports/head-store.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Tips } from './tips.ts';

/** How many incidents are held in memory in each place: those that are worked on, or that a storm adds to. */
const HELD = 256;

/** After a start, and for incidents that are not held, so many commits are folded at most. */
const PUT_EVERY = 32;

/** Removes what has been kept long enough of incidents that have ended, at most so many rows. @returns how many */
export interface ExpiringHeads {
  removeExpired(limit: number): number;
}

interface Row {
  readonly id: string;
  readonly body: string;
}

const memberOf = ({ id, body }: Row): MemberRow => ({ id, value: JSON.parse(body) as unknown });

/**
 * This connection is the only writer, so what was offered last is the newest there is, durable or not; a lost epoch forgets
 * all of it. States are never changed in place.
 */
export const sqliteHeads = (
  db: DatabaseSync,
  group: GroupCommit,
  tips: Tips,
  retention: () => Retention,
  now: () => EpochMs,
): HeadStore & ExpiringHeads => {
  const get = db.prepare(`
    SELECT body FROM heads WHERE incident_id = ? AND place = ? AND (expires_at IS NULL OR expires_at >= ?)`);
  const put = db.prepare(`
    INSERT INTO heads (incident_id, place, seq, body, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body, expires_at = excluded.expires_at
    WHERE excluded.seq >= heads.seq`);
  const letGo = db.prepare('UPDATE heads SET expires_at = ? WHERE incident_id = ? AND expires_at IS NULL');
  const due = db.prepare(`
    SELECT DISTINCT incident_id FROM heads AS h WHERE expires_at < ?1 AND NOT EXISTS (SELECT 1 FROM heads AS other
      WHERE other.incident_id = h.incident_id AND (other.expires_at IS NULL OR other.expires_at >= ?1))
    LIMIT ?2`);
  const removeRows = db.prepare(`
    DELETE FROM members WHERE (incident_id, id) IN (SELECT incident_id, id FROM members WHERE incident_id = ? LIMIT ?)`);
  const remove = db.prepare('DELETE FROM heads WHERE incident_id = ?');
  const putRow = db.prepare(`
    INSERT INTO members (incident_id, id, seq, body) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body WHERE excluded.seq >= members.seq`);
  const getRow = db.prepare('SELECT id, body FROM members WHERE incident_id = ? AND id = ?');
  const listed = db.prepare(`
    SELECT id, body FROM members WHERE incident_id = ? AND id > ? AND id < ? ORDER BY id LIMIT ?`);
  const appended = db.prepare(`
    SELECT 1 FROM commits WHERE stream = ? AND seq = ? AND json_extract(body, '$.hash') = ?`);

  const held: Readonly<Record<HeadPlace, Map<string, IncidentState>>> = { newest: new Map(), followed: new Map() };
  group.onLost(() => {
    for (const states of Object.values(held)) states.clear();
  });

  const hold = (place: HeadPlace, state: IncidentState): void => {
    const states = held[place];
    const before = states.get(state.incidentId);
    if (before !== undefined && before.seq > state.seq) return;
    states.delete(state.incidentId);
    states.set(state.incidentId, state);
    if (states.size > HELD) states.delete(states.keys().next().value as string);
  };

  // The epoch of its commit may have been lost since: then there never was such a state.
  const exists = ({ incidentId, seq, hash }: IncidentState): boolean => {
    const tip = tips.of(incidentId);
    return (tip?.seq === seq && tip.hash === hash) || appended.get(incidentId, seq, hash) !== undefined;
  };

  return {
    putEvery: PUT_EVERY,
    async get(place, incidentId) {
      return group.read('read the state of an incident', () => {
        const state = held[place].get(incidentId);
        if (state !== undefined) return state;
        const row = get.get(incidentId, place, now());
        if (row === undefined) return undefined;
        const stored = currentState(JSON.parse(String(row.body)));
        if (stored !== undefined) hold(place, stored);
        return stored;
      });
    },
    async offer(place, state) {
      group.read('hold the state of an incident', () => {
        if (exists(state)) hold(place, state);
      });
    },
    async put(place, state, rows = []) {
      const { incidentId, seq } = state;
      group.write('keep the state of an incident', () => {
        if (!exists(state)) return;
        for (const { id, value } of rows) putRow.run(incidentId, id, seq, JSON.stringify(value));
        const expiresAt = isEnded(state) ? keptUntil(retention(), 'states', now()) : null;
        put.run(incidentId, place, seq, JSON.stringify(state), expiresAt);
        if (currentState(state)) hold(place, state);
      });
    },
    async letGo(incidentId) {
      group.write('let go of the state of an incident', () => {
        letGo.run(keptUntil(retention(), 'states', now()), incidentId);
      });
    },
    removeExpired(limit) {
      let removed = 0;
      for (const row of due.all(now(), limit)) {
        const incidentId = String(row.incident_id);
        removed += Number(removeRows.run(incidentId, limit - removed).changes);
        // Its rows go first: whatever is left of them is found by the state.
        if (removed >= limit) return removed;
        removed += Number(remove.run(incidentId).changes);
        for (const states of Object.values(held)) states.delete(incidentId);
      }
      return removed;
    },
    async rows(incidentId, ids) {
      const found = group.read('read members of an incident', () => ids.map((id) => getRow.get(incidentId, id)));
      return found.filter((row) => row !== undefined).map((row) => memberOf(row as unknown as Row));
    },
    async rowsOf(incidentId, kind, { limit, next }) {
      const after = next === undefined ? `${kind} ` : fromCursor(next)[1];
      const rows = group.read('list members of an incident', () =>
        listed.all(incidentId, after, `${kind}!`, limit + 1),
      ) as unknown as Row[];
      return toPage(rows, limit, memberOf, ({ id }) => ['', id]);
    },
  };
};
