import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import bundling from '../functions/bundling.json' with { type: 'json' };

/**
 * Copies what a bundle loads only when it needs it (esbuild would put it inside) into `node_modules` beside the bundle. Run
 * by the bundling of each function: `node lib/place-beside-bundle.ts <folder of the bundle>`.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node lib/place-beside-bundle.ts <folder of the bundle>');
const bundle = readFileSync(join(folder, 'index.mjs'), 'utf8');

/** What evaluates expressions is a process of its own, and its code no part of any bundle: `adapters/expressions/`. */
const APART = 'evaluator.mjs';
const evaluates = bundle.includes(APART);
if (evaluates) {
  cpSync(join(import.meta.dirname, '..', 'adapters', 'expressions', 'apart'), join(folder, 'apart'), {
    recursive: true,
  });
}

for (const name of bundling.besideTheBundle) {
  if (!bundle.includes(`import("${name}")`) && !(evaluates && name === 'jsonata')) continue;
  const from = join(import.meta.dirname, '..', 'node_modules', name);
  const to = join(folder, 'node_modules', name);
  const { main } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { main: string };
  for (const file of ['package.json', main, 'LICENSE']) cpSync(join(from, file), join(to, file), { recursive: true });
}
