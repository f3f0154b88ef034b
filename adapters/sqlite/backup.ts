import { spawn } from 'node:child_process';
import { chmodSync, closeSync, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Checkpoint } from '../../domain/checkpoint/checkpoint.ts';
import { StoreError } from '../../ports/store-error.ts';
import { ownProcess } from './own-process.ts';

/** What goes with a copy of the database. */
export interface AboutBackup {
  readonly madeAt: string;
  /** The public half of what the master key signs with. */
  readonly key: string;
  /** Asked for when the copy is made: at least those that it knows of. */
  readonly checkpoints: AsyncIterable<Checkpoint>;
}

/** A child that says more than this has said why. */
const LONGEST_REASON = 2_000;

async function* linesOf(checkpoints: AsyncIterable<Checkpoint>): AsyncGenerator<string> {
  for await (const one of checkpoints) yield `${JSON.stringify(one)}\n`;
}

/**
 * Copies the database of a running process into one file. While its log is not brought into it, the file of the database does not change
 * and the log only grows: copied one after the other, by another process, they are the state of some COMMIT meanwhile. Nobody who
 * writes waits for it.
 *
 * @param hold keeps the log from being brought into the database. @returns lets it be again
 * @throws StoreError `io`
 */
export const backUp = async (
  database: string,
  file: string,
  { madeAt, key, checkpoints }: AboutBackup,
  hold: () => () => void,
): Promise<void> => {
  const letGo = hold();
  let held = true;
  const release = (): void => {
    if (held) letGo();
    held = false;
  };
  try {
    closeSync(openSync(file, 'wx', 0o600));
    const script = ownProcess('backup-process');
    const child = spawn(process.execPath, [script, database, file, JSON.stringify({ madeAt, key })], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let reason = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (reason.length < LONGEST_REASON) reason += text;
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
    release();
    // Where the child has gone its own end says why.
    await pipeline(Readable.from(linesOf(checkpoints)), child.stdin).catch(() => child.stdin.destroy());
    if ((await ended) !== 0)
      throw new StoreError('io', `the backup could not be made: ${/Error: (.+)/.exec(reason)?.[1] ?? reason}`, {
        advice: 'Check the room on the disk of the data directory; nothing else has changed.',
        retryable: true,
      });
    chmodSync(file, 0o600);
  } finally {
    release();
  }
};
