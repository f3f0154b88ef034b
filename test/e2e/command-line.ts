import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const WITHIN_MS = 60_000;

/** `muster` as a process of its own, with a folder for what it keeps; nothing of this process' environment tells it where or who. */
export const commandLine = () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-command-line-'));
  const profiles = join(folder, 'profiles.json');
  const others = Object.entries(process.env).filter(([name]) => !/^(MUSTER|SSH)_/.test(name));

  /** @param onError is told all that it has written to its error stream so far, whenever that grows */
  const muster = (args: readonly string[], onError: (err: string) => void = () => {}): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, '../../cli/muster.js'), ...args], {
        env: { ...Object.fromEntries(others), MUSTER_PROFILES: profiles, MUSTER_DATA: folder, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: WITHIN_MS,
      });
      let [out, err] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text;
        onError(err);
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? -1, out, err }));
    });

  return {
    muster,
    /** `muster login`, whose address is opened by `browse` as soon as it is printed. */
    async login<T>(url: string, browse: (address: string) => Promise<T>): Promise<Ran & { readonly shown: T }> {
      const printed = Promise.withResolvers<string>();
      const ran = muster(['login', '--url', url, '--no-browser'], (err) => {
        const address = /http\S+(?=\n)/.exec(err)?.[0];
        if (address !== undefined) printed.resolve(address);
      });
      ran.then(({ err }) => printed.reject(new Error(`It printed no address: ${err}`)), printed.reject);
      const shown = await browse(await printed.promise);
      return { ...(await ran), shown };
    },
    /** What is kept of who is signed in, by profile. */
    sessions: (): Record<string, { readonly token: string; readonly refreshToken: string }> =>
      JSON.parse(readFileSync(join(folder, 'sessions.json'), 'utf8')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
