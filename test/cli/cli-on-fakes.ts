import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ApiExtras } from '../../api/route.ts';
import { run } from '../../cli/program.ts';
import { type ApiOnFakes, apiOnFakes } from '../api/api-on-fakes.ts';

export interface CommandLine {
  readonly api: ApiOnFakes;
  /** The data directory; empty at first. */
  readonly data: string;
  readonly env: Record<string, string>;
  /** What stands on standard input. */
  readonly input: { text: string };
  /** Requests that went to no route of the API, such as alerts. */
  readonly elsewhere: { url: string; authorization: string | null; body: unknown }[];
  /** Set to change what the commands receive. */
  readonly tamper: { with?: (path: string, body: unknown) => unknown };
  readonly muster: (...args: string[]) => Promise<{ code: number; out: string; err: string }>;
}

/** The command line against the API on ports in memory, as the manager unless told otherwise. */
export const cliOnFakes = (extras: ApiExtras = {}): CommandLine => {
  const api = apiOnFakes(extras);
  const data = mkdtempSync(join(tmpdir(), 'muster-cli-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const env: Record<string, string> = {
    MUSTER_TOKEN: 'manager',
    MUSTER_DATA: data,
    MUSTER_PROFILES: join(data, 'profiles.json'),
  };
  const input = { text: '' };
  const elsewhere: CommandLine['elsewhere'] = [];
  const tamper: CommandLine['tamper'] = {};
  const fake: typeof fetch = async (input, init) => {
    const request = new Request(input as URL, init);
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/in/')) {
      elsewhere.push({
        url: request.url,
        authorization: request.headers.get('authorization'),
        body: await request.json(),
      });
      return Response.json({ accepted: 1 }, { status: 202 });
    }
    const response = await api.app.request(request);
    if (!tamper.with || !response.ok) return response;
    return Response.json(await tamper.with(pathname, await response.json()), { status: response.status });
  };
  return {
    api,
    data,
    env,
    input,
    elsewhere,
    tamper,
    muster: async (...args) => {
      let out = '';
      let err = '';
      const terminal = {
        env,
        fetch: fake,
        readInput: () => input.text,
        write: (text: string) => {
          out += text;
        },
        writeError: (text: string) => {
          err += text;
        },
        colour: false,
        timeZone: 'Europe/Paris',
        now: () => api.ports.time.now,
      };
      const code = await run(terminal, args);
      return { code, out, err };
    },
  };
};
