import { DatabaseSync } from 'node:sqlite';

/** Started by `quickCheck` with the path of a database; writes what is wrong with it, a line each, or `ok`. */
const [, , path = ''] = process.argv;
const db = new DatabaseSync(path, { readOnly: true });
const rows = db.prepare('PRAGMA quick_check(10)').all();
process.stdout.write(rows.map((row) => String(Object.values(row)[0])).join('\n'));
db.close();
