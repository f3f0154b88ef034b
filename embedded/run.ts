import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENVIRONMENT } from './environment.ts';

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

/** Runs Muster as the command line and the environment say, and resolves when it is ready. */
export const run = async (): Promise<void> => {
  const options = optionsGiven();
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  }
  const { runEmbedded } = await import('./command.ts');
  await runEmbedded(options, {
    dataDirectory: join(import.meta.dirname, '..', '.muster'),
    tries: ['npx muster incident list', 'npx muster incident timeline INC-…', 'npm run demo'],
  });
};
