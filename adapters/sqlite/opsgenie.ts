import type { DatabaseSync } from 'node:sqlite';
import { toMs } from '../../domain/instant/instant.ts';
import type { OpsgenieAlert, OpsgenieRequest } from '../../domain/opsgenie/opsgenie-alert.ts';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { OpsgenieStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const alertIn = (row: Record<string, unknown> | undefined): OpsgenieAlert | undefined =>
  row === undefined ? undefined : (JSON.parse(String(row.body)) as OpsgenieAlert);

/** What clients of Opsgenie read back. */
export const sqliteOpsgenie = (db: DatabaseSync, group: GroupCommit, retention: () => Retention): OpsgenieStore => {
  const insert = db.prepare(`
    INSERT INTO opsgenie_alerts (integration_id, alert_id, version, tiny_id, created_at, expires_at, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING`);
  const update = db.prepare(`
    UPDATE opsgenie_alerts SET version = ?3, tiny_id = ?4, created_at = ?5, expires_at = ?6, body = ?7
    WHERE integration_id = ?1 AND alert_id = ?2 AND version = ?3 - 1`);
  const byId = db.prepare('SELECT body FROM opsgenie_alerts WHERE integration_id = ? AND alert_id = ?');
  const byTinyId = db.prepare('SELECT body FROM opsgenie_alerts WHERE integration_id = ? AND tiny_id = ?');
  const newest = db.prepare(`
    SELECT body FROM opsgenie_alerts WHERE integration_id = ? ORDER BY created_at DESC, alert_id DESC LIMIT ?`);
  const putRequest = db.prepare(`
    INSERT INTO opsgenie_requests (integration_id, request_id, expires_at, body) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at, body = excluded.body`);
  const request = db.prepare('SELECT body FROM opsgenie_requests WHERE integration_id = ? AND request_id = ?');
  return {
    async putAlert(alert) {
      const { integrationId, alertId, version, tinyId, createdAt, updatedAt } = alert;
      const statement = version === 1 ? insert : update;
      const expiresAt = keptUntil(retention(), 'opsgenieAlerts', toMs(updatedAt));
      return group.write('keep an alert of Opsgenie', () => {
        const body = JSON.stringify(alert);
        return statement.run(integrationId, alertId, version, tinyId, createdAt, expiresAt, body).changes === 1;
      });
    },
    async alert(integrationId, alertId) {
      return alertIn(group.read('read an alert of Opsgenie', () => byId.get(integrationId, alertId)));
    },
    async alertByTinyId(integrationId, tinyId) {
      return alertIn(group.read('read an alert of Opsgenie', () => byTinyId.get(integrationId, tinyId)));
    },
    async alerts(integrationId, limit) {
      const rows = group.read('list alerts of Opsgenie', () => newest.all(integrationId, limit));
      return rows.map((row) => alertIn(row)).filter((alert) => alert !== undefined);
    },
    async putRequest(given) {
      const { integrationId, requestId, processedAt } = given;
      const expiresAt = keptUntil(retention(), 'opsgenieRequests', toMs(processedAt));
      group.write('keep what became of a request', () =>
        putRequest.run(integrationId, requestId, expiresAt, JSON.stringify(given)),
      );
    },
    async request(integrationId, requestId) {
      const row = group.read('read what became of a request', () => request.get(integrationId, requestId));
      return row === undefined ? undefined : (JSON.parse(String(row.body)) as OpsgenieRequest);
    },
  };
};
