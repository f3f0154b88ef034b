import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../ports/store-error.ts';

/**
 * Forward steps, each applied once and never changed afterwards. Alerts are in two tables because a repeat rewrites its
 * row: counters and instants stay narrow, what the first signal said is beside them and is not touched. No column that
 * a repeat sets is in an index or in the condition of one.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE alerts (
    alert_id TEXT PRIMARY KEY,
    status INTEGER NOT NULL,              -- 0 firing, 1 acknowledged, 2 resolved
    severity INTEGER NOT NULL,            -- 0 info … 3 critical
    previous_severity INTEGER,            -- before the newest repeat; RETURNING only sees the row as it became
    service_id TEXT NOT NULL,
    environment TEXT NOT NULL,
    episode INTEGER NOT NULL,
    count INTEGER NOT NULL,
    late_count INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    resolved_at INTEGER,
    incident_id TEXT,
    suppressed_by TEXT,
    expires_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX alerts_unattached ON alerts (first_seen_at) WHERE incident_id IS NULL AND status < 2;
  CREATE INDEX alerts_of_incident ON alerts (incident_id, first_seen_at, alert_id) WHERE incident_id IS NOT NULL;
  CREATE INDEX alerts_expiring ON alerts (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE alert_contents (alert_id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE slots (slot_key TEXT PRIMARY KEY, incident_id TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE commits (
    position INTEGER PRIMARY KEY,
    incident_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (incident_id, seq)
  );

  CREATE TABLE incidents (
    incident_id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    major TEXT NOT NULL,
    services TEXT NOT NULL,               -- JSON list: the service and those affected
    opened_at TEXT NOT NULL,
    needs_process INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX incidents_newest ON incidents (opened_at DESC, incident_id DESC);
  CREATE INDEX incidents_number ON incidents (number);
  CREATE INDEX incidents_needing_process ON incidents (opened_at) WHERE needs_process = 1;

  CREATE TABLE deliveries (
    incident_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    status TEXT NOT NULL,
    intended_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident_id, delivery_id)
  );
  CREATE INDEX deliveries_unsettled ON deliveries (intended_at) WHERE status = 'intended';

  CREATE TABLE waits (
    incident_id TEXT NOT NULL,
    waiter TEXT NOT NULL,
    token TEXT NOT NULL,
    seen_seq INTEGER NOT NULL,
    PRIMARY KEY (incident_id, waiter)
  ) WITHOUT ROWID;

  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE quarantine (
    id TEXT PRIMARY KEY,
    received_at TEXT NOT NULL,
    replayed_at TEXT,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX quarantine_newest ON quarantine (received_at DESC, id DESC);
  CREATE INDEX quarantine_expiring ON quarantine (expires_at);

  CREATE TABLE configurations (version TEXT PRIMARY KEY, applied_at INTEGER NOT NULL, body TEXT NOT NULL);

  CREATE TABLE pointers (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  CREATE TABLE changes (
    service_id TEXT NOT NULL,
    at TEXT NOT NULL,
    id TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (service_id, at, id)
  ) WITHOUT ROWID;
  CREATE INDEX changes_expiring ON changes (expires_at);
  `,
  `
  CREATE TABLE heartbeats (
    heartbeat_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    integration_id TEXT,
    name TEXT NOT NULL,
    deadline INTEGER,                     -- when somebody must look whether it has fallen silent
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX heartbeats_of_integration ON heartbeats (integration_id, name);
  CREATE INDEX heartbeats_due ON heartbeats (deadline) WHERE deadline IS NOT NULL;

  CREATE TABLE opsgenie_alerts (
    integration_id TEXT NOT NULL,
    alert_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    tiny_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (integration_id, alert_id)
  ) WITHOUT ROWID;
  CREATE INDEX opsgenie_alerts_tiny ON opsgenie_alerts (integration_id, tiny_id);
  CREATE INDEX opsgenie_alerts_newest ON opsgenie_alerts (integration_id, created_at DESC, alert_id DESC);
  CREATE INDEX opsgenie_alerts_expiring ON opsgenie_alerts (expires_at);

  CREATE TABLE opsgenie_requests (
    integration_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (integration_id, request_id)
  ) WITHOUT ROWID;
  CREATE INDEX opsgenie_requests_expiring ON opsgenie_requests (expires_at);
  `,
  `
  CREATE TABLE mail_threads (
    integration_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (integration_id, message_id)
  ) WITHOUT ROWID;
  CREATE INDEX mail_threads_expiring ON mail_threads (expires_at);
  `,
  `
  CREATE TABLE reports (
    alert_id TEXT NOT NULL,
    hour TEXT NOT NULL,
    reporter TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (alert_id, hour, reporter)
  ) WITHOUT ROWID;
  CREATE INDEX reports_expiring ON reports (expires_at);
  `,
  // With a rowid: without one, a row of more than about 1,000 bytes takes an overflow page of its own.
  `
  CREATE TABLE contents_with_rowid (alert_id TEXT PRIMARY KEY, body TEXT NOT NULL);
  INSERT INTO contents_with_rowid (alert_id, body) SELECT alert_id, body FROM alert_contents;
  DROP TABLE alert_contents;
  ALTER TABLE contents_with_rowid RENAME TO alert_contents;
  `,
  `
  CREATE TABLE alert_journal (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL                    -- JSON: the repeats of one COMMIT, see alert-journal.ts
  );
  `,
  // What lists know of incidents already there is taken over as rows of no version, which are made anew when they are read.
  `
  CREATE TABLE projection_rows (
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT,                              -- this and what follows is NULL where the row is not listed
    status TEXT,
    major TEXT,
    services TEXT,                        -- JSON list
    alias TEXT,
    pending INTEGER,
    body TEXT NOT NULL,
    PRIMARY KEY (name, key)
  );
  CREATE INDEX projection_rows_newest ON projection_rows (name, at, key) WHERE at IS NOT NULL;
  CREATE INDEX projection_rows_kinds ON projection_rows (name, status, major, at, key) WHERE at IS NOT NULL;
  CREATE INDEX projection_rows_alias ON projection_rows (name, alias) WHERE alias IS NOT NULL;
  CREATE INDEX projection_rows_pending ON projection_rows (name, at) WHERE pending = 1;

  CREATE TABLE projection_services (
    name TEXT NOT NULL,
    service TEXT NOT NULL,
    status TEXT NOT NULL,
    major TEXT NOT NULL,
    at TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (name, service, status, major, at, key)
  ) WITHOUT ROWID;

  CREATE TABLE projection_checkpoints (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

  CREATE INDEX commits_first ON commits (position) WHERE seq = 1;

  INSERT INTO projection_rows
    SELECT 'incident-list', incident_id, 0, seq, opened_at, status, major, services, number, needs_process, 'null'
    FROM incidents;
  INSERT OR IGNORE INTO projection_services
    SELECT 'incident-list', value, status, major, opened_at, incident_id FROM incidents, json_each(incidents.services);
  DROP INDEX incidents_newest;
  DROP INDEX incidents_number;
  DROP INDEX incidents_needing_process;
  `,
  `
  CREATE TABLE unfollowed (
    incident_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    since TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    PRIMARY KEY (incident_id, seq)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE heads (
    incident_id TEXT NOT NULL,
    place TEXT NOT NULL,                  -- newest: where decisions go on from; followed: where the follower has come
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident_id, place)
  );
  CREATE TABLE members (
    incident_id TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,                 -- of the commit as of which it is so
    body TEXT NOT NULL,
    PRIMARY KEY (incident_id, id)
  ) WITHOUT ROWID;
  -- What has ended is folded from its commits if anybody asks.
  INSERT INTO heads SELECT incident_id, 'newest', seq, body FROM incidents WHERE status NOT IN ('closed', 'merged');
  INSERT INTO heads SELECT incident_id, 'followed', seq, body FROM incidents WHERE status NOT IN ('closed', 'merged');
  `,
  // What was written before rows aged out counts from when it is known to have been there.
  `
  UPDATE alerts SET expires_at = last_seen_at + 90 * 86400000 WHERE status = 2 AND expires_at IS NULL;
  ALTER TABLE slots ADD COLUMN expires_at INTEGER;
  UPDATE slots SET expires_at = (unixepoch() + 400 * 86400) * 1000;
  CREATE INDEX slots_expiring ON slots (expires_at);
  ALTER TABLE deliveries ADD COLUMN expires_at INTEGER;
  UPDATE deliveries SET expires_at = (unixepoch(intended_at) + 400 * 86400) * 1000;
  CREATE INDEX deliveries_expiring ON deliveries (expires_at);
  `,
  // The incident id for incidents, `<kind>/<id>` for streams of other kinds.
  `
  ALTER TABLE commits RENAME COLUMN incident_id TO stream;
  `,
  `
  CREATE TABLE live_records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX live_records_open ON live_records (kind, id) WHERE ended = 0;

  CREATE TABLE personal (
    ref TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX personal_of_subject ON personal (subject, ref);
  `,
  `
  ALTER TABLE alerts ADD COLUMN told TEXT;                          -- what its incident knows of it
  ALTER TABLE alerts ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0; -- its incident does not know how it is, or it is held back
  UPDATE alerts SET unsettled = 1 WHERE incident_id IS NOT NULL AND status < 2 AND suppressed_by IS NOT NULL;
  CREATE INDEX alerts_unsettled ON alerts (first_seen_at, alert_id) WHERE unsettled = 1;
  `,
  // States of incidents that had ended count from the migration. The table of views was read for the last time above.
  `
  ALTER TABLE projection_rows ADD COLUMN open INTEGER; -- 1 while rows of the same stream must stay
  UPDATE projection_rows SET open = 1 WHERE at IS NOT NULL AND status NOT IN ('closed', 'merged');
  CREATE INDEX projection_rows_open ON projection_rows (key) WHERE open = 1;
  ALTER TABLE heads ADD COLUMN expires_at INTEGER;
  UPDATE heads SET expires_at = (unixepoch() + 30 * 86400) * 1000
    WHERE incident_id IN (SELECT key FROM projection_rows WHERE status IN ('closed', 'merged'));
  CREATE INDEX heads_expiring ON heads (expires_at) WHERE expires_at IS NOT NULL;
  ALTER TABLE waits ADD COLUMN expires_at INTEGER;
  UPDATE waits SET expires_at = (unixepoch() + 366 * 86400) * 1000;
  CREATE INDEX waits_expiring ON waits (expires_at);
  DROP TABLE incidents;
  `,
  `
  CREATE TABLE floods (
    recipient TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    due INTEGER,
    body TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  );
  CREATE INDEX floods_due ON floods (due) WHERE due IS NOT NULL;
  CREATE INDEX floods_expiring ON floods (expires_at);

  CREATE TABLE flood_pages (
    recipient TEXT NOT NULL,
    "window" INTEGER NOT NULL,
    page_id TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (recipient, "window", page_id)
  );
  CREATE INDEX flood_pages_expiring ON flood_pages (expires_at);
  `,
  `
  ALTER TABLE personal ADD COLUMN expires_at INTEGER;               -- null where a commit refers to it
  CREATE INDEX personal_expiring ON personal (expires_at) WHERE expires_at IS NOT NULL;
  `,
  `
  ALTER TABLE alerts ADD COLUMN said_at INTEGER;
  `,
  `
  CREATE INDEX mail_threads_by_alert ON mail_threads (integration_id, dedup_key);
  `,
  `
  ALTER TABLE waits ADD COLUMN standing TEXT;                       -- null where an earlier version kept it
  ALTER TABLE waits ADD COLUMN until INTEGER;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the schema up to this program's version.
 *
 * @throws StoreError `newer-schema` when a later program has already written to the file; nothing is changed then.
 */
export const migrate = (db: DatabaseSync, now: () => number): void => {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)');
    const row = db.prepare('SELECT coalesce(max(version), 0) AS version FROM migrations').get();
    const found = Number(row?.version);
    if (found > SCHEMA_VERSION) {
      throw new StoreError(
        'newer-schema',
        `the database has schema version ${found}, this program knows ${SCHEMA_VERSION}`,
        {
          advice: 'Start the newer Muster that wrote it, or restore a backup from before the upgrade.',
        },
      );
    }
    const applied = db.prepare('INSERT INTO migrations (version, applied_at) VALUES (?, ?)');
    MIGRATIONS.forEach((step, i) => {
      if (i < found) return;
      db.exec(step);
      applied.run(i + 1, now());
    });
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
