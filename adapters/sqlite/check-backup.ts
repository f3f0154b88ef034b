import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { verifyChain } from '../../domain/chain/chain.ts';
import { type Checkpoint, checkpoint, checkpointProblem, headsKnownBy } from '../../domain/checkpoint/checkpoint.ts';
import type { AnyCommit } from '../../domain/stream/commit.ts';
import { type BackupCounts, type BackupFacts, countIn } from './backup-facts.ts';
import { SCHEMA_VERSION } from './migrations.ts';
import { streamIn } from './stream-column.ts';

/** What was found in a backup. */
export interface CheckedBackup {
  readonly facts?: BackupFacts;
  /** In words; empty where it can be restored as it is. */
  readonly problems: readonly string[];
}

/** More say no more. */
const MOST_TOLD = 20;

const factsIn = (db: DatabaseSync): BackupFacts | undefined => {
  try {
    return JSON.parse(String(db.prepare('SELECT body FROM backup').get()?.body)) as BackupFacts;
  } catch {
    return undefined;
  }
};

const countProblems = (said: BackupCounts, found: BackupCounts): string[] =>
  (Object.keys(said) as (keyof BackupCounts)[])
    .filter((name) => said[name] !== found[name])
    .map((name) => `it should hold ${said[name]} ${name}, and holds ${found[name]}`);

/** One stream after the other: only the longest has to fit into the memory. */
function* chainsIn(db: DatabaseSync): Generator<readonly [stream: string, commits: AnyCommit[]]> {
  let stream: string | undefined;
  let commits: AnyCommit[] = [];
  for (const row of db.prepare('SELECT stream, body FROM commits ORDER BY stream, seq').iterate()) {
    if (String(row.stream) !== stream && stream !== undefined) {
      yield [stream, commits];
      commits = [];
    }
    stream = String(row.stream);
    commits.push(JSON.parse(String(row.body)) as AnyCommit);
  }
  if (stream !== undefined) yield [stream, commits];
}

export const savedCheckpoints = (db: DatabaseSync): Checkpoint[] =>
  db
    .prepare('SELECT body FROM backup_checkpoints ORDER BY number')
    .all()
    .map(({ body }) => checkpoint.parse(JSON.parse(String(body))));

const recordProblems = (db: DatabaseSync, key: string): string[] => {
  const problems: string[] = [];
  const checkpoints = savedCheckpoints(db);
  let before: Checkpoint | undefined;
  for (const one of checkpoints) {
    const problem = checkpointProblem(one, before, key);
    if (problem !== undefined) problems.push(problem);
    before = one;
  }
  const known = headsKnownBy(checkpoints);
  for (const [column, commits] of chainsIn(db)) {
    const stream = streamIn(column);
    const broken = verifyChain(commits);
    if (broken) problems.push(`${stream}: ${broken.explanation}`);
    const head = known.get(stream);
    if (head && commits[head.seq - 1]?.hash !== head.hash)
      problems.push(`${stream}: commit ${head.seq} is not the one that checkpoint ${head.number} knows`);
    known.delete(stream);
  }
  for (const [stream, { number }] of known) problems.push(`${stream} is not in it; checkpoint ${number} knows it`);
  return problems;
};

/**
 * Looks whether a backup can be restored: the file, every chain, the checkpoints, the counts that it gives, the configuration, and
 * the master key where there is one to hold it against.
 *
 * @param key the public half of what that master key signs with
 */
export const checkBackup = (file: string, key?: string): CheckedBackup => {
  if (!existsSync(file)) return { problems: [`there is no file ${file}`] };
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    const pages = db.prepare('PRAGMA integrity_check(5)').all();
    const damaged = pages.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
    if (damaged.length > 0) return { problems: damaged.map((text) => `the file is damaged: ${text}`) };
    const facts = factsIn(db);
    if (facts === undefined) return { problems: ['it is no backup that "muster backup" has made, or not a whole one'] };
    if (facts.schema > SCHEMA_VERSION)
      return { facts, problems: [`a later Muster has made it (schema ${facts.schema}); restore it with that one`] };
    const stored = db.prepare('SELECT body FROM configurations WHERE version = ?').get(facts.configuration ?? '');
    const problems = [
      ...countProblems(facts.counts, countIn(db)),
      ...recordProblems(db, facts.key),
      ...(stored === undefined ? ['the configuration that was in force is not in it'] : []),
      ...(key !== undefined && key !== facts.key
        ? [
            `it belongs to another master key: to one whose public half begins with ${facts.key.slice(0, 12)}, not ${key.slice(0, 12)}`,
          ]
        : []),
    ];
    const told = problems.slice(0, MOST_TOLD);
    return {
      facts,
      problems: problems.length > MOST_TOLD ? [...told, `and ${problems.length - MOST_TOLD} more`] : told,
    };
  } catch (error) {
    return { problems: [`it cannot be read: ${(error as Error).message}`] };
  } finally {
    db?.close();
  }
};
