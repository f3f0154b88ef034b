import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { FOLDER, MADE, stampOf } from '../embedded/bundled-start.js';

/**
 * Makes the file from which `npm start` starts: all of its code in one, as it stands in the clone now. Run by `npm ci` and, in the
 * background, by a start that found it out of date (`embedded/bundled-start.js`).
 */
const root = join(import.meta.dirname, '..');

/** Files that are in no bundle and say what is: which packages there are, and how sources are read. */
const ALSO = [
  'package.json',
  'tsconfig.json',
  join('node_modules', '.package-lock.json'),
  join('packages', 'bundle-start.ts'),
];

/** What was changed so shortly before it was read may have been changed again since: clocks of file systems tick. */
const TICK_MS = 50;

/** Whatever finds files by where it is finds them as it does where it is not bundled. */
const inPlace: Plugin = {
  name: 'in-place',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.filename', JSON.stringify(path))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    })),
};

const make = async (): Promise<void> => {
  // Whoever installs only what is needed to run Muster has no bundler, and starts from the sources.
  const esbuild = await import('esbuild').catch(() => undefined);
  if (esbuild === undefined) return;
  const { commandLineBundle } = await import('./bundles.ts');
  const since = Date.now() - TICK_MS;
  const { metafile, outputFiles } = await esbuild.build({
    ...commandLineBundle,
    banner: {},
    define: {},
    minifySyntax: false,
    minifyWhitespace: false,
    entryPoints: [join(root, 'embedded', 'run.ts')],
    outfile: join(FOLDER, 'start.cjs'),
    plugins: [inPlace],
    metafile: true,
    write: false,
  });
  const inputs = [...Object.keys(metafile.inputs), ...ALSO];
  const changed = inputs.some((input) => {
    const { ctimeMs } = statSync(join(root, input));
    return ctimeMs >= since;
  });
  if (changed) return;
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  const file = `start-${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.cjs`;
  const stamps = Object.fromEntries(inputs.map((input) => [input, stampOf(join(root, input))]));
  mkdirSync(FOLDER, { recursive: true });
  const written = (name: string, content: string | Uint8Array): void => {
    const unfinished = join(FOLDER, `${process.pid}-${name}`);
    writeFileSync(unfinished, content);
    renameSync(unfinished, join(FOLDER, name));
  };
  written(file, contents);
  written(MADE, JSON.stringify({ of: root, node: process.version, file, stamps }));
  for (const other of readdirSync(FOLDER))
    if (/^start-/.test(other) && other !== file) rmSync(join(FOLDER, other), { force: true });
};

setPriority(constants.priority.PRIORITY_LOW);
// Everything runs without it, an installation that brings it along included.
await make().catch((error: unknown) => {
  process.stderr.write(`No bundle of a start was made; it starts from the sources. ${String(error)}\n`);
});
