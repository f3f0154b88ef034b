import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import bundling from '../functions/bundling.json' with { type: 'json' };

/** What evaluates expressions is a process of its own, and its code no part of any bundle: `adapters/expressions/`. */
const APART = 'evaluator.mjs';

/** Copies what a bundle loads only when it needs it (esbuild would put it inside) into `node_modules` beside the bundle. */
export const placeBeside = (folder: string): void => {
  const bundle = readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const evaluates = bundle.includes(APART);
  if (evaluates) {
    const apart = join(import.meta.dirname, '..', 'adapters', 'expressions', 'apart');
    cpSync(apart, join(folder, 'apart'), { recursive: true });
  }
  for (const name of bundling.besideTheBundle) {
    if (!bundle.includes(`import("${name}")`) && !(evaluates && name === 'jsonata')) continue;
    const from = join(import.meta.dirname, '..', 'node_modules', name);
    const to = join(folder, 'node_modules', name);
    const { main } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { main: string };
    for (const file of ['package.json', main, 'LICENSE']) cpSync(join(from, file), join(to, file), { recursive: true });
  }
};
