#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from './program.ts';

const { env, stdout, stderr } = process;

// A reader that goes away (`| head`) has read enough.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(
  {
    env,
    fetch,
    readInput: () => readFileSync(0, 'utf8'),
    write: (text) => stdout.write(text),
    writeError: (text) => stderr.write(text),
    colour: stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  process.argv.slice(2),
);
