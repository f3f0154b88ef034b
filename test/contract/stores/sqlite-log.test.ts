import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connect } from '../../../adapters/sqlite/connection.ts';
import { GroupCommit } from '../../../adapters/sqlite/group-commit.ts';
import { checkpointWhenQuiet } from '../../../adapters/sqlite/log-checkpoints.ts';
import { ROOM_BYTES } from '../../../adapters/sqlite/log-room.ts';
import { openSqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import { record, T0 } from './samples.ts';
import { openFor, testDirectory } from './sqlite-directory.ts';

describe('the log of the database', () => {
  it('is made as long as it becomes while it is written, and a kill finds in it all that was promised', async () => {
    const directory = testDirectory();
    const path = join(directory, 'muster.db');
    const stores = openSqliteStores({ path, now: () => T0, hasRoomForLog: true });
    onTestFinished(() => stores.close());
    let written = 0;
    const size = (): number => statSync(`${path}-wal`).size;
    while (size() < ROOM_BYTES && written < 5000) {
      written += 1;
      await stores.alerts.record([record(`alert-${written}`)]);
      await stores.durable();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(size()).toBeGreaterThanOrEqual(ROOM_BYTES);
    for (const suffix of ['', '-wal']) cpSync(`${path}${suffix}`, join(directory, `copy.db${suffix}`));
    const copy = openFor(join(directory, 'copy.db'));
    const states = await copy.alerts.states(Array.from({ length: written }, (_, i) => `alert-${i + 1}`));
    expect(states.filter((state) => state === undefined)).toEqual([]);
    expect(await copy.alerts.get(`alert-${written + 1}`)).toBeUndefined();
  });

  it('is brought into the database after a COMMIT that nobody waited for, once it is long enough', async () => {
    const db = connect(join(testDirectory(), 'muster.db'), () => T0);
    onTestFinished(() => db.close());
    const group = new GroupCommit(db);
    checkpointWhenQuiet(db, group);
    db.exec('CREATE TABLE pages (body BLOB)');
    const fill = db.prepare('INSERT INTO pages VALUES (zeroblob(4000))');
    const write = (pages: number) =>
      group.write('write', () => {
        for (let i = 0; i < pages; i += 1) fill.run();
      });
    const left = (): number => {
      const { log, checkpointed } = db.prepare('PRAGMA wal_checkpoint(NOOP)').get() as Record<string, number>;
      return (log ?? 0) - (checkpointed ?? 0);
    };
    for (let i = 0; i < 20; i += 1) {
      write(60);
      await group.durable();
    }
    expect(left()).toBeGreaterThan(1000);
    write(1);
    await expect.poll(left).toBe(0);
  });
});
