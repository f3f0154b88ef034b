import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import bundling from '../functions/bundling.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  logLevel: 'error',
} as const satisfies BuildOptions;

/** Names stay as they are: who reports an error sends its stack. */
const readable = { ...common, minifySyntax: true, minifyWhitespace: true } as const satisfies BuildOptions;

/** A package that loads its own parts by `require` finds none in a module. */
const requireIn = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The constructs; the CDK itself is brought by whoever uses them. */
export const constructsBundle: BuildOptions = {
  ...readable,
  entryPoints: [join(root, 'packages', 'cdk', 'index.ts')],
  format: 'esm',
  banner: { js: requireIn },
  external: ['aws-cdk-lib', 'constructs', ...bundling.besideTheBundle],
};

export const COMMAND_LINE_FILE = 'main.cjs';

/**
 * The command line and the embedded target in one file. Not a module: what a module imports is loaded before its first line,
 * whichever command was asked for.
 */
export const commandLineBundle: BuildOptions = {
  ...readable,
  entryPoints: [join(root, 'cli', 'main.ts')],
  format: 'cjs',
  banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  define: {
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
    'import.meta.url': '__url',
  },
  external: [...bundling.besideTheBundle],
};

/** What is read before the command line is: it says the version by itself, which takes no longer than starting Node. */
export const launcherBundle: BuildOptions = {
  ...readable,
  entryPoints: [join(root, 'cli', 'muster.js')],
  format: 'esm',
  plugins: [
    {
      name: 'command-line-beside',
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: `./${COMMAND_LINE_FILE}`, external: true })),
    },
  ],
};

/** What runs in a process of its own stands beside the file that starts it. */
export const processBundle = (entryPoint: string): BuildOptions => ({
  ...readable,
  entryPoints: [join(root, entryPoint)],
  format: 'esm',
  banner: { js: requireIn },
});
