import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');

/** Where the form for reports stands. Not https: a browser warns of a form that leaves it for http. */
export const FORM_ORIGIN = 'http://status.kestrel.example';

/** Seconds between two digests, so that nobody has to wait for one. */
const DIGEST_SECONDS = 2;

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly integrations: Readonly<Record<string, { readonly url: string }>>;
}

export interface OutboxMessage {
  readonly channel: string;
  readonly address: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A module that moves the clock of whatever loads it first. */
const clockAhead = (ms: number): string =>
  `data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${ms};`)}`;

/** The example company, in which one person and one stakeholder read German and digests come soon. */
const dataDirectory = (): string => {
  const data = mkdtempSync(join(tmpdir(), 'muster-browser-'));
  const configuration = join(data, 'configuration');
  cpSync(join(root, 'config/example'), configuration, { recursive: true });
  const changed = (file: string, change: (text: string) => string): void =>
    writeFileSync(join(configuration, file), change(readFileSync(join(configuration, file), 'utf8')));
  changed('organisation.yaml', (text) =>
    text.replace('\npaging:\n', `\npaging:\n  digestSeconds: ${DIGEST_SECONDS}\n`),
  );
  changed('people.yaml', (text) => text.replace('    name: Ana Silva\n', '    name: Ana Silva\n    language: de\n'));
  changed('communications.yaml', (text) => text.replace('name: Tomás Herrera,', 'name: Tomás Herrera, language: de,'));
  changed('integrations.yaml', (text) => text.replace('https://status.kestrel.example', FORM_ORIGIN));
  return data;
};

/**
 * The embedded server with that company.
 *
 * @param earlier its data directory, where one has run on it before
 * @param aheadMs how far its clock is ahead of ours
 */
export const served = async (earlier?: string, aheadMs = 0) => {
  const data = earlier ?? dataDirectory();
  const server = spawn(
    process.execPath,
    ['--import', clockAhead(aheadMs), join(root, 'embedded/main.ts'), '--json', '--keys'],
    {
      env: {
        ...process.env,
        PORT: '0',
        SMTP_PORT: 'off',
        MUSTER_DATA: data,
        MUSTER_CONFIG: join(data, 'configuration'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ready = await new Promise<Ready>((done, fail) => {
    createInterface({ input: server.stdout }).once('line', (line) => done(JSON.parse(line) as Ready));
    server.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
  const headers = { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' };
  const api = async <T>(path: string, body?: object): Promise<T> =>
    (await (
      await fetch(`${ready.url}${path}`, {
        headers,
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      })
    ).json()) as T;
  return {
    ready,
    data,
    api,
    outbox: async () => (await api<{ items: OutboxMessage[] }>('/v1/outbox?limit=500')).items,
    alert: (alert: object) =>
      fetch(ready.integrations.generic?.url ?? '', { method: 'POST', body: JSON.stringify(alert) }),
    /** @param keepsData for another that goes on with it */
    stop: async (keepsData = false) => {
      server.removeAllListeners('exit');
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGTERM');
        await new Promise((done) => server.once('exit', done));
      }
      if (!keepsData) rmSync(data, { recursive: true, force: true });
    },
  };
};
