import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';

const NAME = 'running';

/** A file that is there while a process runs: who finds it at a start knows that the last one did not end in order. */
export const runningMark = (directory: Pick<DataDirectory, 'path' | 'writePrivate'>) => ({
  isLeft: (): boolean => existsSync(join(directory.path, NAME)),
  set: (): void => directory.writePrivate(NAME, `${process.pid}\n`),
  clear: (): void => rmSync(join(directory.path, NAME), { force: true }),
});
