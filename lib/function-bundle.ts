import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import bundling from '../functions/bundling.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

/**
 * A function as it is deployed: `index.mjs`, and beside it what it loads when it first needs it, a file each. Beside and not below,
 * so that what finds its own files by where it is finds them from each.
 *
 * @param folder where the files are written
 */
export const functionBundle = (name: string, folder: string): BuildOptions => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  logLevel: 'error',
  entryPoints: [{ in: join(root, 'functions', `${name}.ts`), out: 'index' }],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  splitting: true,
  minify: true,
  keepNames: bundling.keepNames,
  sourcemap: true,
  sourcesContent: false,
  external: [...bundling.externalModules, ...bundling.besideTheBundle],
});
