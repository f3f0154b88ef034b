import type { DatabaseSync } from 'node:sqlite';
import type { IncidentState } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import type { HeadPlace, HeadStore, MemberRow } from '../../ports/head-store.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

/** How many incidents are held in memory in each place: those that are worked on, or that a storm adds to. */
const HELD = 256;

interface Row {
  readonly id: string;
  readonly body: string;
}

const memberOf = ({ id, body }: Row): MemberRow => ({ id, value: JSON.parse(body) as unknown });

/**
 * This connection is the only writer, so what was offered last is the newest there is, durable or not; a lost epoch forgets
 * all of it. States are never changed in place.
 */
export const sqliteHeads = (db: DatabaseSync, group: GroupCommit): HeadStore => {
  const get = db.prepare('SELECT body FROM heads WHERE incident_id = ? AND place = ?');
  const put = db.prepare(`
    INSERT INTO heads (incident_id, place, seq, body) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body WHERE excluded.seq >= heads.seq`);
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
  const exists = ({ incidentId, seq, hash }: IncidentState): boolean =>
    appended.get(incidentId, seq, hash) !== undefined;

  return {
    async get(place, incidentId) {
      return group.read('read the state of an incident', () => {
        const state = held[place].get(incidentId);
        if (state !== undefined) return state;
        const row = get.get(incidentId, place);
        if (row === undefined) return undefined;
        const stored = currentState(JSON.parse(String(row.body)));
        hold(place, stored);
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
        put.run(incidentId, place, seq, JSON.stringify(state));
        hold(place, state);
      });
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
