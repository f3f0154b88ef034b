import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** What installations run that have not been upgraded yet. */
export const PREVIOUS_COMMIT = process.env.MUSTER_PREVIOUS ?? '229bd5f';

/** Whether this clone has it: one of the last commit alone does not. */
export const hasPrevious = (): boolean =>
  spawnSync('git', ['cat-file', '-e', `${PREVIOUS_COMMIT}^{commit}`], { cwd: ROOT }).status === 0;

/** Lays its files out in a directory, with the libraries of this checkout, and answers where. */
export const previousCheckout = (directory: string): string => {
  const checkout = join(directory, PREVIOUS_COMMIT);
  if (existsSync(join(checkout, 'node_modules'))) return checkout;
  rmSync(checkout, { recursive: true, force: true });
  mkdirSync(checkout, { recursive: true });
  const archive = spawnSync('git', ['archive', PREVIOUS_COMMIT], { cwd: ROOT, maxBuffer: 512 * 1024 * 1024 });
  const unpacked = spawnSync('tar', ['-x', '-C', checkout], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0) {
    throw new Error(`${PREVIOUS_COMMIT} cannot be laid out: ${archive.stderr}${unpacked.stderr}`);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  return checkout;
};
