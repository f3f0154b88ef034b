import { readFileSync } from 'node:fs';
import { run } from './program.ts';
import { openBrowser } from './sign-in/open-browser.ts';

const { env, stdout, stderr } = process;

const ended = (error: NodeJS.ErrnoException): void => {
  // A reader that goes away (`| head`) has read enough.
  if (error.code === 'EPIPE') process.exit(0);
  // Nothing can be said on an output that fails; the other may still work.
  if (error.syscall === 'write') {
    try {
      stderr.write(`muster: the output cannot be written: ${error.message}\n`);
    } catch {}
    process.exit(1);
  }
  throw error;
};
stdout.on('error', ended);
stderr.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void run(
  {
    env,
    fetch,
    openBrowser,
    readInput: () => readFileSync(0, 'utf8'),
    write: (text) => stdout.write(text),
    writeError: (text) => stderr.write(text),
    colour: stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    ...(stdout.isTTY === true && stdout.columns > 0 ? { columns: stdout.columns } : {}),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  process.argv.slice(2),
).then((exitCode) => {
  process.exitCode = exitCode;
});
