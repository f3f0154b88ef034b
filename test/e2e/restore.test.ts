import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../cli/program.ts';
import { Conversation } from './conversation.ts';
import { eventually } from './eventually.ts';
import { startPager } from './pager.ts';
import type { HttpResponse, Target } from './target.ts';
import { startEmulatorTarget } from './targets/emulator.ts';

/** Where the emulator keeps its Python environment between runs. */
const workDirectory = resolve('.muster', 'e2e-restore');

/** The command line, against a target that only `http` reaches. */
const muster = async (target: Target, ...args: string[]): Promise<{ code: number; out: string }> => {
  let out = '';
  const write = (text: string): void => {
    out += text;
  };
  const code = await run(
    {
      env: {
        MUSTER_URL: 'http://muster.invalid',
        MUSTER_TOKEN: await target.token('admin'),
        MUSTER_DATA: workDirectory,
      },
      fetch: async (input, init) => {
        const request = new Request(input as URL, init);
        const { pathname, search } = new URL(request.url);
        const { status, body } = await target.http({
          method: request.method,
          path: `${pathname}${search}`,
          headers: Object.fromEntries(request.headers),
          ...(request.body === null ? {} : { body: await request.text() }),
        });
        return new Response(body, { status });
      },
      readInput: () => '',
      write,
      writeError: write,
      colour: false,
      timeZone: 'UTC',
    },
    args,
  );
  return { code, out };
};

const asked = async (
  target: Target,
  method: 'GET' | 'POST',
  path: string,
  token: string,
  body?: object,
): Promise<HttpResponse> =>
  target.http({
    method,
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });

test('a stack over a restored table goes on where the old one was stopped: chains verify, old keys, tokens and links work, people are paged on', {
  timeout: 1_200_000,
}, async () => {
  const pager = await startPager();
  const configurationDirectory = join(workDirectory, 'configuration');
  rmSync(configurationDirectory, { recursive: true, force: true });
  mkdirSync(configurationDirectory, { recursive: true });
  const configuration = readFileSync(join(import.meta.dirname, 'upgrade', 'configuration.yaml'), 'utf8');
  writeFileSync(
    join(configurationDirectory, 'configuration.yaml'),
    configuration.replaceAll('http://pager.invalid', pager.url),
  );
  const target = await startEmulatorTarget({ configurationDirectory, workDirectory });
  const conversation = new Conversation(target, pager);
  const alert = { service: 'checkout', title: 'Checkout is down', severity: 'critical' } as const;
  try {
    await conversation.alertmanager(alert);
    const before = await conversation.incidentOf('checkout');
    const { incidentId } = before;
    const { acknowledgeUrl } = await conversation.page(incidentId, 'first');
    const issued = await asked(target, 'POST', '/v1/tokens/ci/issue', await target.token('admin'), { role: 'viewer' });
    const { token } = JSON.parse(issued.body) as { token: string };
    const key = await target.integrationKey('prometheus');
    const levels = () => pager.pages(incidentId).filter(({ purpose }) => purpose === 'resolver').length;

    await target.restore?.();
    const paged = levels();
    expect(await target.integrationKey('prometheus')).toBe(key);
    expect((await asked(target, 'GET', '/v1/whoami', token)).status).toBe(200);
    const verified = await muster(target, 'verify', '--all');
    expect(verified).toEqual({ code: 0, out: expect.stringContaining(before.number) });

    // The process that waited is of the old stack; the reconciler of the new one starts another.
    await eventually('a page by the new stack', () => (levels() > paged ? true : undefined), 180_000);

    const repeated = await conversation.alertmanager(alert);
    expect(repeated.status).toBe(202);
    const { items } = await conversation.get<{ items: { incidentId: string }[] }>('/v1/incidents');
    expect(items.map((one) => one.incidentId)).toEqual([incidentId]);

    const pressed = await target.http({ method: 'POST', path: new URL(acknowledgeUrl).pathname });
    expect(pressed.status).toBe(200);
    await conversation.until(incidentId, 'no page to resolvers waits any more', ({ pagings }) =>
      pagings.every(({ purpose, status }) => purpose !== 'resolver' || status === 'acknowledged'),
    );
    expect((await muster(target, 'verify', '--all')).code).toBe(0);
    expect(await target.givenUp()).toEqual([]);
  } catch (error) {
    process.stderr.write(`${await target.diagnose()}\n`);
    throw error;
  } finally {
    await target.stop();
    await pager.stop();
  }
});
