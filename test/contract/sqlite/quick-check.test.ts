import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { quickCheckWithinMs } from '../../../adapters/sqlite/quick-check.ts';

const directory = mkdtempSync(join(tmpdir(), 'muster-quick-check-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const MB = 1024 * 1024;

/** A file with a hole in it takes no room. */
const ofSize = (bytes: number): string => {
  const file = join(directory, `${bytes}.db`);
  writeFileSync(file, '');
  truncateSync(file, bytes);
  return file;
};

test('people wait half a second at most for the look at a large database, however large it is', () => {
  expect([100 * MB, 4_000 * MB].map((bytes) => quickCheckWithinMs(ofSize(bytes)))).toEqual([500, 500]);
});

test('a small one is looked through to its end on a busy machine, too, and one that is not there delays nothing', () => {
  expect(quickCheckWithinMs(ofSize(MB))).toBeGreaterThanOrEqual(5_000);
  expect(quickCheckWithinMs(join(directory, 'absent.db'))).toBeGreaterThanOrEqual(5_000);
});
