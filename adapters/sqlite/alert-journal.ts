import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { GroupCommit } from './group-commit.ts';

/** All that a mere repeat changes of an alert, as it is after it. */
export interface Counted {
  readonly count: number;
  readonly occurredAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly saidAt?: EpochMs;
}

export interface AlertJournal {
  /** What the journal knows better than the alert's row. */
  ahead(alertId: string): Counted | undefined;
  /** Records a repeat. Inside a write of the group. */
  put(alertId: string, counted: Counted): void;
  /** The alert's row is being written whole, so what the journal says of it no longer counts. Inside a write of the group. */
  rowWritten(alertId: string): void;
  /** Stops its timer. */
  close(): void;
}

export interface JournalLimits {
  /** The rows are brought up to date when the journal holds this much. */
  readonly bytes: number;
  /** … or is this old. */
  readonly ms: number;
}

const LIMITS: JournalLimits = { bytes: 8 * 1024 * 1024, ms: 10_000 };

/** So many alerts are brought up to date in one turn of the loop, about a millisecond, or as many as have repeated meanwhile. */
const ALERTS_PER_TURN = 256;

/** So many rows of the journal are removed in one turn. */
const ROWS_PER_TURN = 256;

/** `undefined`: nothing is known. `null`: the row was written since and is right. */
type Entry = Counted | null | undefined;

/**
 * What repeats have changed since the rows were last brought up to date. Alert ids are hashes, so they are kept by their
 * first two characters: alerts that begin alike stand on the same pages of the table.
 */
class Changes {
  readonly buckets = new Map<string, Map<string, Counted | null>>();

  get(alertId: string): Entry {
    return this.buckets.get(alertId.slice(0, 2))?.get(alertId);
  }

  set(alertId: string, counted: Counted | null): void {
    const prefix = alertId.slice(0, 2);
    const bucket = this.buckets.get(prefix);
    if (bucket) bucket.set(alertId, counted);
    else this.buckets.set(prefix, new Map([[alertId, counted]]));
  }
}

/** One bringing up to date: the journal up to `cut`, bucket by bucket. */
interface Fold {
  readonly changes: Changes;
  readonly prefixes: string[];
  readonly cut: number;
}

/**
 * Repeats are written to a journal: one row for all of one COMMIT, instead of one page of the table for each alert. The rows
 * of `alerts` are brought up to date now and then, with absolute values, so that to do it twice does no harm; until then
 * whoever reads a row lays the journal over it. What is in memory is at every moment what reading the journal gives:
 * that is how a start, and a lost epoch, get it back.
 */
export const alertJournal = (db: DatabaseSync, group: GroupCommit, limits: JournalLimits = LIMITS): AlertJournal => {
  const append = db.prepare('INSERT INTO alert_journal (body) VALUES (?)');
  const all = db.prepare('SELECT id, body FROM alert_journal ORDER BY id');
  const newest = db.prepare('SELECT coalesce(max(id), 0) AS id FROM alert_journal');
  const remove = db.prepare(
    'DELETE FROM alert_journal WHERE id IN (SELECT id FROM alert_journal WHERE id <= ? ORDER BY id LIMIT ?)',
  );
  const update = db.prepare(
    'UPDATE alerts SET count = ?2, occurred_at = ?3, last_seen_at = ?4, said_at = ?5 WHERE alert_id = ?1',
  );

  let current = new Changes();
  let fold: Fold | undefined;
  /** JSON of what this epoch adds, not yet in a row. */
  let pending = '';
  let bytes = 0;
  let sinceTurn = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  let beginNow: NodeJS.Immediate | undefined;
  let closed = false;
  /** After a lost epoch, until the journal could be read again. */
  let isStale = true;

  const reload = (): void => {
    const changes = new Changes();
    let found = 0;
    for (const row of all.iterate()) {
      const body = String(row.body);
      found += body.length;
      for (const [alertId, count, occurredAt, lastSeenAt, saidAt] of JSON.parse(body) as [
        string,
        number,
        number,
        number,
        number?,
      ][])
        changes.set(alertId, count === undefined ? null : { count, occurredAt, lastSeenAt, saidAt });
    }
    current = changes;
    fold = undefined;
    pending = '';
    bytes = found;
    isStale = false;
    if (found > 0) foldLater();
  };

  const note = (alertId: string, counted: Counted | null): void => {
    if (isStale) reload();
    const said = counted?.saidAt === undefined ? '' : `,${counted.saidAt}`;
    const rest = counted === null ? '' : `,${counted.count},${counted.occurredAt},${counted.lastSeenAt}${said}`;
    // Hexadecimal digits, which JSON writes as they are.
    pending += `${pending === '' ? '[' : ','}["${alertId}"${rest}]`;
    current.set(alertId, counted);
    sinceTurn += 1;
  };

  const ahead = (alertId: string): Entry => {
    if (isStale) reload();
    const now = current.get(alertId);
    return now === undefined ? fold?.changes.get(alertId) : now;
  };

  /** Writes down what this epoch has added so far. */
  const flush = (): void => {
    if (pending === '') return;
    const body = `${pending}]`;
    pending = '';
    append.run(body);
    bytes += body.length;
  };

  /** In a write of its own; what fails loses the epoch, everybody who waited for it is told, and the journal still has everything. */
  const inWrite = (work: () => void): void => {
    try {
      group.apart(() => group.write('bring alerts up to date', work));
    } catch {
      foldLater();
    }
  };

  const begin = (): void => {
    if (fold !== undefined || isStale) return;
    clearTimeout(timer);
    timer = undefined;
    // All that the changes hold must stand before the cut: it is forgotten together.
    flush();
    fold = { changes: current, prefixes: [...current.buckets.keys()].sort(), cut: Number(newest.get()?.id) };
    current = new Changes();
    bytes = 0;
    sinceTurn = 0;
    goOn();
  };

  const foldBucket = ({ changes }: Fold, prefix: string): number => {
    const bucket = changes.buckets.get(prefix) ?? new Map<string, Counted | null>();
    for (const alertId of [...bucket.keys()].sort()) {
      const counted = bucket.get(alertId);
      // Newer news of it is written with the next fold.
      if (counted == null || current.get(alertId) !== undefined) continue;
      update.run(alertId, counted.count, counted.occurredAt, counted.lastSeenAt, counted.saidAt ?? null);
    }
    return bucket.size;
  };

  const goOn = (): void => {
    turn ??= setImmediate(() => {
      turn = undefined;
      if (closed || isStale || fold === undefined) return;
      const under = fold;
      inWrite(() => foldSome(under));
    });
  };

  const foldSome = (under: Fold): void => {
    const enough = Math.max(ALERTS_PER_TURN, sinceTurn);
    sinceTurn = 0;
    for (let done = 0; done < enough; ) {
      const prefix = under.prefixes.pop();
      if (prefix !== undefined) done += foldBucket(under, prefix);
      else if (Number(remove.run(under.cut, ROWS_PER_TURN).changes) === ROWS_PER_TURN) break;
      else {
        fold = undefined;
        if (bytes >= limits.bytes) begin();
        else if (bytes > 0) foldLater();
        return;
      }
    }
    goOn();
  };

  const beginInTurn = (): void => {
    beginNow = undefined;
    if (!closed) inWrite(begin);
  };

  const foldLater = (): void => {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      if (isStale) foldLater();
      else inWrite(begin);
    }, limits.ms).unref();
  };

  group.onCommitting(() => {
    flush();
    if (bytes >= limits.bytes && fold === undefined) beginNow ??= setImmediate(beginInTurn);
    else if (bytes > 0) foldLater();
  });
  group.onLost(() => {
    isStale = true;
    pending = '';
    fold = undefined;
    foldLater();
  });

  return {
    ahead: (alertId) => ahead(alertId) ?? undefined,
    put: note,
    rowWritten(alertId) {
      // Only where the journal speaks of it, or has spoken and still stands on the disk.
      if (ahead(alertId) != null) note(alertId, null);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      clearImmediate(turn);
      clearImmediate(beginNow);
    },
  };
};
