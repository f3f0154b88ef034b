import type { DatabaseSync } from 'node:sqlite';
import { hashOf } from '../../domain/chain/chain.ts';
import type { HeadAt } from '../../domain/checkpoint/checkpoint.ts';
import { type AnyCommit, streamKey } from '../../domain/stream/commit.ts';
import type { CheckpointSource } from '../../ports/checkpoint-place.ts';
import type { GroupCommit } from './group-commit.ts';
import { keepMarkIn, markIn, type Pointers } from './pointers.ts';
import { columnOfKey, streamIn } from './stream-column.ts';

/** What checkpoints are made of: of the log of all streams, what came after a position, and never what is older. */
export const sqliteCheckpointSource = (
  db: DatabaseSync,
  group: GroupCommit,
  pointers: Pointers,
  durablePosition: () => number,
): CheckpointSource => {
  const after = db.prepare(`
    SELECT position, stream, seq, body ->> 'hash' AS hash FROM commits
    WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`);
  const one = db.prepare('SELECT body FROM commits WHERE stream = ? AND seq = ?');
  return {
    async mark() {
      return markIn(pointers);
    },
    async keepMark(mark) {
      keepMarkIn(pointers, mark);
    },
    async moved(since, limit) {
      // Positions are given away again where the newest commits were lost.
      const newest = durablePosition();
      const from = Math.min(since, newest);
      const rows = group.read('look which streams have moved', () => after.all(from, newest, limit));
      const heads = new Map<string, HeadAt>();
      for (const { stream, seq, hash } of rows) {
        const key = streamIn(String(stream));
        heads.set(key, { stream: key, seq: Number(seq), hash: String(hash) });
      }
      return { heads: [...heads.values()], position: Number(rows.at(-1)?.position ?? since) };
    },
    async commitAt({ stream, seq }) {
      const row = group.read('look for a commit', () => one.get(columnOfKey(stream), seq));
      if (row === undefined) return undefined;
      const commit = JSON.parse(String(row.body)) as AnyCommit;
      const { hash, ...content } = commit;
      return { hash, whole: hashOf(content) === hash && streamKey(commit) === stream };
    },
  };
};
