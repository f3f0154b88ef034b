import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Muster to play against. */
export interface Server {
  readonly url: string;
  readonly token: string;
  readonly keyOf: (integrationId: string) => string | undefined;
  readonly stop: () => Promise<void>;
}

type Integrations = Readonly<Record<string, { readonly key?: string }>>;

const START_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 8_000;

const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(force);
};

/**
 * Starts one for the demonstration: the example configuration, data that are thrown away, time that runs faster.
 *
 * @param told each thing that the server says happened
 */
export const startServer = async (speed: number, told: (text: string, incident: string) => void): Promise<Server> => {
  const data = mkdtempSync(join(tmpdir(), 'muster-demo-'));
  const root = join(import.meta.dirname, '..');
  const child = spawn(process.execPath, [join(root, 'embedded', 'main.ts'), '--json', '--keys'], {
    env: {
      ...process.env,
      PORT: '0',
      SMTP_PORT: 'off',
      HOST: '127.0.0.1',
      MUSTER_DATA: data,
      MUSTER_CONFIG: join(root, 'config', 'example'),
      MUSTER_SPEED: String(speed),
      MUSTER_URL: '',
      SMTP_URL: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches this process only, which then ends the server in order.
    detached: true,
  });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const ready = await new Promise<{ url: string; token: string; integrations: Integrations }>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('The server did not get ready in time.')), START_WITHIN_MS);
      child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
      let first = true;
      createInterface(child.stdout as NonNullable<typeof child.stdout>).on('line', (line) => {
        const said = JSON.parse(line);
        if (first) {
          first = false;
          clearTimeout(late);
          resolve(said);
        } else told(said.text, said.incident ?? '');
      });
    });
    return { url: ready.url, token: ready.token, keyOf: (id) => ready.integrations[id]?.key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** One that runs already. `integrations` is the file of that name in its data directory. */
export const useServer = (url: string, token: string, integrations: string | undefined): Server => {
  const keys: Integrations =
    integrations === undefined ? {} : (JSON.parse(readFileSync(integrations, 'utf8')) as Integrations);
  return { url: url.replace(/\/$/, ''), token, keyOf: (id) => keys[id]?.key, stop: () => Promise.resolve() };
};
