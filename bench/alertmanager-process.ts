import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Cores, spawnPinned } from './cores.ts';

/** Prometheus Alertmanager as the distribution packages it, for comparison. */
export interface AlertmanagerProcess {
  readonly version: string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const COMMANDS = ['prometheus-alertmanager', 'alertmanager'];

const START_WITHIN_MS = 30_000;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const isReady = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok;
  } catch {
    return false;
  }
};

const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
};

/** @returns undefined where it is not installed */
export const startAlertmanager = async (cores: Cores): Promise<AlertmanagerProcess | undefined> => {
  const found = COMMANDS.map((command) => ({ command, told: spawnSync(command, ['--version'], { encoding: 'utf8' }) }));
  const installed = found.find(({ told }) => told.status === 0);
  if (!installed) return undefined;
  const version = /version ([^ ,]+)/.exec(installed.told.stdout + installed.told.stderr)?.[1] ?? 'unknown';
  const directory = mkdtempSync(join(tmpdir(), 'bench-alertmanager-'));
  const configuration = join(directory, 'alertmanager.yml');
  // It notifies nobody while it is measured.
  writeFileSync(configuration, 'route:\n  receiver: nobody\n  group_wait: 1h\nreceivers:\n  - name: nobody\n');
  const port = await freePort();
  const child = spawnPinned(
    cores,
    installed.command,
    [
      `--config.file=${configuration}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    // As many threads as cores it may use; more of them would only take turns.
    { stdio: 'ignore', env: { ...process.env, ...(cores.pinned ? { GOMAXPROCS: '1' } : {}) } },
  );
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(directory, { recursive: true, force: true });
  };
  for (const end = Date.now() + START_WITHIN_MS; !(await isReady(port)); await pause(100)) {
    if (Date.now() > end) {
      await stop();
      throw new Error('Alertmanager did not get ready in time.');
    }
  }
  return { version, port, pid: child.pid as number, stop };
};
