#!/usr/bin/env node
// The one file of ours that an old Node can read: it says what is needed before anything else is loaded.
import { readFileSync } from 'node:fs';

const NEEDED = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  process.stderr.write(
    `muster: This takes Node ${NEEDED} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'In a clone `npm ci` brings one along, which `npm run muster -- …` and `npx muster …` use.\n',
  );
  process.exitCode = 1;
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  // What scripts ask before each use takes no longer than starting Node does.
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else {
  void import('../embedded/loading.js').then(() => import('./main.ts'));
}
