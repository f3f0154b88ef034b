#!/usr/bin/env node
// The one file of ours that an old Node can read: it says what is needed before anything else is loaded.
const NEEDED = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  process.stderr.write(
    `muster: This takes Node ${NEEDED} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'In a clone `npm ci` brings one along, which `npm run muster -- …` and `npx muster …` use.\n',
  );
  process.exitCode = 1;
} else {
  await import('./main.ts');
}
