import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { SqliteStores } from '../adapters/sqlite/sqlite-stores.ts';
import type { CheckpointPlace } from '../ports/checkpoint-place.ts';
import { checkpointsIn } from '../usecases/checkpoints/checkpoints-in.ts';

/**
 * A backup of a running process as a stream. It is made whole in the data directory first, for a slow reader must not hold
 * up the database; the file is gone when the stream has ended or its reader has.
 */
export const serveBackup = async (
  stores: SqliteStores,
  about: {
    readonly directory: string;
    readonly key: string;
    readonly now: () => number;
    readonly place: CheckpointPlace;
  },
): Promise<ReadableStream<Uint8Array>> => {
  const scratch = mkdtempSync(join(about.directory, 'backup-'));
  try {
    const file = join(scratch, 'muster.backup');
    await stores.backUp(file, {
      madeAt: new Date(about.now()).toISOString(),
      key: about.key,
      checkpoints: checkpointsIn(about.place),
    });
    const opened = createReadStream(file);
    await new Promise<void>((resolve, reject) => opened.once('open', () => resolve()).once('error', reject));
    return Readable.toWeb(opened) as ReadableStream<Uint8Array>;
  } finally {
    // What is open can be read to its end.
    rmSync(scratch, { recursive: true, force: true });
  }
};
