import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail, startChild, stopChild } from './child-process.ts';
import { pythonEnvironment } from './python-environment.ts';

/** A running AWS emulator. */
export interface Emulator {
  /** The endpoint of every AWS service. */
  readonly url: string;
  readonly port: number;
  /** Where the emulator keeps its virtual environment, its log and what deployments leave. */
  readonly directory: string;
  /** The environment of a child process that shall talk to the emulator instead of AWS. Never set it on this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Empties everything: stacks, tables, queues, sent mail. */
  reset(): Promise<void>;
  /** Ends the emulator and the functions it runs. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** A directory to keep between runs, so that the virtual environment is made once. */
  readonly dir: string;
  /** How long the emulator may take to answer. */
  readonly readyWithinMs?: number;
}

/** The account and region that the emulator gives to the credentials in {@link Emulator.env}. */
export const emulatorAccount = '000000000000';
export const emulatorRegion = 'us-east-1';

/** Starts MiniStack on a free loopback port. It ends with this process at the latest. */
export async function startEmulator({ dir, readyWithinMs = 30_000 }: EmulatorOptions): Promise<Emulator> {
  const directory = resolve(dir);
  mkdirSync(join(directory, 'tmp'), { recursive: true });
  // The script that runs Node.js functions is CommonJS and lies in there: below a package of ES modules it would not start.
  writeFileSync(join(directory, 'tmp', 'package.json'), '{"type":"commonjs"}\n');
  const python = await pythonEnvironment(directory);
  const port = await freePort();
  // "localhost" and not 127.0.0.1: the queue and API addresses that the emulator hands out carry this name, and the SDK
  // warns on every call when a queue's host differs from its endpoint's.
  const url = `http://localhost:${port}`;
  const logFile = join(directory, 'emulator.log');
  rmSync(logFile, { force: true });
  const child = startChild(python, [join(import.meta.dirname, 'corrected_ministack.py')], {
    cwd: directory,
    env: emulatorProcessEnv(directory, url, port),
    logFile,
  });
  try {
    await answersHealth(child, url, logFile, readyWithinMs);
  } catch (error) {
    await stopChild(child);
    throw error;
  }
  return {
    url,
    port,
    directory,
    env: clientEnv(url),
    reset: () => reset(url),
    stop: () => stopChild(child),
  };
}

/** Every function inherits this, so it is chosen, not copied: nothing of the caller's environment reaches a function. */
function emulatorProcessEnv(directory: string, url: string, port: number): NodeJS.ProcessEnv {
  return {
    // Functions run on the `node` that is first on the path: the one that runs this.
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: directory,
    TMPDIR: join(directory, 'tmp'),
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    GATEWAY_PORT: String(port),
    // MiniStack listens on every interface unless told otherwise.
    BIND_HOST: '127.0.0.1',
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_NO_WARNINGS: '1',
  };
}

function clientEnv(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: emulatorRegion,
    AWS_DEFAULT_REGION: emulatorRegion,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

async function answersHealth(child: ChildProcess, url: string, logFile: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const healthy = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(100);
  }
  throw new Error(
    `The emulator did not answer within ${withinMs / 1000} s. The end of ${logFile}:\n${logTail(logFile)}`,
  );
}

async function reset(url: string): Promise<void> {
  const response = await fetch(`${url}/_ministack/reset`, { method: 'POST', signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`The emulator did not reset: ${response.status} ${await response.text()}`);
}

async function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
