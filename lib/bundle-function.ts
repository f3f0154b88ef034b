import { build } from 'esbuild';
import { functionBundle } from './function-bundle.ts';
import { placeBeside } from './place-beside-bundle.ts';

/** Writes a function as it is deployed: `node lib/bundle-function.ts <name> <folder>`. */
const [name, folder] = process.argv.slice(2);
if (name === undefined || folder === undefined) throw new Error('usage: node lib/bundle-function.ts <name> <folder>');
await build(functionBundle(name, folder));
placeBeside(folder);
