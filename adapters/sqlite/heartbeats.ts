import type { DatabaseSync } from 'node:sqlite';
import type { Heartbeat } from '../../domain/heartbeat/heartbeat.ts';
import type { HeartbeatStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const read = (row: Record<string, unknown>): Heartbeat => JSON.parse(String(row.body)) as Heartbeat;

/** Who is expected to give signs of life, and when somebody must look. */
export const sqliteHeartbeats = (db: DatabaseSync, group: GroupCommit): HeartbeatStore => {
  const insert = db.prepare(`
    INSERT INTO heartbeats (heartbeat_id, version, integration_id, name, deadline, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT DO NOTHING`);
  const update = db.prepare(`
    UPDATE heartbeats SET version = ?2, integration_id = ?3, name = ?4, deadline = ?5, body = ?6
    WHERE heartbeat_id = ?1 AND version = ?2 - 1`);
  const get = db.prepare('SELECT body FROM heartbeats WHERE heartbeat_id = ?');
  const ofIntegration = db.prepare('SELECT body FROM heartbeats WHERE integration_id = ? ORDER BY name LIMIT ?');
  const due = db.prepare('SELECT body FROM heartbeats WHERE deadline < ? ORDER BY deadline, heartbeat_id LIMIT ?');
  const remove = db.prepare('DELETE FROM heartbeats WHERE heartbeat_id = ? AND version = ?');
  return {
    async put(heartbeat) {
      const { heartbeatId, version, integrationId = null, name, deadline = null } = heartbeat;
      const statement = version === 1 ? insert : update;
      return group.write('keep a heartbeat', () => {
        const body = JSON.stringify(heartbeat);
        return statement.run(heartbeatId, version, integrationId, name, deadline, body).changes === 1;
      });
    },
    async get(heartbeatId) {
      const row = group.read('read a heartbeat', () => get.get(heartbeatId));
      return row === undefined ? undefined : read(row);
    },
    async ofIntegration(integrationId, limit) {
      return group.read('list heartbeats', () => ofIntegration.all(integrationId, limit)).map(read);
    },
    async due(before, limit) {
      return group.read('read heartbeats that are due', () => due.all(before, limit)).map(read);
    },
    async remove({ heartbeatId, version }) {
      return group.write('remove a heartbeat', () => remove.run(heartbeatId, version).changes === 1);
    },
  };
};
