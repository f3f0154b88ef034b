import { Command } from 'commander';
import { ENVIRONMENT } from '../../embedded/environment.ts';
import { PACKAGES } from '../../packages/names.ts';
import type { ConnectionOptions } from '../connection.ts';

interface Options extends ConnectionOptions {
  readonly json?: boolean;
  readonly keys?: boolean;
}

/** `muster start`: the embedded target, on the example company unless told otherwise. Nothing of it is loaded before. */
export const startCommand = (): Command =>
  new Command('start')
    .description('runs Muster here, in one process, on one SQLite file')
    .option('--keys', 'print token and keys also where the output is no terminal, or with --json')
    .option('--no-keys', 'print them nowhere')
    .addHelpText('after', `\nThe rest is told by the environment:\n${ENVIRONMENT}`)
    .action(async (_, command: Command) => {
      const { json = false, keys } = command.optsWithGlobals<Options>();
      const { runEmbedded } = await import('../../embedded/command.ts');
      // Never beside the code, which the next `npm install` replaces.
      const tries = ['incident list', 'incident timeline INC-…'].map((of) => `npx ${PACKAGES.cli} ${of}`);
      await runEmbedded({ json, keys }, { dataDirectory: '.muster', tries });
    });
