import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Beside the packages, where only those can write who may write the code as well. */
export const FOLDER = join(root, 'node_modules', '.cache', 'start');

/** What it was made of; written last. */
export const MADE = 'made.json';

/**
 * What tells a file from what it was: its inode and when that was last changed, which nobody can set back.
 *
 * @param {string} file
 */
export const stampOf = (file) => {
  const { ctimeMs, ino, mtimeMs, size } = statSync(file);
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
};

/**
 * The file that has all code of a start in one, of exactly what stands in the clone now; undefined where there is none, or anything in
 * it is not as it was when it was made. To find, read and compile a thousand files takes half of a start.
 *
 * @param {string} clone
 * @param {string} folder
 * @returns {string | undefined}
 */
export const fresh = (clone = root, folder = FOLDER) => {
  try {
    const { file, node, of, stamps } = JSON.parse(readFileSync(join(folder, MADE), 'utf8'));
    if (of !== clone || node !== process.version) return undefined;
    for (const [input, stamp] of Object.entries(stamps)) if (stampOf(`${clone}/${input}`) !== stamp) return undefined;
    const bundle = join(folder, file);
    // Two that are made at once may each remove what the other wrote.
    statSync(bundle);
    return bundle;
  } catch {
    return undefined;
  }
};

/** Whether it can be made: what bundles is not installed where Muster is only run. */
const canBeMade = () => {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
};

/** Has it made for the next start, by a process that gives way to everybody and outlives this one. */
export const makeLater = () => {
  if (!canBeMade()) return;
  const child = spawn(process.execPath, [join(root, 'packages', 'bundle-start.ts')], {
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
};
