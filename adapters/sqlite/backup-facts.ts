import type { DatabaseSync } from 'node:sqlite';

/** What a backup says of itself: a row of JSON in its table `backup`. */
export interface BackupFacts {
  readonly madeAt: string;
  readonly schema: number;
  /** The public half of what the master key of the database signs with; the master key itself is in no backup. */
  readonly key: string;
  readonly configuration: string | undefined;
  readonly counts: BackupCounts;
}

export interface BackupCounts {
  readonly streams: number;
  readonly commits: number;
  readonly alerts: number;
  readonly deliveries: number;
  readonly checkpoints: number;
}

/** @param db a backup, or what becomes one */
export const countIn = (db: DatabaseSync): BackupCounts => {
  const count = (sql: string): number => Number(db.prepare(sql).get()?.count);
  return {
    streams: count('SELECT count(DISTINCT stream) AS count FROM commits'),
    commits: count('SELECT count(*) AS count FROM commits'),
    alerts: count('SELECT count(*) AS count FROM alerts'),
    deliveries: count('SELECT count(*) AS count FROM deliveries'),
    checkpoints: count('SELECT count(*) AS count FROM backup_checkpoints'),
  };
};
