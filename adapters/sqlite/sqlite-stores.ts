import type { EpochMs } from '../../domain/instant/instant.ts';
import { DEFAULT_RETENTION, type Retention } from '../../domain/retention/retention.ts';
import type { CheckpointSource } from '../../ports/checkpoint-place.ts';
import type { Stores } from '../../ports/stores.ts';
import { alertJournal, type JournalLimits } from './alert-journal.ts';
import { sqliteAlerts } from './alerts.ts';
import { type AboutBackup, backUp } from './backup.ts';
import { sqliteBesideAlerts } from './beside-alerts.ts';
import { sqliteChanges } from './changes.ts';
import { sqliteCheckpointSource } from './checkpoint-source.ts';
import { type CommitLog, type LogEnd, sqliteCommits } from './commits.ts';
import { sqliteConfigurations } from './configurations.ts';
import { connect } from './connection.ts';
import { sqliteCounters } from './counters.ts';
import { sqliteDeliveries } from './deliveries.ts';
import { erasingIn } from './erasing.ts';
import { sqliteExpiry } from './expiry.ts';
import { sqliteFloods } from './floods.ts';
import { GroupCommit } from './group-commit.ts';
import { sqliteHeads } from './heads.ts';
import { sqliteHeartbeats } from './heartbeats.ts';
import { sqliteLive } from './live.ts';
import { checkpointWhenQuiet } from './log-checkpoints.ts';
import { makeRoomForLog } from './log-room.ts';
import { sqliteMailThreads } from './mail-threads.ts';
import { sqliteOpsgenie } from './opsgenie.ts';
import { sqlitePersonal } from './personal.ts';
import { type Pointers, sqlitePointers } from './pointers.ts';
import { sqliteProjections } from './projections.ts';
import { sqliteQuarantine } from './quarantine.ts';
import { sqliteReports } from './reports.ts';
import { sqliteSlots } from './slots.ts';
import { type Standing, sqliteStanding } from './standing.ts';
import { Tips } from './tips.ts';
import { sqliteUnfollowed } from './unfollowed.ts';
import { sqliteWaits } from './waits.ts';

export interface SqliteStores extends Stores, CommitLog, LogEnd {
  readonly pointers: Pointers;
  readonly checkpoints: CheckpointSource;
  /**
   * Runs one request or one job. Inside it, `durable()` rejects exactly when something this unit wrote or read was lost;
   * outside, a failure that was nobody's turn to hear is told to the next `durable()` before anything is written again.
   */
  unitOfWork<T>(work: () => T): T;
  /** Removes a slice of what has been kept long enough, a few milliseconds of work. @returns how many rows; call again while it is > 0. */
  removeExpired(): number;
  /** Copies everything into one file, while others write. */
  backUp(file: string, about: AboutBackup): Promise<void>;
  /** How much there is of what somebody should look at. */
  standing(): Standing;
  /** How many COMMITs (fsyncs of the log) there have been. */
  commitCount(): number;
  /** Commits what is open, then lets go of the file. Calls after it throw `closed`. */
  close(): void;
}

export interface SqliteOptions {
  /** The database file; its directory is created (0700) if need be. */
  readonly path: string;
  readonly now: () => EpochMs;
  /** Whether the log is made as long as it will become, 16 MiB, soon after the start. Default: it grows. */
  readonly hasRoomForLog?: boolean;
  /** The rules in force. Default: those of `DEFAULT_RETENTION`. */
  readonly retention?: () => Retention;
  /** When the journal of repeats is brought into the alerts' rows. */
  readonly journal?: JournalLimits;
}

/**
 * Opens the stores of the embedded target: one process, one file, group commit.
 *
 * Every call runs its SQL at once and is visible to the next; `durable()` resolves when it has reached the disk.
 *
 * @throws StoreError `in-use` | `read-only` | `full` | `io` | `corrupt` | `newer-schema`.
 */
export const openSqliteStores = ({
  path,
  now,
  hasRoomForLog = false,
  retention = () => DEFAULT_RETENTION,
  journal: limits,
}: SqliteOptions): SqliteStores => {
  const db = connect(path, now);
  const group = new GroupCommit(db);
  const journal = alertJournal(db, group, limits);
  const log = checkpointWhenQuiet(db, group);
  const stopMakingRoom = hasRoomForLog ? makeRoomForLog(path) : undefined;
  const tips = new Tips();
  const commits = sqliteCommits(db, group, tips);
  const heads = sqliteHeads(db, group, tips, retention, now);
  const pointers = sqlitePointers(db, group);
  const slots = sqliteSlots(db, group, retention, now);
  return {
    pointers,
    checkpoints: sqliteCheckpointSource(db, group, pointers, commits.durablePosition),
    alerts: sqliteAlerts(db, group, journal, retention),
    slots,
    keepSlot: slots.keepSlot,
    keepBeside: sqliteBesideAlerts(db, group, retention, now),
    commits,
    heads,
    projections: sqliteProjections(db, group),
    unfollowed: sqliteUnfollowed(db, group),
    deliveries: sqliteDeliveries(db, group, retention),
    floods: sqliteFloods(db, group),
    waits: sqliteWaits(db, group, now),
    counters: sqliteCounters(db, group),
    quarantine: sqliteQuarantine(db, group, retention),
    changes: sqliteChanges(db, group, retention),
    heartbeats: sqliteHeartbeats(db, group),
    reports: sqliteReports(db, group, retention),
    opsgenie: sqliteOpsgenie(db, group, retention),
    mailThreads: sqliteMailThreads(db, group, retention),
    live: sqliteLive(db, group),
    personal: sqlitePersonal(db, group),
    configurations: sqliteConfigurations(db, group, now),
    commitsAfter: commits.commitsAfter,
    durablePosition: commits.durablePosition,
    followerPosition: commits.followerPosition,
    saveFollowerPosition: commits.saveFollowerPosition,
    onCommitted: commits.onCommitted,
    removeExpired: sqliteExpiry(db, group, now, { heads: heads.removeExpired }),
    erasing: erasingIn(db, group, log),
    durable: (options) => group.durable(options),
    backUp: (file, about) => group.apart(() => backUp(path, file, about, log.hold)),
    standing: sqliteStanding(db, group),
    unitOfWork: (work) => group.unitOfWork(work),
    commitCount: () => group.commits,
    close: () => {
      journal.close();
      stopMakingRoom?.();
      try {
        group.close();
      } finally {
        if (db.isOpen) db.close();
      }
    },
  };
};
