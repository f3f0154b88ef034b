import { extname, join } from 'node:path';

/**
 * A file of this folder that runs in a process of its own: TypeScript in a clone; JavaScript in the package, where it stands beside
 * the bundle.
 */
export const ownProcess = (name: string): string =>
  join(import.meta.dirname, `${name}${extname(import.meta.filename) === '.ts' ? '.ts' : '.js'}`);
