import { copyFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { type BackupFacts, countIn } from './backup-facts.ts';
import { SCHEMA_VERSION } from './migrations.ts';
import { markIn, pointersIn } from './pointers.ts';

/**
 * Started by `backUp`, in a process of its own: one that opens the file of a database that it also holds a lock on loses the lock
 * when it closes it (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 * Takes the database, the file to be made, and what the backup says of itself; says when it has copied; then checkpoints come
 * in, a line each, at least those that the copy knows of.
 */
const [, , database = '', file = '', about = ''] = process.argv;
const { madeAt, key } = JSON.parse(about) as Pick<BackupFacts, 'madeAt' | 'key'>;

copyFileSync(database, file);
copyFileSync(`${database}-wal`, `${file}-wal`);
process.stdout.write('copied\n');
const copy = new DatabaseSync(file);
// One file, and no log beside it.
copy.exec('PRAGMA journal_mode = DELETE');
copy.exec(`
  BEGIN;
  CREATE TABLE backup_checkpoints (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE backup (body TEXT NOT NULL)`);
const keep = copy.prepare('INSERT INTO backup_checkpoints (number, body) VALUES (?, ?)');
const pointers = pointersIn(copy);
const known = markIn(pointers)?.number ?? 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { number } = JSON.parse(line) as { number: number };
  // Later ones are about what the copy may not hold.
  if (number <= known) keep.run(number, line);
}
const facts: BackupFacts = {
  madeAt,
  key,
  schema: SCHEMA_VERSION,
  configuration: pointers.get('configuration'),
  counts: countIn(copy),
};
copy.prepare('INSERT INTO backup (body) VALUES (?)').run(JSON.stringify(facts));
copy.exec('COMMIT');
copy.close();
