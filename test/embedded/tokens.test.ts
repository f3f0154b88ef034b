import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, type MusterProcess, type ReadyLine } from './muster-process.ts';

describe('The tokens of a running Muster', () => {
  const bench = new Bench();
  const data = bench.directory();
  let muster: MusterProcess;
  let ready: ReadyLine;
  beforeAll(async () => {
    muster = bench.start({ MUSTER_DATA: data });
    ready = await muster.whenReady();
  });
  afterAll(() => bench.clear());

  const ask = async (path: string, body: object = {}, token = ready.token) => {
    const answer = await fetch(`${ready.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, string> };
  };
  const reads = async (token: string | undefined): Promise<number> =>
    (await fetch(`${ready.url}/v1/incidents`, { headers: { authorization: `Bearer ${token}` } })).status;
  const muster1 = async (...args: string[]): Promise<string> =>
    (
      await promisify(execFile)(process.execPath, ['cli/main.ts', ...args], {
        env: { PATH: process.env.PATH ?? '', MUSTER_DATA: data, MUSTER_URL: ready.url },
      })
    ).stdout;

  it('are issued, shown once, rotated and revoked, each at once', async () => {
    const issued = await ask('/v1/tokens/grafana/issue', { role: 'viewer' });
    expect([issued.status, issued.json.role]).toEqual([201, 'viewer']);
    const first = issued.json.token as string;
    expect(await reads(first)).toBe(200);
    // It may read, and no more than that.
    expect((await ask('/v1/tokens/other/issue', { role: 'admin' }, first)).status).toBe(403);
    const listed = await muster.get<{ items: { id: string }[] }>('/v1/tokens');
    expect(JSON.stringify(listed)).not.toContain('mst_');
    expect(listed.items.map(({ id }) => id)).toContain('grafana');
    const second = (await ask('/v1/tokens/grafana/rotate')).json.token;
    expect([await reads(first), await reads(second)]).toEqual([401, 200]);
    const third = (await ask('/v1/tokens/grafana/rotate', { keepOldForSeconds: 600 })).json.token;
    expect([await reads(first), await reads(second), await reads(third)]).toEqual([401, 200, 200]);
    expect((await ask('/v1/tokens/grafana/revoke')).json.standing).toBe('revoked');
    expect([await reads(second), await reads(third)]).toEqual([401, 401]);
    expect(JSON.stringify(muster.lines)).not.toContain('mst_');
  });

  it('of the files are rotated and revoked likewise, and stay so after a restart', async () => {
    const { items } = await muster.get<{ items: { id: string; from: string; role: string }[] }>('/v1/tokens');
    const ofFiles = items.find(({ from }) => from === 'files');
    const value = (await ask(`/v1/tokens/${ofFiles?.id}/rotate`)).json.token;
    expect(await reads(value)).toBe(200);
    await muster.end('SIGKILL');
    muster = bench.start({ MUSTER_DATA: data });
    ready = await muster.whenReady();
    expect(await reads(value)).toBe(200);
    await ask(`/v1/tokens/${ofFiles?.id}/revoke`);
    expect(await reads(value)).toBe(401);
  });

  it('are managed by the command line', async () => {
    const made = await muster1('token', 'create', 'ci', '--role', 'responder');
    const value = /mst_[a-z0-9]{40}/.exec(made)?.[0];
    expect(await reads(value)).toBe(200);
    expect(await muster1('token', 'list')).toMatch(/ci +in-force +responder/);
    const again = /mst_[a-z0-9]{40}/.exec(await muster1('token', 'rotate', 'ci'))?.[0];
    expect([await reads(value), await reads(again)]).toEqual([401, 200]);
    expect(await muster1('token', 'revoke', 'ci')).toMatch(/Standing +revoked/);
    expect(await muster1('verify', '--all')).toMatch(/access-token\/ci +3 +whole/);
  });

  it('and secrets of webhooks are shown to administrators alone', async () => {
    const address = 'https://pager.example.com/ana';
    const { json } = await ask('/v1/webhook-secrets', { address });
    const { items } = json as unknown as { items: { address: string; secret: string }[] };
    expect(items).toEqual([{ address: 'https://pager.example.com/•••', secret: expect.stringMatching(/^whsec_/) }]);
    expect(() => new Webhook(items[0]?.secret ?? '')).not.toThrow();
    expect(await muster1('webhook', 'secret', address)).toContain(items[0]?.secret);
    expect(JSON.parse(await muster1('webhook', 'secret', address, '--json'))).toMatchObject({ items });
    expect((await ask('/v1/webhook-secrets', { address: 'nowhere' })).status).toBe(422);
    expect((await ask('/v1/webhook-secrets', {})).status).toBe(422);
    const viewer = (await ask('/v1/tokens/looker/issue', { role: 'manager' })).json.token;
    expect((await ask('/v1/webhook-secrets', { address }, viewer)).status).toBe(403);
  });
});
