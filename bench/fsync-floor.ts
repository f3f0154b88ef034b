import { closeSync, fdatasyncSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Latencies, latenciesOf } from './page-latency.ts';

const SYNCS = 400;
/** What a COMMIT of a few alerts adds to the log: pages of 4 KiB. */
const BLOCK = Buffer.alloc(16_384, 1);
const FILE_BYTES = 16 * 1024 * 1024;

/** How long the disk itself takes to make a small write durable, in ms: no durable answer can be faster. */
export const measureFsync = (under: string): Latencies => {
  const directory = mkdtempSync(join(under, '.bench-fsync-'));
  const file = openSync(join(directory, 'log'), 'w');
  try {
    for (let at = 0; at < FILE_BYTES; at += BLOCK.length) writeSync(file, BLOCK, 0, BLOCK.length, at);
    fsyncSync(file);
    const times: number[] = [];
    for (let i = 0; i < SYNCS; i += 1) {
      writeSync(file, BLOCK, 0, BLOCK.length, (i * BLOCK.length) % FILE_BYTES);
      const began = performance.now();
      fdatasyncSync(file);
      times.push(performance.now() - began);
    }
    return latenciesOf(times);
  } finally {
    closeSync(file);
    rmSync(directory, { recursive: true, force: true });
  }
};
