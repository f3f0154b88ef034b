import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteStores, type SqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import { T0 } from './samples.ts';

/** A directory of the running test, removed with it. */
export const testDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-sqlite-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

/** Stores of the running test, closed with it. */
export const openFor = (path: string, now: () => number = () => T0): SqliteStores => {
  const stores = openSqliteStores({ path, now });
  onTestFinished(() => stores.close());
  return stores;
};
