import type { DatabaseSync } from 'node:sqlite';
import type { Commit } from '../../domain/incident/commit.ts';
import type { AnyCommit, StreamCommit } from '../../domain/stream/commit.ts';
import type { CommitStore } from '../../ports/stores.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';
import { pointersIn } from './pointers.ts';
import { columnOf } from './stream-column.ts';
import type { Tips } from './tips.ts';

/** A commit and where it stands in the log of all streams. Positions grow; they need not be consecutive. */
export interface LoggedCommit {
  readonly position: number;
  readonly commit: AnyCommit;
}

/** The log of all commits in the order in which they were appended, and how far the follower has come. */
export interface CommitLog {
  /** Commits that are durable, after `position` (exclusive; 0 for all), at most `limit`. */
  commitsAfter(position: number, limit: number): LoggedCommit[];
  /** 0 before anything was saved. */
  followerPosition(): number;
  /** Saved with the next COMMIT; a crash before it repeats a little. */
  saveFollowerPosition(position: number): void;
  /** Calls the listener after each COMMIT that held new commits of streams. It must not throw. @returns a function that stops it. */
  onCommitted(listener: () => void): () => void;
}

/** How far the log goes. */
export interface LogEnd {
  /** Of the newest commit that is durable; 0 where there is none. */
  durablePosition(): number;
}

/** To SQLite. */
const NO_LIMIT = -1;

/** Commits of all streams: the unique (stream, seq) is the lock. */
export const sqliteCommits = (db: DatabaseSync, group: GroupCommit, tips: Tips): CommitStore & CommitLog & LogEnd => {
  const append = db.prepare('INSERT INTO commits (stream, seq, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const read = db.prepare('SELECT body FROM commits WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?');
  // '0' is what follows '/'.
  const streams = db.prepare(`
    SELECT stream FROM commits
    WHERE stream > ?1 || '/' || ?2 AND stream < ?1 || '0' AND seq = 1 ORDER BY stream LIMIT ?3`);
  const first = db.prepare(`
    SELECT position, stream FROM commits
    WHERE seq = 1 AND position > ? AND instr(stream, '/') = 0 ORDER BY position LIMIT ?`);
  const firstFromNewest = db.prepare(`
    SELECT position, stream FROM commits
    WHERE seq = 1 AND position < ? AND instr(stream, '/') = 0 ORDER BY position DESC LIMIT ?`);
  const after = db.prepare(
    'SELECT position, body FROM commits WHERE position > ? AND position <= ? ORDER BY position LIMIT ?',
  );
  const pointers = pointersIn(db);
  const listeners = new Set<() => void>();

  // What is appended but not yet committed must not be followed: it may still be lost, and its position given away again.
  let durablePosition = Number(
    db.prepare('SELECT coalesce(max(position), 0) AS position FROM commits').get()?.position,
  );
  let appendedPosition = durablePosition;
  group.onCommitted(() => {
    if (appendedPosition === durablePosition) return;
    durablePosition = appendedPosition;
    for (const listener of listeners) listener();
  });
  group.onLost(() => {
    appendedPosition = durablePosition;
    tips.forget();
  });

  return {
    async append(commit) {
      return group.write('append a commit', () => {
        const { changes, lastInsertRowid } = append.run(columnOf(commit), commit.seq, JSON.stringify(commit));
        if (changes === 0) return false;
        appendedPosition = Number(lastInsertRowid);
        tips.appended(columnOf(commit), commit);
        return true;
      });
    },
    async read(incidentId, afterSeq, limit = NO_LIMIT) {
      const rows = group.read('read commits', () =>
        tips.of(incidentId)?.seq === afterSeq ? [] : read.all(incidentId, afterSeq, limit),
      );
      return rows.map((row) => JSON.parse(String(row.body)) as Commit);
    },
    async incidents({ limit, next, newestFirst = false }) {
      const beyond = newestFirst ? Number.MAX_SAFE_INTEGER : 0;
      const [position] = next === undefined ? [beyond] : fromCursor(next);
      const statement = newestFirst ? firstFromNewest : first;
      const rows = group.read('list incidents', () => statement.all(position, limit + 1));
      return toPage(
        rows,
        limit,
        (row) => String(row.stream),
        (row) => [Number(row.position), ''],
      );
    },
    async ofStream(name, afterSeq) {
      const rows = group.read('read commits', () => read.all(columnOf(name), afterSeq, NO_LIMIT));
      return rows.map((row) => JSON.parse(String(row.body)) as StreamCommit);
    },
    async streams(kind, { limit, next }) {
      const [after] = next === undefined ? [''] : fromCursor(next);
      const rows = group.read('list streams', () => streams.all(kind, after, limit + 1));
      const ids = rows.map((row) => String(row.stream).slice(kind.length + 1));
      return toPage(
        ids,
        limit,
        (id) => id,
        (id) => [id, kind],
      );
    },
    commitsAfter(position, limit) {
      const rows = group.read('follow the commits', () => after.all(position, durablePosition, limit));
      return rows.map((row) => ({ position: Number(row.position), commit: JSON.parse(String(row.body)) as AnyCommit }));
    },
    durablePosition: () => durablePosition,
    followerPosition() {
      return Number(group.read('read the position of the follower', () => pointers.get('follower-position')) ?? 0);
    },
    saveFollowerPosition(position) {
      group.write('save the position of the follower', () => pointers.set('follower-position', String(position)));
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
