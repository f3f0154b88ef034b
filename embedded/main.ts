#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENVIRONMENT } from './environment.ts';
import './loading.js';

const HELP = `Muster, embedded: one process, one SQLite file.

  npm start                 run it on the example configuration
  npm start -- --json       one JSON line when ready, then one per thing that happens
  npm start -- --keys       print token and keys also where the output is no terminal, or with --json; --no-keys prints them nowhere

${ENVIRONMENT}`;

const optionsGiven = (): { readonly json: boolean; readonly help: boolean; readonly keys?: boolean | undefined } => {
  try {
    return parseArgs({
      allowNegative: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        keys: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(
      `${(error as Error).message}\nOptions are --json, --keys, --no-keys and --help; the rest is told by the environment.\n\n${HELP}\n`,
    );
    process.exit(2);
  }
};
const options = optionsGiven();
if (options.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}

const root = join(import.meta.dirname, '..');
const { runEmbedded } = await import('./command.ts');
await runEmbedded(options, {
  dataDirectory: join(root, '.muster'),
  tries: ['npx muster incident list', 'npx muster incident timeline INC-…', 'npm run demo'],
});
