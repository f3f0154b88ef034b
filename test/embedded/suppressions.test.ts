import { afterEach, describe, expect, it } from 'vitest';
import { Bench, type MusterProcess, post } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const ask = async (muster: MusterProcess, path: string, body: object): Promise<Response> => {
  const { url, token } = await muster.whenReady();
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
};

const alarm = { title: 'Checkout is down', severity: 'critical', service: 'checkout', key: 'down' };

describe('a maintenance window in a process that is killed in the middle of it', () => {
  it('holds back over the restart, and pages at its instant for what still fires', async () => {
    const data = bench.directory();
    const first = bench.start({ MUSTER_DATA: data });
    const ready = await first.whenReady();
    const ends = Date.now() + 22_000;
    const window = {
      id: 'move',
      reason: 'the database moves',
      services: ['checkout'],
      to: new Date(ends).toISOString(),
    };
    expect((await ask(first, '/v1/maintenance-windows', window)).status).toBe(201);
    await post(ready, 'generic', alarm);
    await first.end('SIGKILL');
    const second = bench.start({ MUSTER_DATA: data });
    await second.whenReady();
    expect(await second.get('/v1/incidents')).toMatchObject({ items: [] });
    await new Promise((due) => setTimeout(due, Math.max(0, ends - Date.now())));
    await second.told((line) => line.kind === 'page-sent');
    const { items: incidents } = await second.get<{ items: { openedAt: string }[] }>('/v1/incidents');
    const late = Date.parse(incidents[0]?.openedAt ?? '') - ends;
    // Not before, and not when the reconciler happens to come by each half minute.
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(3_000);
    const { items } = await second.get<{ items: { kind: string }[] }>('/v1/maintenance-windows/move/timeline');
    expect(items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['SuppressionMade', 'SuppressionEnded', 'AlertsLetThrough']),
    );
  }, 60_000);
});
