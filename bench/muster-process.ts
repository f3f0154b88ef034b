import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Cores, fileSystemOf, spawnPinned } from './cores.ts';

/** The embedded server, running in a process of its own. */
export interface MusterProcess {
  readonly pid: number;
  /** From its spawn to its ready line. */
  readonly readyMs: number;
  readonly port: number;
  readonly token: string;
  /** The key of an integration's sender. */
  readonly keyOf: (integrationId: string) => string;
  /** Lines written to its output so far, after the one that says it is ready. */
  readonly lines: () => number;
  /** How many COMMITs, each an fsync of the log, it has made so far. */
  readonly syncs: () => Promise<number>;
  readonly databaseBytes: () => number;
  readonly fileSystem: string;
  /** One GET of the API, as an administrator. */
  readonly get: <T>(path: string) => Promise<T>;
  readonly stop: () => Promise<void>;
}

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly integrations: Readonly<Record<string, { readonly url?: string; readonly key?: string }>>;
}

const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

const root = join(import.meta.dirname, '..');

const writeConfiguration = (directory: string, pageReceiver: string): void => {
  mkdirSync(directory);
  const source = join(import.meta.dirname, 'configuration');
  for (const name of readdirSync(source)) {
    const text = readFileSync(join(source, name), 'utf8').replaceAll('PAGE_RECEIVER', pageReceiver);
    writeFileSync(join(directory, name), text);
  }
};

const readyLine = (child: ChildProcess, onLine: () => void): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The server did not get ready in time.')), START_WITHIN_MS);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
    if (!child.stdout) throw new Error('no output of the server');
    let ready = false;
    createInterface(child.stdout).on('line', (line) => {
      if (ready) onLine();
      else {
        ready = true;
        clearTimeout(late);
        resolve(JSON.parse(line) as Ready);
      }
    });
  });

const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(force);
};

/** Starts the server with its data on the disk that this checkout is on; `stop` ends it and removes them. */
export const startMuster = async (options: {
  cores: Cores;
  pageReceiver: string;
  nodeArguments?: readonly string[];
  /** Where its data are kept while it runs; the disk of this checkout if not told. */
  under?: string;
  /** Puts into its data directory what it finds there. */
  before?: (data: string) => void;
}): Promise<MusterProcess> => {
  const directory = mkdtempSync(join(options.under ?? root, '.bench-'));
  const data = join(directory, 'data');
  const configuration = join(directory, 'configuration');
  writeConfiguration(configuration, options.pageReceiver);
  const counting = ['--import', join(import.meta.dirname, 'count-syncs.ts')];
  const main = [...counting, ...(options.nodeArguments ?? []), join(root, 'embedded', 'main.ts'), '--json', '--keys'];
  options.before?.(data);
  const spawnedAt = performance.now();
  const child = spawnPinned(options.cores, process.execPath, main, {
    cwd: directory,
    env: {
      ...process.env,
      PORT: '0',
      SMTP_PORT: 'off',
      HOST: '127.0.0.1',
      MUSTER_DATA: data,
      MUSTER_CONFIG: configuration,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let lines = 0;
  try {
    const ready = await readyLine(child, () => {
      lines += 1;
    });
    const readyMs = performance.now() - spawnedAt;
    return {
      readyMs,
      pid: child.pid as number,
      port: Number(new URL(ready.url).port),
      token: ready.token,
      keyOf: (integrationId) => {
        const access = ready.integrations[integrationId];
        const key = access?.key ?? access?.url?.split('/').at(-1);
        if (!key) throw new Error(`no key for ${integrationId}`);
        return key;
      },
      lines: () => lines,
      syncs: () =>
        new Promise((resolve) => {
          child.once('message', (commits) => resolve(Number(commits)));
          child.send('commits?');
        }),
      databaseBytes: () => statSync(join(data, 'muster.db')).size,
      fileSystem: fileSystemOf(data),
      get: async <T>(path: string) => {
        const response = await fetch(new URL(path, ready.url), { headers: { authorization: `Bearer ${ready.token}` } });
        if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
        return (await response.json()) as T;
      },
      stop: async () => {
        await stopProcess(child);
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stopProcess(child);
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
};
