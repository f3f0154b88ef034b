import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** How to start a child: in its own process group, everything it prints going to one log file. */
export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
}

/** Process groups that are ours and still alive, so that leaving this process leaves none of them behind. */
const groups = new Set<number>();

const endAll = (): void => {
  for (const pid of groups) signalGroup(pid, 'SIGKILL');
};

process.on('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAll();
    process.kill(process.pid, signal);
  });
}

/** Starts a child that leads its own process group, so that it can be ended together with what it starts. */
export function startChild(command: string, args: readonly string[], options: ChildOptions): ChildProcess {
  const log = openSync(options.logFile, 'a');
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const { pid } = child;
  if (pid !== undefined) {
    groups.add(pid);
    child.once('exit', () => groups.delete(pid));
  }
  return child;
}

/** Runs a command to its end. Fails with the tail of its log when it cannot start, exits non-zero or takes too long. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: ChildOptions & { readonly withinMs: number },
): Promise<void> {
  const child = startChild(command, args, options);
  const what = [command, ...args].join(' ');
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`could not start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}`));
  });
  const clock = new AbortController();
  const tooLong = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(`did not end within ${options.withinMs / 1000} s`), options.withinMs);
    clock.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const failure = await Promise.race([ended, tooLong]);
  clock.abort();
  if (failure === undefined) return;
  await stopChild(child);
  throw new Error(`${what}\n${failure}. The end of ${options.logFile}:\n${logTail(options.logFile)}`);
}

/** Ends a child's process group: asks first, insists after a few seconds, returns when the child is gone. */
export async function stopChild(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(pid, 'SIGTERM');
  const insist = setTimeout(() => signalGroup(pid, 'SIGKILL'), 3_000);
  await gone;
  clearTimeout(insist);
  signalGroup(pid, 'SIGKILL');
}

/** The last lines of a log, for an error message. */
export function logTail(logFile: string, lines = 40): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** Signals a whole group by the pid of its leader; a group that is already gone is what we wanted. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
