import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const READY_WITHIN_MS = 30_000;
const FORCE_AFTER_MS = 5_000;
const KEPT_LINES = 100;

/** A program that runs beside the suite until it is stopped. */
export interface Running {
  /** What of its first matching line was asked for: a port, say. */
  readonly ready: string;
  /** The end of what it printed. */
  said(): string;
  stop(): Promise<void>;
}

/**
 * Starts a program and waits, for a bounded time, until it says that it is ready.
 *
 * @param ready of the line that says so; its first group is answered
 */
export const startProgram = (command: string, args: readonly string[], ready: RegExp): Promise<Running> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    const said = (): string => lines.join('\n');
    const gone = new Promise<void>((done) => child.once('close', () => done()));
    const stop = async (): Promise<void> => {
      const force = setTimeout(() => child.kill('SIGKILL'), FORCE_AFTER_MS);
      child.kill('SIGTERM');
      await gone;
      clearTimeout(force);
    };
    const fail = (what: string): void => {
      clearTimeout(late);
      child.kill('SIGKILL');
      reject(new Error(`${command} ${what}:\n${said()}`));
    };
    const late = setTimeout(() => fail('was not ready in time'), READY_WITHIN_MS);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(`ended with ${code}`));
    const hear = (line: string): void => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      const match = ready.exec(line);
      if (!match) return;
      clearTimeout(late);
      resolve({ ready: match[1] ?? '', said, stop });
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
  });

interface RunOptions {
  /** To run it in. */
  readonly directory?: string;
  /** Beside this process' own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
}

/**
 * Runs a program to its end.
 *
 * @returns what it printed
 * @throws Error with what it complained of, when it fails or takes too long
 */
export const runProgram = (
  command: string,
  args: readonly string[],
  { directory, env, withinMs = 60_000 }: RunOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { cwd: directory, env: { ...process.env, ...env }, timeout: withinMs, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, args, options, (error, out, complaint) => {
      if (error) reject(new Error(`${command} ${args[0] ?? ''}: ${error.message}\n${complaint}\n${out}`));
      else resolve(out);
    });
  });
